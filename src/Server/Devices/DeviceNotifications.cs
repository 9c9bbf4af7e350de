using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>The <c>notify_data</c> documents that registry changes leave in the outbox (application-api, section 10).</summary>
static class DeviceNotifications
{
    public static string Resource(Device device, string? appName, string? productName) =>
        JsonSerializer.Serialize(new { Body = DeviceResponse.Whole(device, appName, productName) }, Json.Options);

    /// <summary>Whom a document of <see cref="Resource"/> is about.</summary>
    public static string DeviceIdOf(string resource) => JsonElement.Parse(resource).GetProperty("body").GetProperty("device_id").GetString()!; // Resource writes both.

    public static string Status(Device device) => JsonSerializer.Serialize(new
    {
        Header = Header(device),
        Body = new
        {
            Status = Device.NameOf(device.Status),
            LastOnlineTime = device.OnlineTime,
            StatusUpdateTime = device.StatusTime is { } changed ? Instants.Millis(changed) : null,
        },
    }, Json.Options);

    /// <summary>The <c>header</c> of what is told about a device.</summary>
    public static object Header(Device device) =>
        new { device.AppId, device.DeviceId, device.NodeId, device.ProductId, GatewayId = device.GatewayId ?? device.DeviceId, Tags = Array.Empty<object>() };
}
