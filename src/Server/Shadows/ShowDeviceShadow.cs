using Dukou.Server.Api;
using Dukou.Server.Devices;

namespace Dukou.Server.Shadows;

/// <summary>Shows what a device reported last and what is desired of it, service by service.</summary>
[Operation("GET", "devices/{deviceId}/shadow")]
static class ShowDeviceShadow
{
    public static async Task<ShadowResponse> Handle(string deviceId, DeviceStore devices, ShadowStore shadows)
    {
        await devices.GetAsync(deviceId);
        return ShadowResponse.Of(deviceId, await shadows.ReadAsync(deviceId));
    }
}
