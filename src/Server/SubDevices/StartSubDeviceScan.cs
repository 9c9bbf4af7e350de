using System.Runtime.InteropServices;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Events;

namespace Dukou.Server.SubDevices;

/// <summary>Asks a gateway that is online to look for devices that could be its children: an operation of our own. ShowSubDeviceScan shows what it found.</summary>
[Operation("POST", "devices/{deviceId}/sub-device-scans", Own = true, Success = StatusCodes.Status201Created, Group = "gateway")]
static class StartSubDeviceScan
{
    const int SettingsBytesMax = 16 * 1024;

    public static async Task<Response> Handle(string deviceId, Request body, DeviceStore devices, EventDownlink downlink, TimeProvider clock, CancellationToken cancellationToken)
    {
        new Check()
            .Text(body.Protocol, "protocol", 64).Text(body.Channel, "channel", 64).Text(body.ParentDeviceId, "parent_device_id", 128, Patterns.Id)
            .That(body.ScanSettings is null or { ValueKind: JsonValueKind.Object }, "scan_settings", "must be an object")
            .That(body.ScanSettings is not { } settings || JsonMarshal.GetRawUtf8Value(settings).Length <= SettingsBytesMax, "scan_settings", $"must have at most {SettingsBytesMax} bytes")
            .Done();
        var device = await devices.GetAsync(deviceId);
        var start = EventParas.New(SubDeviceScans.ServiceId, "start_scan", clock.GetUtcNow(),
            new { body.Protocol, body.Channel, ParentDeviceId = body.ParentDeviceId ?? deviceId, ScanSettings = body.ScanSettings ?? JsonElement.Parse("{}") }, Guid.NewGuid().ToString());
        if (!await downlink.SendAsync(device, start, cancellationToken))
            throw Errors.DeviceNotOnline(deviceId);
        return new(start.EventId!); // Just made.
    }

    /// <param name="Protocol">Where to look, in the gateway's own words.</param>
    /// <param name="Channel">The same.</param>
    /// <param name="ParentDeviceId">Below which device; the gateway unless given.</param>
    /// <param name="ScanSettings">Any object; the gateway knows its keys.</param>
    public sealed record Request(string? Protocol, string? Channel, string? ParentDeviceId, JsonElement? ScanSettings);

    public sealed record Response(string EventId);
}
