using System.Runtime.InteropServices;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.DeviceConfigs;

/// <summary>Sends a configuration to a device, or keeps it until the device comes (api-iothub/iot_0802): an operation of our own.</summary>
[Operation("POST", "device-configs", Own = true, Success = StatusCodes.Status201Created, Group = "device configuration")]
static class CreateDeviceConfig
{
    // api-iothub/iot_0803: 1 to 30 days.
    const int TimeoutDaysMax = 30;

    public static async Task<DeviceConfigResponse> Handle(
        Request body, DeviceStore devices, DeviceConfigStore configs, DeviceConfigDelivery delivery, RowId rowIds, LimitOptions limits, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Room for the envelope around it.
        var bytesMax = limits.DownlinkBytesMax - 1024;
        new Check()
            .Required(body.DeviceId, "device_id").Text(body.DeviceId, "device_id", 128, Patterns.Id)
            .That(body.ConfigContent is { ValueKind: JsonValueKind.Object }, "config_content", "is required and must be an object")
            .That(body.ConfigContent is not { ValueKind: JsonValueKind.Object } content || JsonMarshal.GetRawUtf8Value(content).Length <= bytesMax,
                "config_content", $"must have at most {bytesMax} bytes")
            .Range(body.TimeoutDays, "timeout_days", 1, TimeoutDaysMax)
            .Done();
        var device = await devices.GetAsync(body.DeviceId!);
        var route = await DeviceRoute.OfAsync(device, devices);
        var now = clock.GetUtcNow();
        var config = new DeviceConfig(rowIds.Next(), Guid.NewGuid().ToString(), device.DeviceId, route.Root.DeviceId, body.ConfigContent!.Value.GetRawText(), now,
            now.AddDays(body.TimeoutDays ?? TimeoutDaysMax));
        await configs.AddAsync(config, cancellationToken);
        return DeviceConfigResponse.Of(await delivery.SendAsync(config, cancellationToken));
    }

    /// <param name="DeviceId">The device.</param>
    /// <param name="ConfigContent">Any object; the device knows its keys.</param>
    /// <param name="TimeoutDays">From 1 to 30, which is the default.</param>
    public sealed record Request(string? DeviceId, JsonElement? ConfigContent, int? TimeoutDays);
}
