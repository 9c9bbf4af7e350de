using Dukou.Server.Api;
using Dukou.Server.Devices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Shadows;

/// <summary>Clears desired and reported of all services; the versions start again.</summary>
[Operation("DELETE", "devices/{deviceId}/shadow")]
static class DeleteDeviceShadow
{
    public static async Task<NoContent> Handle(string deviceId, DeviceStore devices, ShadowStore shadows, CancellationToken cancellationToken)
    {
        await devices.GetAsync(deviceId);
        await shadows.DeleteAsync(deviceId, cancellationToken);
        return TypedResults.NoContent();
    }
}
