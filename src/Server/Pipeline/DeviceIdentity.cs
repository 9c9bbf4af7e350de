namespace Dukou.Server.Pipeline;

/// <summary>Who a connection speaks for; constant while it lives.</summary>
sealed record DeviceIdentity(string DeviceId, string ProductId, string AppId, string NodeId)
{
    /// <summary>
    /// The registration group by whose proof the device came: it may bootstrap and nothing else, and the link is not the device's own.
    /// Null for a device that proved itself.
    /// </summary>
    public string? GroupId { get; init; }

    /// <summary>With <see cref="GroupId"/>: SHA-256 of the certificate by which it came; null when it came by the group's secret.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Under what the link is found; a slash is in no device id.</summary>
    public string LinkId => GroupId is null ? DeviceId : $"{DeviceId}/{GroupId}";
}
