using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.Features;

namespace Dukou.Server.Devices;

/// <summary>Shows a device, its secrets included unless the caller may only read: with a secret it could report in the device's name.</summary>
[Operation("GET", "devices/{deviceId}")]
static class ShowDevice
{
    public static async Task<DeviceResponse> Handle(string deviceId, DeviceStore devices, HttpContext context)
    {
        var device = await devices.GetAsync(deviceId);
        return context.Features.GetRequiredFeature<Principal>().Role == Role.ReadOnly ? devices.Response(device) : devices.ResponseWithSecrets(device);
    }
}
