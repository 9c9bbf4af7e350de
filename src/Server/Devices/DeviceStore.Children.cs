using System.Data.Common;
using Dukou.Server.Api;
using Dukou.Server.Storage;

namespace Dukou.Server.Devices;

sealed partial class DeviceStore
{
    public const int ChildrenMax = 50_000;

    /// <summary>Moves a child to another gateway. Its status stays; from now on connections below <paramref name="epoch"/> count as older ones.</summary>
    /// <exception cref="IotdaException">It is no child, has children itself, or the gateway can't have it.</exception>
    public async Task<Device> ChangeGatewayAsync(string deviceId, string gatewayId, long epoch, CancellationToken cancellationToken)
    {
        var moved = await databases.Core.WriteAsync(core =>
        {
            var device = DeviceTable.Find(core, deviceId) ?? throw Errors.DeviceNotFound(deviceId);
            if (device.IsDirect)
                throw Errors.Forbidden($"The device {deviceId} connects itself; only a child of a gateway can move to another one.");
            if (device.GatewayId == gatewayId)
                throw Errors.InvalidRequest($"gateway_id: {deviceId} is a child of {gatewayId} already.");
            if (ChildrenOf(core, deviceId) is > 0 and var children)
                throw Errors.Forbidden($"The device {deviceId} has {children} children; delete them before it moves.");
            var next = device with { GatewayId = gatewayId, Epoch = epoch };
            CheckParent(core, next);
            next = next with { Version = outbox.Append(core, "device", "update", _ => Document(next)) };
            ChildChangeTable.Record(core, spaces.ProjectId, device, added: false, own: false);
            DeviceTable.UpdateGateway(core, next);
            ChildChangeTable.Record(core, spaces.ProjectId, next, added: true, own: false);
            return next;
        }, cancellationToken: cancellationToken);
        Remember(moved);
        return moved;
    }

    /// <summary>Devices below a gateway that are online, at both levels; at most <paramref name="max"/>.</summary>
    public IReadOnlyList<string> OnlineBelow(string gatewayId, int max) => databases.Core.Read(core => core.Query("""
        select device_id from device where status = 'ONLINE'
            and gateway_id in (select @gateway_id union all select device_id from device where gateway_id = @gateway_id)
        limit @max
        """, row => row.GetString(0), ("@gateway_id", gatewayId), ("@max", max)));

    /// <summary>What has changed below a gateway after a version, oldest first.</summary>
    public IReadOnlyList<ChildChange> ChildChangesAfter(string gatewayId, long version, int max) =>
        databases.Core.Read(core => ChildChangeTable.After(core, gatewayId, version, max));

    /// <summary>The last change of a device below each gateway that it is or was below.</summary>
    public IReadOnlyList<ChildChange> ChildChangesOf(string deviceId) => databases.Core.Read(core => ChildChangeTable.Of(core, deviceId));

    /// <summary>The version of a gateway's last change; 0 before the first.</summary>
    public long LastChildVersion(string gatewayId) => databases.Core.Read(core => ChildChangeTable.Last(core, gatewayId));

    static void CheckParent(DbConnection core, Device device)
    {
        if (device.GatewayId is not { } gatewayId)
            return;
        var gateway = DeviceTable.Find(core, gatewayId) ?? throw Errors.DeviceNotFound(gatewayId);
        if (gateway.AppId != device.AppId)
            throw Errors.InvalidRequest($"gateway_id: {gatewayId} belongs to the resource space {gateway.AppId}, not to {device.AppId}.");
        // G:add_device: two levels below the gateway, so a grandparent must connect itself.
        if (gateway.GatewayId is { } grandparent && DeviceTable.Find(core, grandparent) is { IsDirect: false })
            throw Errors.InvalidRequest($"gateway_id: {gatewayId} is two levels below its gateway already and can have no children.");
        if (ChildrenOf(core, gatewayId) >= ChildrenMax)
            throw Errors.Forbidden($"The gateway {gatewayId} has {ChildrenMax} children already, which is the most.");
    }

    static long ChildrenOf(DbConnection core, string deviceId) =>
        core.Scalar<long>("select count(*) from device where gateway_id = @gateway_id", ("@gateway_id", deviceId));
}
