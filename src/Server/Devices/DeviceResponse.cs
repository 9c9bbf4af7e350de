using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>A device as the API answers it. Lists leave out <see cref="AuthInfo"/> and the times; secrets are in the answers of AddDevice and ShowDevice only.</summary>
sealed record DeviceResponse(string AppId, string? AppName, string DeviceId, string NodeId, string GatewayId, string? DeviceName, string NodeType, string? Description,
    string? FwVersion, string? SwVersion, string? DeviceSdkVersion, string ProductId, string? ProductName, string Status)
{
    public AuthInfoResponse? AuthInfo { get; init; }
    public DateTimeOffset? CreateTime { get; init; }
    public string? ConnectionStatusUpdateTime { get; init; }
    public string? ActiveTime { get; init; }
    public IReadOnlyList<object> Tags { get; init; } = [];
    public JsonElement? ExtensionInfo { get; init; }

    /// <summary>What a list shows.</summary>
    public static DeviceResponse Brief(Device device, string? appName, string? productName) => new(device.AppId, appName, device.DeviceId, device.NodeId,
        device.GatewayId ?? device.DeviceId, device.DeviceName, device.IsDirect ? "GATEWAY" : "ENDPOINT", device.Description, device.FwVersion, device.SwVersion,
        device.DeviceSdkVersion, device.ProductId, productName, device.StatusName);

    /// <summary>Everything but the secrets.</summary>
    public static DeviceResponse Whole(Device device, string? appName, string? productName) => Brief(device, appName, productName) with
    {
        AuthInfo = new(device.AuthType == DeviceAuthType.Secret ? "SECRET" : "CERTIFICATES", null, null, device.Fingerprint, device.SecondaryFingerprint,
            device.SecureAccess, device.TimeoutSeconds),
        CreateTime = device.CreateTime,
        ConnectionStatusUpdateTime = device.StatusTime is { } changed ? Instants.Millis(changed) : null,
        ActiveTime = device.ActiveTime is { } active ? Instants.Millis(active) : null,
        ExtensionInfo = device.ExtensionInfo is { } json ? JsonSerializer.Deserialize<JsonElement>(json) : null,
    };

    public DeviceResponse WithSecrets(string? secret, string? secondarySecret) =>
        this with { AuthInfo = AuthInfo! with { Secret = secret, SecondarySecret = secondarySecret } };
}

/// <summary>How a device proves itself, IoTDA's <c>AuthInfoRes</c>.</summary>
sealed record AuthInfoResponse(string AuthType, string? Secret, string? SecondarySecret, string? Fingerprint, string? SecondaryFingerprint, bool SecureAccess, long Timeout);
