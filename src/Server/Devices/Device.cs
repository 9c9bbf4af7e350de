namespace Dukou.Server.Devices;

/// <summary>What a device's connection is doing, as far as the registry knows.</summary>
enum DeviceStatus
{
    /// <summary>It has never connected.</summary>
    Inactive,
    Online,
    Offline,
    /// <summary>IoTDA: a device of a protocol without connection has been silent too long.</summary>
    Abnormal,
}

/// <summary>Which proof a device gives when it connects.</summary>
enum DeviceAuthType
{
    Secret,
    Certificates,
}

/// <summary>
/// One registered device, as it was when it was read. Immutable; <see cref="DeviceStore"/> owns the row and hands out new ones.
/// The device id is unique in the installation, the node id within its product.
/// </summary>
sealed record Device(string DeviceId, string AppId, string ProductId, string NodeId, DateTimeOffset CreateTime)
{
    /// <summary>The parent of a child device; null for a device that connects itself.</summary>
    public string? GatewayId { get; init; }

    public string? DeviceName { get; init; }
    public string? Description { get; init; }
    public DeviceAuthType AuthType { get; init; }

    /// <summary>Opened by <see cref="DeviceStore.UnprotectSecret"/>.</summary>
    public string? SecretProtected { get; init; }
    public string? SecondarySecretProtected { get; init; }

    /// <summary>SHA-1 or SHA-256 of the certificate in lower-case hex; null is learned at the first connection.</summary>
    public string? Fingerprint { get; init; }
    public string? SecondaryFingerprint { get; init; }

    /// <summary>True: the device must come over TLS.</summary>
    public bool SecureAccess { get; init; }

    /// <summary>The registration goes after so many seconds without a first connection; 0 for never.</summary>
    public long TimeoutSeconds { get; init; }

    public DeviceStatus Status { get; init; }
    public bool Frozen { get; init; }

    /// <summary>The connection that set the status last.</summary>
    public long Epoch { get; init; }
    public string? RemoteAddress { get; init; }

    /// <summary>The first time it came online.</summary>
    public DateTimeOffset? ActiveTime { get; init; }

    /// <summary>The last time it came online.</summary>
    public DateTimeOffset? OnlineTime { get; init; }

    /// <summary>The last change of the status.</summary>
    public DateTimeOffset? StatusTime { get; init; }

    public string? FwVersion { get; init; }
    public string? SwVersion { get; init; }
    public string? DeviceSdkVersion { get; init; }

    /// <summary>The application's own JSON.</summary>
    public string? ExtensionInfo { get; init; }

    /// <summary>The outbox sequence of its last change.</summary>
    public long Version { get; init; }

    public bool IsDirect => GatewayId is null;

    /// <summary>When the registration goes unless the device connects before; children never go by themselves (device-protocol 1.6).</summary>
    public DateTimeOffset? ExpiryTime => TimeoutSeconds > 0 && ActiveTime is null && IsDirect ? CreateTime.AddSeconds(TimeoutSeconds) : null;

    /// <summary>The status in the API's word.</summary>
    public string StatusName => Frozen ? "FROZEN" : NameOf(Status);

    public static string NameOf(DeviceStatus status) => status switch
    {
        DeviceStatus.Inactive => "INACTIVE",
        DeviceStatus.Online => "ONLINE",
        DeviceStatus.Offline => "OFFLINE",
        _ => "ABNORMAL",
    };

    public static DeviceStatus StatusOf(string name) => name switch
    {
        "INACTIVE" => DeviceStatus.Inactive,
        "ONLINE" => DeviceStatus.Online,
        "OFFLINE" => DeviceStatus.Offline,
        _ => DeviceStatus.Abnormal,
    };
}
