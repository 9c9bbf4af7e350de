using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Exchange;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;
using Dukou.Server.Storage;

namespace Dukou.Server.Gateway;

// The session behind the connection: what other devices say, QoS 2 both ways, the will. Profile iotda has none of it.
sealed partial class MqttConnection
{
    // More waiting for a peer than this, and QoS 0 from other devices is left out before the connection is cut.
    const int QoS0Share = 2;

    DeviceSession? _session;
    bool _sessionPresent;
    // Profile relaxed: all of MQTT.
    bool _isFull;
    Will? _will;
    uint? _expiryAtEnd;
    bool _saidGoodbye;
    Task _sessionWork = Task.CompletedTask;

    public SendWindow Window { get; }

    public bool IsOver => _end is not null;

    /// <summary>Takes up the device's session or begins one; before <see cref="TryOpen"/>.</summary>
    /// <exception cref="StorageException">What must be durable can't be written.</exception>
    public async Task OpenSessionAsync(WillMessage? will)
    {
        _isFull = _services.Exchange.IsFull;
        (_session, _sessionPresent, _will) = await _services.Exchange.OpenAsync(Link, _connect, will, this);
        foreach (var listening in _session?.Subscriptions ?? [])
            _subscriptions.Add(listening.Asked.Filter, listening.Asked.QoS, listening.Identifier);
    }

    /// <summary>After the end: the session waits or ends, and the will is said unless the device has said goodbye.</summary>
    public async Task CloseSessionAsync(bool stopping)
    {
        if (_session is not null)
            await _services.Exchange.CloseAsync(_session, this, _will, _saidGoodbye, _expiryAtEnd, stopping);
    }

    public bool Send(ExchangeMessage message, QualityOfService qos, bool retain, IReadOnlyList<int> identifiers, ushort packetId, bool duplicate)
    {
        var topic = Encoding.UTF8.GetBytes(message.Topic);
        var properties = Version == ProtocolVersion.V500 ? message.PropertiesFor(_services.Clock.GetUtcNow(), identifiers) : [];
        if (IsTooLarge(topic, message.Payload, properties, qos))
        {
            TraceTooLarge(message);
            return false;
        }
        lock (_outbound.Gate)
        {
            if (!_outbound.Accepts || (qos == QualityOfService.AtMostOnce && _outbound.WaitingBytes > _services.Limits.OutboundBytesMax / QoS0Share))
                return true;
            new PublishPacket { Topic = topic, Payload = message.Payload, Properties = properties, QoS = qos, PacketId = packetId, Duplicate = duplicate, Retain = retain }
                .Write(_outbound.Buffer, Version);
        }
        Flush();
        return true;
    }

    public void SendRelease(ushort packetId, ReasonCode code)
    {
        lock (_outbound.Gate)
            if (_outbound.Accepts)
                PubRelPacket.Write(_outbound.Buffer, packetId, code, null, Version);
        Flush();
    }

    void Acknowledge(ushort packetId)
    {
        if (packetId >= DeviceSession.FirstPacketId)
            _session?.Acknowledge(this, packetId);
        else if (_inflight.Acknowledge(packetId))
            _session?.Continue();
    }

