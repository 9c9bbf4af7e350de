using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Devices;

/// <summary>Deletes a device that has no children and cuts its link.</summary>
[Operation("DELETE", "devices/{deviceId}")]
static class DeleteDevice
{
    public static async Task<NoContent> Handle(string deviceId, DeviceLifecycle lifecycle, CancellationToken cancellationToken)
    {
        await lifecycle.DeleteAsync(deviceId, cancellationToken);
        return TypedResults.NoContent();
    }
}
