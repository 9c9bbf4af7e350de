using System.Text.Json;
using Dukou.Server.Devices;

namespace Dukou.Server.SubDevices;

/// <summary>A child as events show it (section 2.12).</summary>
sealed record SubDeviceInfo(string? ParentDeviceId, string NodeId, string DeviceId, string? Name, string? Description, string? ProductId, JsonElement? ExtensionInfo,
    string? FwVersion, string? SwVersion, string? Status)
{
    public static SubDeviceInfo Of(Device device) => new(device.GatewayId, device.NodeId, device.DeviceId, device.DeviceName, device.Description, device.ProductId,
        device.ExtensionInfo is { } json ? JsonSerializer.Deserialize<JsonElement>(json) : null, device.FwVersion, device.SwVersion, device.StatusName);

    /// <summary>A child that is gone: no more than its names are known.</summary>
    public static SubDeviceInfo Gone(ChildChange change) => new(change.ParentId, change.NodeId, change.DeviceId, null, null, null, null, null, null, null);
}
