namespace Dukou.Server.Messages;

/// <summary>How far a message to a device has come.</summary>
enum MessageStatus
{
    /// <summary>Waits for the device.</summary>
    Pending,

    /// <summary>On its way over one connection; applications see PENDING.</summary>
    Sent,
    Delivered,
    Failed,
    Timeout,
}

/// <summary>
/// One message to a device, as it was when it was read. Immutable; <see cref="MessageStore"/> owns the row. The message id is unique
/// among those that are kept of the device.
/// </summary>
sealed record Message(string DeviceId, string MessageId, DateTimeOffset CreatedTime)
{
    /// <summary>The order of a device's messages.</summary>
    public string RowId { get; init; } = "";

    /// <summary>Whose connection carries it: the device's own or its gateway's.</summary>
    public required string RouteId { get; init; }

    /// <summary>The topic on which it travels.</summary>
    public required string Topic { get; init; }

    /// <summary>The topic as the application named it; null for the system topic.</summary>
    public string? GivenTopic { get; init; }

    public string? Name { get; init; }

    /// <summary>The message as the application gave it, in JSON.</summary>
    public required string Content { get; init; }

    /// <summary><c>none</c> or <c>base64</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary><c>standard</c> or <c>raw</c>; base64 is always raw.</summary>
    public required string PayloadFormat { get; init; }

    public MessageProperties? Properties { get; init; }

    public MessageStatus Status { get; init; }

    /// <summary>The connection that it is on, when it is sent.</summary>
    public long Epoch { get; init; }

    /// <summary>Sends since the device came or subscribed.</summary>
    public int Attempt { get; init; }

    /// <summary>At which it is sent.</summary>
    public int QoS { get; init; }

    /// <summary>Null for a message that is not cached: when it can't be sent at once, it fails.</summary>
    public DateTimeOffset? ExpiryTime { get; init; }

    public DateTimeOffset? FinishedTime { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMsg { get; init; }

    /// <summary>Whose <c>object_device_id</c> the payload names; null for the connected device itself.</summary>
    public string? ObjectDeviceId => RouteId == DeviceId ? null : DeviceId;

    /// <summary>The status in the API's word.</summary>
    public string ShownStatus => Status == MessageStatus.Sent ? "PENDING" : NameOf(Status);

    public static string NameOf(MessageStatus status) => status.ToString().ToUpperInvariant();

    public static MessageStatus StatusOf(string name) => Enum.Parse<MessageStatus>(name, ignoreCase: true);
}
