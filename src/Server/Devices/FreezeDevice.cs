using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Devices;

/// <summary>Bars a device: its link is cut and later ones are refused until UnfreezeDevice. Children have no link of their own to bar.</summary>
[Operation("POST", "devices/{deviceId}/freeze")]
static class FreezeDevice
{
    public static async Task<NoContent> Handle(string deviceId, DeviceLifecycle lifecycle, CancellationToken cancellationToken)
    {
        await lifecycle.ChangeAsync(deviceId, device => device.IsDirect
            ? device with { Frozen = true }
            : throw Errors.Forbidden($"The device {deviceId} is a child of {device.GatewayId}; only devices that connect themselves can be frozen."), cancellationToken);
        await lifecycle.CutAsync(deviceId, DeviceReasons.Frozen);
        return TypedResults.NoContent();
    }
}
