namespace Dukou.Server.Messages;

/// <summary>How a message ends: its last status, why, and the code that applications read when it failed.</summary>
sealed record MessageEnd(MessageStatus Status, Because Because, string? ErrorCode = null)
{
    const string DeviceOffline = "IOTDA.014016";
    const string TopicNotSubscribed = "IOTDA.014112";

    public static MessageEnd Delivered(Message message) => message.QoS > 0
        ? new(MessageStatus.Delivered, MessageReasons.Acknowledged)
        : new(MessageStatus.Delivered, MessageReasons.Sent.With(("topic", message.Topic)));

    public static MessageEnd AssumedDelivered(Message message) => new(MessageStatus.Delivered, MessageReasons.AssumedSent.With(("topic", message.Topic)));

    public static MessageEnd Offline(Message message) => Failed(message, MessageReasons.Offline);

    public static MessageEnd Unacknowledged(Message message) => Failed(message, MessageReasons.Unacknowledged);

    public static MessageEnd QueueFull(Message message) => Failed(message, MessageReasons.QueueFull);

    public static MessageEnd NotSubscribed(Message message) =>
        new(MessageStatus.Failed, MessageReasons.NotSubscribed.With(("device", message.RouteId), ("topic", message.Topic)), TopicNotSubscribed);

    public static MessageEnd PushedOut(Message message, int max) =>
        new(MessageStatus.Failed, MessageReasons.PushedOut.With(("device", message.DeviceId), ("max", $"{max}")), DeviceOffline);

    public static MessageEnd TimedOut(Message message) =>
        new(MessageStatus.Timeout, MessageReasons.TimedOut.With(("device", message.DeviceId), ("topic", message.Topic)));

    static MessageEnd Failed(Message message, Reason reason) => new(MessageStatus.Failed, reason.With(("device", message.RouteId)), DeviceOffline);
}
