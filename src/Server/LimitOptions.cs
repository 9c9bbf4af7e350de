namespace Dukou.Server;

/// <summary>Bounds of the device side. Defaults are the vendor's (device-protocol 1.7); where its pages disagree, the larger value.</summary>
public sealed record LimitOptions
{
    /// <summary>Shortest and longest keep-alive in seconds (P:iot_04_0010).</summary>
    public int KeepAliveMin { get; init; } = 30;
    public int KeepAliveMax { get; init; } = 1200;

    /// <summary>Largest packet up, in bytes (P:iot_04_0010): 1 MB of payload and what MQTT adds.</summary>
    public int PacketBytesMax { get; init; } = (1024 * 1024) + (64 * 1024);

    /// <summary>Largest message payload up, in bytes (P:iot_04_0010).</summary>
    public int MessageBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Largest property report, in bytes (U:iot_01_0326).</summary>
    public int ReportBytesMax { get; init; } = 64 * 1024;

    /// <summary>Largest payload down, in bytes (D:0059).</summary>
    public int DownlinkBytesMax { get; init; } = 256 * 1024;

    /// <summary>Publishes up per second and connection, by throttling (P:iot_04_0010); 0 for no limit.</summary>
    public int MessagesPerSecond { get; init; } = 50;

    /// <summary>Bytes up per second and connection (1 Mbit/s, or 1 MB on the older page); 0 for no limit.</summary>
    public int BytesPerSecond { get; init; } = 1024 * 1024;

    /// <summary>Subscriptions per connection (50, or 100 on the older page).</summary>
    public int SubscriptionsMax { get; init; } = 100;

    /// <summary>Devices that listen to one topic of other devices (U:iot_02_9994); profile relaxed has no such limit.</summary>
    public int TopicSubscribersMax { get; init; } = 1000;

    /// <summary>Bytes of a topic that isn't a system topic (P:iot_04_0010).</summary>
    public int TopicBytesMax { get; init; } = 128;

    /// <summary>QoS of the implicit subscription to the system downlink topics: 0 by the documentation, 1 by a vendor SDK's comment.</summary>
    public int ImplicitSubscriptionQoS { get; init; }

    /// <summary>How long a socket may take from accept to a whole CONNECT.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Open connections, all listeners together.</summary>
    public int ConnectionsMax { get; init; } = 18_000;

    /// <summary>New connections per second, all listeners together; further ones wait in the listen queue.</summary>
    public int ConnectsPerSecond { get; init; } = 2_000;

    /// <summary>Unacknowledged publishes down above QoS 0 per connection.</summary>
    public int InFlightMax { get; init; } = 64;

    /// <summary>Bytes that may wait for a slow reader before its connection is cut.</summary>
    public int OutboundBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// 1: what a device publishes outside <c>$oc</c> goes to the devices that subscribe to it; 0: only a rule hands it on (U:iot_02_9994).
    /// Profile relaxed always hands it on.
    /// </summary>
    public int DeviceToDevice { get; init; }

    /// <summary>Messages above QoS 0 from other devices that wait for one device; further ones are dropped.</summary>
    public int QueuedMessagesMax { get; init; } = 1000;

    /// <summary>Bytes of those messages.</summary>
    public int QueuedBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>Retained messages, all resource spaces together (profile relaxed).</summary>
    public int RetainedMessagesMax { get; init; } = 10_000;

    /// <summary>Bytes of those messages.</summary>
    public int RetainedBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a session may outlive its connection (profile relaxed); that of MQTT 3.x always so long.</summary>
    public TimeSpan SessionExpiryMax { get; init; } = TimeSpan.FromDays(7);

    /// <summary>1: a connection that is over its rate is closed with 0x96; 0: it is read more slowly.</summary>
    public int DisconnectAboveRate { get; init; }

    /// <summary>Messages cached per device (message delivery guide).</summary>
    public int CachedMessagesMax { get; init; } = 20;

    /// <summary>How long a synchronous request to a device waits (D:3014).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Synchronous requests to devices that wait for an answer, all together; further ones are refused.</summary>
    public int RequestsWaitingMax { get; init; } = 10_000;

    /// <summary>Connections of HTTP and WebSocket, both listeners together; further ones are closed at once.</summary>
    public int HttpConnectionsMax { get; init; } = 18_000;

    /// <summary>Reports over HTTPS per second, all devices together; further ones are refused. 0 for no limit.</summary>
    public int HttpReportsPerSecond { get; init; }

    /// <summary>Statuses of children per second, all gateways together, by throttling (CAMP:46 counts by purchased units); 0 for no limit.</summary>
    public int ChildStatusesPerSecond { get; init; }

    /// <summary>1: children go offline with their gateway's connection. 0: they keep their status until the gateway says otherwise (U:iot_01_0052).</summary>
    public int ChildrenOfflineWithGateway { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (ChildrenOfflineWithGateway is < 0 or > 1)
            yield return "limits: whether children go offline with their gateway must be 0 or 1.";
        if (HttpReportsPerSecond < 0 || ChildStatusesPerSecond < 0)
            yield return "limits: HttpReportsPerSecond and ChildStatusesPerSecond must be at least 0.";
        if (KeepAliveMin < 0 || KeepAliveMax < KeepAliveMin || KeepAliveMax > ushort.MaxValue)
            yield return "limits: the keep-alive range must lie within 0 and 65535 seconds, the shortest first.";
        if (ImplicitSubscriptionQoS is < 0 or > 1)
            yield return "limits: the implicit subscription's QoS must be 0 or 1.";
        foreach (var (name, value) in new[] { (nameof(DeviceToDevice), DeviceToDevice), (nameof(DisconnectAboveRate), DisconnectAboveRate) })
            if (value is < 0 or > 1)
                yield return $"limits: {name} must be 0 or 1.";
        if (SessionExpiryMax < TimeSpan.Zero || SessionExpiryMax.TotalSeconds >= uint.MaxValue)
            yield return "limits: SessionExpiryMax must be from 0 to 4294967294 seconds.";
        foreach (var (name, value) in new[]
        {
            (nameof(PacketBytesMax), PacketBytesMax), (nameof(MessageBytesMax), MessageBytesMax), (nameof(ReportBytesMax), ReportBytesMax),
            (nameof(DownlinkBytesMax), DownlinkBytesMax), (nameof(SubscriptionsMax), SubscriptionsMax), (nameof(TopicSubscribersMax), TopicSubscribersMax), (nameof(TopicBytesMax), TopicBytesMax),
            (nameof(ConnectionsMax), ConnectionsMax), (nameof(ConnectsPerSecond), ConnectsPerSecond), (nameof(InFlightMax), InFlightMax),
            (nameof(OutboundBytesMax), OutboundBytesMax), (nameof(CachedMessagesMax), CachedMessagesMax),
            (nameof(RequestsWaitingMax), RequestsWaitingMax), (nameof(HttpConnectionsMax), HttpConnectionsMax),
            (nameof(QueuedMessagesMax), QueuedMessagesMax), (nameof(QueuedBytesMax), QueuedBytesMax),
            (nameof(RetainedMessagesMax), RetainedMessagesMax), (nameof(RetainedBytesMax), RetainedBytesMax),
        })
            if (value < 1)
                yield return $"limits: {name} must be at least 1.";
    }
}
