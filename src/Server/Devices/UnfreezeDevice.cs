using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Devices;

/// <summary>Lets a frozen device connect again.</summary>
[Operation("POST", "devices/{deviceId}/unfreeze")]
static class UnfreezeDevice
{
    public static async Task<NoContent> Handle(string deviceId, DeviceLifecycle lifecycle, CancellationToken cancellationToken)
    {
        await lifecycle.ChangeAsync(deviceId, device => device with { Frozen = false }, cancellationToken);
        return TypedResults.NoContent();
    }
}
