using System.Security.Cryptography;
using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>Registers a device. Id and secret are the caller's or generated; the secret is part of the answer.</summary>
[Operation("POST", "devices")]
static class AddDevice
{
    public static async Task<DeviceResponse> Handle(Request body, DeviceRegistration registration, DeviceLifecycle lifecycle, DeviceStore devices, CancellationToken cancellationToken)
    {
        var device = registration.Prepare(body, out var desired);
        return devices.ResponseWithSecrets(await lifecycle.AddAsync(device, desired, cancellationToken));
    }

    /// <summary>32 hexadecimal digits.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public sealed record Request(string? DeviceId, string? NodeId, string? DeviceName, string? ProductId, AuthInfoRequest? AuthInfo, string? Description, string? GatewayId,
        string? AppId, JsonElement? ExtensionInfo, IReadOnlyList<ShadowRequest?>? Shadow);

    public sealed record AuthInfoRequest(string? AuthType, string? Secret, string? Fingerprint, bool? SecureAccess, long? Timeout);

    public sealed record ShadowRequest(string? ServiceId, JsonElement? Desired);
}
