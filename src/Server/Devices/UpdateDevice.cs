using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>Changes the given members of a device.</summary>
[Operation("PUT", "devices/{deviceId}")]
static class UpdateDevice
{
    public static async Task<DeviceResponse> Handle(string deviceId, Request body, DeviceLifecycle lifecycle, DeviceStore devices, CancellationToken cancellationToken)
    {
        new Check()
            .Text(body.DeviceName, "device_name", 256, Patterns.Name)
            .Text(body.Description, "description", 2048, Patterns.DisplayName, min: 0)
            .ExtensionInfo(body.ExtensionInfo)
            .Timeout(body.AuthInfo?.Timeout)
            .Done();
        var changed = await lifecycle.ChangeAsync(deviceId, device => device with
        {
            DeviceName = body.DeviceName ?? device.DeviceName,
            Description = body.Description ?? device.Description,
            ExtensionInfo = body.ExtensionInfo?.GetRawText() ?? device.ExtensionInfo,
            SecureAccess = body.AuthInfo?.SecureAccess ?? device.SecureAccess,
            TimeoutSeconds = body.AuthInfo?.Timeout ?? device.TimeoutSeconds,
        }, cancellationToken);
        return devices.Response(changed);
    }

    public sealed record Request(string? DeviceName, string? Description, JsonElement? ExtensionInfo, AuthInfoRequest? AuthInfo);

    public sealed record AuthInfoRequest(bool? SecureAccess, long? Timeout);
}