    Pause OnExactlyOnce(in Packet packet, in PublishPacket publish, DateTimeOffset now)
    {
        if (!_isFull)
        {
            Close(ReasonCode.QoSNotSupported, UplinkReasons.QoS2NotSupported);
            return Pause.None;
        }
        var received = _session!.Received; // Profile relaxed has one.
        // Over both steps: a connection that was taken over may still be reading.
        lock (received.Gate)
        {
            if (!_session.IsAttachedTo(this))
                return Pause.None;
            var topic = TopicOf(publish);
            if (received.TryFind(publish.PacketId, out var sequence))
            {
                AcknowledgeLater(publish.PacketId, ReasonCode.Success, null, sequence, PacketType.PubRec);
                return Pause.None;
            }
            if (received.Count >= AckQueue.WaitingMax)
                throw new MalformedPacketException(ReasonCode.ReceiveMaximumExceeded, $"More than {AckQueue.WaitingMax} publishes of QoS 2 are not released (MQTT 5.0, 3.3.4).");
            var result = _services.Uplink.Accept(Link, topic, publish.Payload, publish.Properties, publish.QoS, now, publish.Retain, _session.IsStored ? publish.PacketId : (ushort)0);
            if (result.IsInboxFull)
            {
                _rate.GiveBack(packet.Length);
                return Pause.InboxFull;
            }
            // With a code that refuses, MQTT 5's handshake ends here [MQTT-4.3.3-9]; MQTT 3.x knows no such code.
            if (result.Refusal is null || Version != ProtocolVersion.V500)
                received.Add(publish.PacketId, result.Sequence);
            if (result.Effect is not null)
                return FollowedBy(result, publish.PacketId, PacketType.PubRec);
            AcknowledgeLater(publish.PacketId, result.Code, _words.OfAcknowledgement(result.Refusal), result.Sequence, PacketType.PubRec);
            return Pause.None;
        }
    }

    Pause OnHandshakeOfQoS2(in Packet packet, DateTimeOffset now)
    {
        switch (packet.Type)
        {
            case PacketType.PubRec:
                var taken = PubRecPacket.Read(packet, Version);
                _session!.Receive(this, taken.PacketId, taken.Reason); // Profile relaxed has one.
                return Pause.None;
            case PacketType.PubComp:
                _session!.Complete(this, PubCompPacket.Read(packet, Version).PacketId);
                return Pause.None;
            default:
                return Release(PubRelPacket.Read(packet, Version).PacketId, now);
        }
    }

    Pause Release(ushort packetId, DateTimeOffset now)
    {
        if (_acks.IsFull)
            return Pause.AcksFull;
        var received = _session!.Received; // Profile relaxed has one.
        lock (received.Gate)
        {
            if (!_session.IsAttachedTo(this))
                return Pause.None;
            var sequence = 0L;
            var known = received.TryFind(packetId, out var taken);
            if (taken > 0 && _session.IsStored && !_services.Uplink.TryRelease(Link, packetId, now, out sequence))
                return Pause.InboxFull;
            received.Remove(packetId);
            AcknowledgeLater(packetId, known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound, null, sequence, PacketType.PubComp);
            return Pause.None;
        }
    }

    void AcknowledgeLater(ushort packetId, ReasonCode code, string? words, long sequence, PacketType type)
    {
        lock (_outbound.Gate)
            _acks.Add(packetId, code, words, sequence, type);
    }

    void SayGoodbye(DisconnectPacket goodbye)
    {
        // [MQTT-3.14.2-2]: a session that was to end with its connection stays so.
        if (goodbye.SessionExpiryInterval is > 0 && _connect.SessionExpiryInterval is null or 0)
            throw new MalformedPacketException(ReasonCode.ProtocolError, "DISCONNECT asks for a session expiry; CONNECT asked for none [MQTT-3.14.2-2].");
        _expiryAtEnd = goodbye.SessionExpiryInterval;
        // [MQTT-3.14.4-3]: who says goodbye wants nothing said for it, unless it says so.
        _saidGoodbye = End(ConnectionReasons.ClosedByDevice) && goodbye.Reason != ReasonCode.DisconnectWithWillMessage;
    }

    void TraceTooLarge(ExchangeMessage message) => _services.Traces.Write(new TraceEntry(TraceKind.Downlink, TraceOutcome.Failed, _services.Clock.GetUtcNow(),
        ExchangeReasons.TooLarge.With(("topic", Shown.Text(message.Topic)), ("from", message.From), ("max", $"{_connect.MaximumPacketSize}")))
    {
        DeviceId = Link.Identity.DeviceId,
        Topic = Shown.Text(message.Topic),
    });
}
