using Dukou.Server.Api;
using Microsoft.AspNetCore.Mvc;

namespace Dukou.Server.Devices;

/// <summary>Gives a device a new primary or secondary secret, the caller's or a generated one. The old one stops working at the next connection.</summary>
[Operation("POST", "devices/{deviceId}/action")]
static class ResetDeviceSecret
{
    public static async Task<Response> Handle(string deviceId, [FromQuery(Name = "action_id")] string? actionId, Request? body, DeviceLifecycle lifecycle, DeviceStore devices,
        CancellationToken cancellationToken)
    {
        new Check()
            .Required(actionId, "action_id").OneOf(actionId, "action_id", "resetSecret")
            .Secret(body?.Secret, "secret")
            .WhichOfTwo(body?.SecretType, "secret_type")
            .Done();
        var secret = body?.Secret ?? AddDevice.NewSecret();
        var secretProtected = devices.Protect(secret);
        var secondary = body?.SecretType == "SECONDARY";
        await lifecycle.ChangeAsync(deviceId, device => secondary
            ? device with { SecondarySecretProtected = secretProtected }
            : device with { SecretProtected = secretProtected }, cancellationToken);
        if (body?.ForceDisconnect == true)
            await lifecycle.CutAsync(deviceId, DeviceReasons.SecretReset);
        return new(deviceId, secret, secondary ? "SECONDARY" : "PRIMARY");
    }

    public sealed record Request(string? Secret, bool? ForceDisconnect, string? SecretType);

    public sealed record Response(string DeviceId, string Secret, string SecretType);
}
