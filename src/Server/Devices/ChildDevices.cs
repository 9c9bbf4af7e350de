using Dukou.Server.Pipeline;

namespace Dukou.Server.Devices;

/// <summary>The registry's answer to <see cref="IChildDevices"/>: children nest two levels deep at most.</summary>
sealed class ChildDevices(DeviceStore devices) : IChildDevices
{
    public ChildDevice? Find(string gatewayId, string deviceId)
    {
        if (devices.Find(deviceId) is not { GatewayId: { } parentId } child)
            return null;
        return parentId == gatewayId || devices.Find(parentId)?.GatewayId == gatewayId
            ? new ChildDevice(new(child.DeviceId, child.ProductId, child.AppId, child.NodeId), child.Epoch)
            : null;
    }
}
