using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Cluster;

/// <summary>
/// How the rest of the platform reaches a device's live connection, wherever it is, and tells every node that something cached has
/// changed. In one process it is the session registry; on several machines a call to the node that holds the connection.
/// </summary>
interface IClusterLink
{
    /// <summary>Whether the device has a live connection. A hint: it may be gone before the next line runs.</summary>
    bool IsOnline(string deviceId);

    /// <summary>How the device would get a publish on <paramref name="topic"/>; a hint, too.</summary>
    Reach ReachOf(string deviceId, string topic);

    /// <summary>Sends one publish down. Completes when the socket took the bytes, or can't; what becomes of it is <see cref="Delivery.Fate"/>.</summary>
    ValueTask<Delivery> DeliverAsync(DownlinkPublish publish, CancellationToken cancellationToken);

    /// <summary>Sends a request down and waits for the device's answer, at most <paramref name="deadline"/> of domain time.</summary>
    ValueTask<RequestAnswer> RequestAsync(DownlinkPublish publish, RequestKind kind, string requestId, TimeSpan deadline, CancellationToken cancellationToken);

    /// <summary>Sends one publish to every connection of a resource space that listens to the topic; answers how many got it.</summary>
    ValueTask<int> BroadcastAsync(string appId, string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

    /// <summary>Who of a resource space listens to the topic now: at most <paramref name="max"/> devices, in no order.</summary>
    IReadOnlyList<string> ListenersTo(string appId, string topic, int max);

    /// <summary>Cuts the device's live connection, if any: MQTT 5 gets a DISCONNECT with <paramref name="reason"/> first.</summary>
    ValueTask DisconnectAsync(string deviceId, ReasonCode reason, Because because, CancellationToken cancellationToken);

    /// <summary>Drops what is cached of one thing on every node.</summary>
    ValueTask InvalidateAsync(CachedKind kind, string id, CancellationToken cancellationToken);
}

/// <summary>What may be cached.</summary>
enum CachedKind
{
    Device,
    Product,
    Policy,
}

/// <summary>One publish on its way down, addressed to the connection of <paramref name="DeviceId"/> (see <see cref="Pipeline.DeviceIdentity.LinkId"/>).</summary>
sealed record DownlinkPublish(string DeviceId, string Topic, ReadOnlyMemory<byte> Payload)
{
    /// <summary>MQTT 5 properties; left out for older clients.</summary>
    public PublishProperties? Properties { get; init; }

    /// <summary>Goes at QoS 0 also to a device that has not subscribed to the topic.</summary>
    public bool Unasked { get; init; }

    /// <summary>The message or command id, for traces.</summary>
    public string? RequestId { get; init; }
}

/// <summary>How a device can be reached on a topic.</summary>
enum Reach
{
    Offline,
    NotSubscribed,
    AtMostOnce,
    AtLeastOnce,
}

/// <summary>A publish that is on its way, or isn't: <paramref name="Fate"/> is complete at once except for QoS 1, where it comes with PUBACK.</summary>
readonly record struct Delivery(Task<DeliveryOutcome> Fate)
{
    public static Delivery Of(DeliveryOutcome outcome) => new(Task.FromResult(outcome));

    /// <summary>After <see cref="DeliveryOutcome.QueueFull"/>: completes when the connection has room again, or has ended.</summary>
    public Task Room { get; init; } = Task.CompletedTask;

    /// <summary>At QoS 1: the connection that carries it.</summary>
    public long Epoch { get; init; }
}

enum DeliveryOutcome
{
    /// <summary>QoS 0: the socket took it. QoS 1: the device acknowledged.</summary>
    Delivered,
    Offline,
    /// <summary>The device has no subscription that matches the topic.</summary>
    NotSubscribed,
    /// <summary>The connection ended before a QoS 1 acknowledgement.</summary>
    ConnectionLost,
    /// <summary>QoS 1: every resend went unacknowledged.</summary>
    Unacknowledged,
    /// <summary>The connection's outbound queue is full.</summary>
    QueueFull,
    /// <summary>As many requests wait for answers as may, of all devices together.</summary>
    TooManyRequests,
    /// <summary>The device said in CONNECT that it takes no packet of this size.</summary>
    TooLarge,
}

/// <summary>What a device's answer belongs to.</summary>
enum RequestKind
{
    Command,
    PropertiesSet,
    PropertiesGet,
}

/// <summary>The end of a request to a device: its answer as it was sent, or why there is none.</summary>
readonly record struct RequestAnswer(DeliveryOutcome Delivery, bool TimedOut, ReadOnlyMemory<byte> Payload);
