using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Cluster;
using Dukou.Server.Sessions;

namespace Dukou.Server.Gateway;

// Writing: publishes down and their resends.
sealed partial class MqttConnection
{
    public Reach ReachOf(string topic) => !IsOpen ? Reach.Offline : Match(Encoding.UTF8.GetBytes(topic)) switch
    {
        null => Reach.NotSubscribed,
        QualityOfService.AtMostOnce => Reach.AtMostOnce,
        _ => Reach.AtLeastOnce,
    };

    // What it asked for decides the QoS, also where the platform has subscribed it by itself.
    QualityOfService? Match(byte[] topic) =>
        _subscriptions.Match(topic) ?? (DeviceTopic.IsImplicitlySubscribed(Link.DeviceIdUtf8, topic) ? (QualityOfService)_services.Limits.ImplicitSubscriptionQoS : null);

    bool IsOpen
    {
        get
        {
            lock (_outbound.Gate)
                return _outbound.Accepts && _end is null;
        }
    }

    /// <summary>Sends one publish down; completes when the socket took it, or can't.</summary>
    public async ValueTask<Delivery> DeliverAsync(DownlinkPublish publish)
    {
        var topic = Encoding.UTF8.GetBytes(publish.Topic);
        if (!IsOpen)
            return Delivery.Of(DeliveryOutcome.Offline);
        if ((Match(topic) ?? (publish.Unasked ? QualityOfService.AtMostOnce : null)) is not { } qos)
            return Delivery.Of(DeliveryOutcome.NotSubscribed);
        var properties = PropertiesOf(publish, topic);
        if (IsTooLarge(topic, publish.Payload.Span, properties, qos))
            return Delivery.Of(DeliveryOutcome.TooLarge);
        if (qos != QualityOfService.AtMostOnce)
            return await SendAcknowledgedAsync(publish, topic, properties);
        var taken = Write(topic, publish.Payload, properties, qos, 0, duplicate: false);
        Flush();
        return Delivery.Of(await taken ? DeliveryOutcome.Delivered : DeliveryOutcome.ConnectionLost);
    }

    async ValueTask<Delivery> SendAcknowledgedAsync(DownlinkPublish publish, byte[] topicUtf8, byte[] properties)
    {
        if (_inflight.TryAdd(publish.Topic, publish.Payload, properties, _services.Wheel.Now) is not { } entry)
            return _end is null ? Delivery.Of(DeliveryOutcome.QueueFull) with { Room = Window.WhenRoom() } : Delivery.Of(DeliveryOutcome.ConnectionLost);
        var taken = Write(topicUtf8, publish.Payload, properties, QualityOfService.AtLeastOnce, entry.PacketId, duplicate: false);
        Flush();
        // MQTT 5 sends again only over a new connection [MQTT-4.4.0-1]; so does profile relaxed in every version.
        if (!_isFull && Version != ProtocolVersion.V500 && Interlocked.Exchange(ref _resending, 1) == 0)
            _services.Wheel.Schedule(new ResendTimer(this), _services.Wheel.Now + Inflight.ResendAfter);
        await taken;
        return new(FateOf(entry)) { Epoch = Epoch };
    }

    byte[] PropertiesOf(DownlinkPublish publish, byte[] topic)
    {
        if (Version != ProtocolVersion.V500)
            return [];
        var identifiers = _isFull ? _subscriptions.IdentifiersOf(topic) : [];
        return identifiers.Count == 0
            ? publish.Properties?.ToBytes() ?? []
            : ((publish.Properties ?? PublishProperties.Empty) with { SubscriptionIdentifiers = identifiers }).ToBytes();
    }

    // [MQTT-3.1.2-24]
    bool IsTooLarge(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, QualityOfService qos) =>
        _connect.MaximumPacketSize is { } max && new PublishPacket { Topic = topic, Payload = payload, Properties = properties, QoS = qos }.GetLength(Version) > max;

    static async Task<DeliveryOutcome> FateOf(Inflight.Entry entry) => await entry.End.Task switch
    {
        InflightEnd.Acknowledged => DeliveryOutcome.Delivered,
        InflightEnd.Unacknowledged => DeliveryOutcome.Unacknowledged,
        _ => DeliveryOutcome.ConnectionLost,
    };

    /// <summary>Completes when the transport took the publish: false when nothing may go down any more, or the connection ended first.</summary>
    Task<bool> Write(ReadOnlySpan<byte> topic, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> properties, QualityOfService qos, ushort packetId, bool duplicate)
    {
        lock (_outbound.Gate)
        {
            if (!_outbound.Accepts)
                return Task.FromResult(false);
            new PublishPacket { Topic = topic, Payload = payload.Span, Properties = properties.Span, QoS = qos, PacketId = packetId, Duplicate = duplicate }
                .Write(_outbound.Buffer, Version);
            return _outbound.WhenTaken();
        }
    }

    /// <summary>Runs while something unacknowledged is under way.</summary>
    sealed class ResendTimer(MqttConnection connection) : ITimed
    {
        public TimeSpan? OnTimer(TimeSpan now)
        {
            foreach (var entry in connection._inflight.TakeDue(now))
                connection.Write(Encoding.UTF8.GetBytes(entry.Topic), entry.Payload, entry.Properties, QualityOfService.AtLeastOnce, entry.PacketId, duplicate: true);
            connection.Flush();
            if (connection._inflight.Count > 0)
                return now + TimeSpan.FromSeconds(1);
            Volatile.Write(ref connection._resending, 0);
            // One that came between the count and the mark starts the timer again.
            return connection._inflight.Count > 0 && Interlocked.Exchange(ref connection._resending, 1) == 0 ? now + TimeSpan.FromSeconds(1) : null;
        }
    }
}
