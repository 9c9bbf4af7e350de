using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>Pins another certificate to a device; without a fingerprint the next certificate shown is pinned.</summary>
[Operation("POST", "devices/{deviceId}/reset-fingerprint")]
static class ResetFingerprint
{
    public static async Task<Response> Handle(string deviceId, Request? body, DeviceLifecycle lifecycle, CancellationToken cancellationToken)
    {
        new Check()
            .Fingerprint(body?.Fingerprint, "fingerprint")
            .WhichOfTwo(body?.FingerprintType, "fingerprint_type")
            .Done();
        var fingerprint = body?.Fingerprint?.ToLowerInvariant();
        var secondary = body?.FingerprintType == "SECONDARY";
        await lifecycle.ChangeAsync(deviceId, device => secondary
            ? device with { SecondaryFingerprint = fingerprint }
            : device with { Fingerprint = fingerprint }, cancellationToken);
        if (body?.ForceDisconnect == true)
            await lifecycle.CutAsync(deviceId, DeviceReasons.FingerprintReset);
        return new(deviceId, fingerprint, secondary ? "SECONDARY" : "PRIMARY");
    }

    public sealed record Request(string? Fingerprint, bool? ForceDisconnect, string? FingerprintType);

    public sealed record Response(string DeviceId, string? Fingerprint, string FingerprintType);
}
