namespace Dukou.Server.Pipeline;

/// <summary>Says for whom a gateway may speak.</summary>
interface IChildDevices
{
    /// <summary>The device when it is registered below the gateway, at whatever level; null otherwise.</summary>
    ChildDevice? Find(string gatewayId, string deviceId);
}

/// <summary>A device below a gateway.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="Epoch">The newest connection that has spoken for it, or since which it is below this gateway.</param>
sealed record ChildDevice(DeviceIdentity Identity, long Epoch);
