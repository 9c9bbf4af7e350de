namespace Dukou.Server.Devices;

/// <summary>The way down to a device: over its own connection or, for a child, over that of the gateway above it.</summary>
/// <param name="Root">The device that holds the connection; its topics carry everything.</param>
/// <param name="ObjectDeviceId">Whom the payload must name: the child, or null for the connected device itself.</param>
readonly record struct DeviceRoute(Device Root, string? ObjectDeviceId)
{
    public static async ValueTask<DeviceRoute> OfAsync(Device device, DeviceStore devices)
    {
        var root = device;
        // Children nest two levels deep at most.
        while (root.GatewayId is { } gatewayId && await devices.FindAsync(gatewayId) is { } gateway)
            root = gateway;
        return new(root, root == device ? null : device.DeviceId);
    }
}
