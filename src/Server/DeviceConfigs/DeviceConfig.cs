namespace Dukou.Server.DeviceConfigs;

/// <summary>One configuration on its way to a device, as it was when it was read. Immutable; <see cref="DeviceConfigStore"/> owns the row.</summary>
sealed record DeviceConfig(string RowId, string ConfigId, string DeviceId, string ConnectedId, string Content, DateTimeOffset CreatedTime, DateTimeOffset ExpiryTime)
{
    /// <summary>When it last went down.</summary>
    public DateTimeOffset? SentTime { get; init; }

    /// <summary>When it is sent again; null while it waits for the device to come.</summary>
    public DateTimeOffset? NextTime { get; init; }
    public DateTimeOffset? FinishedTime { get; init; }

    /// <summary>0 when the device took it; null without an answer.</summary>
    public long? ResultCode { get; init; }
    public string? Description { get; init; }

    public string Status => this switch
    {
        { FinishedTime: null, SentTime: null } => "WAITING",
        { FinishedTime: null } => "SENT",
        { ResultCode: 0 } => "SUCCEEDED",
        { ResultCode: not null } => "FAILED",
        _ => "TIMEOUT",
    };
}
