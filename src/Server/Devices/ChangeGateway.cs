using Dukou.Server.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dukou.Server.Devices;

/// <summary>Moves a child device to another gateway of its resource space; both gateways are told.</summary>
[Operation("POST", "devices/{deviceId}/change-gateway")]
static class ChangeGateway
{
    public static async Task<NoContent> Handle(string deviceId, Request body, DeviceLifecycle lifecycle, CancellationToken cancellationToken)
    {
        new Check()
            .Required(body.GatewayId, "gateway_id").Text(body.GatewayId, "gateway_id", 128, Patterns.Id)
            .That(body.GatewayId != deviceId, "gateway_id", "must be another device")
            .Done();
        await lifecycle.ChangeGatewayAsync(deviceId, body.GatewayId!, cancellationToken);
        return TypedResults.NoContent();
    }

    public sealed record Request(string? GatewayId);
}
