using System.Buffers;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Pipeline;
using Dukou.Server.Sessions;

namespace Dukou.Server.Gateway;

// Reading: every whole packet of one read, then one flush. The loop stops reading the socket, and so the peer by TCP, while the inbox
// is full, too many acknowledgements wait, or the connection is over its rate.
sealed partial class MqttConnection
{
    /// <summary>Why the dispatch of a read stopped before its last whole packet.</summary>
    enum Pause
    {
        None,
        InboxFull,
        AcksFull,
        Effect,
        /// <summary>A packet has been taken whose answer waits for the session's file.</summary>
        Session,
        TooFast,
        /// <summary>The dispatch threw: what it did not take is still there.</summary>
        InputLeft,
    }

    StoredEffect _effect;
    // Unread bytes that the pipe has been told are looked through.
    long _lookedThrough;

    async Task ReadAsync()
    {
        var input = _socket.Transport.Input;
        while (_end is null)
        {
            var read = await input.ReadAsync();
            var consumed = read.Buffer.Start;
            var pause = Pause.InputLeft;
            try
            {
                pause = DispatchAll(read.Buffer, out consumed);
            }
            finally
            {
                input.AdvanceTo(consumed, LookedThrough(read.Buffer, consumed, pause));
                AcknowledgeDue();
            }
            switch (pause)
            {
                case Pause.InboxFull:
                    await HoldUpAsync(_services.Inbox.WaitForRoomAsync(_ended.Token));
                    break;
                case Pause.AcksFull:
                    await HoldUpAsync(WaitForAcksAsync());
                    break;
                case Pause.TooFast:
                    await Task.Delay(_rate.Wait, _ended.Token);
                    break;
                case Pause.Session:
                    await _sessionWork;
                    break;
                case Pause.Effect:
                    await _effect.RunAsync(_ended.Token);
                    AcknowledgeEffect();
                    break;
                case Pause.None when read.IsCompleted:
                    End(ConnectionReasons.LinkLost);
                    return;
            }
        }
    }

    /// <summary>
    /// Up to where a pause leaves the bytes looked through: what lies behind comes again at once. Never less than the pipe has been told
    /// before. Taking that back would raise its count of waiting bytes, and it stops its writer only when a write takes the count past
    /// the mark: above the mark already, it would never stop reading the socket again.
    /// </summary>
    SequencePosition LookedThrough(in ReadOnlySequence<byte> buffer, SequencePosition consumed, Pause pause)
    {
        var unread = buffer.Slice(consumed);
        _lookedThrough = pause == Pause.None ? unread.Length : Math.Max(0, _lookedThrough - (buffer.Length - unread.Length));
        return unread.GetPosition(_lookedThrough);
    }

    // A refusal is due at once, and a commit may have come before its record's acknowledgement was queued.
    void AcknowledgeDue()
    {
        lock (_outbound.Gate)
            if (_outbound.Accepts)
                _acks.WriteDue(_services.Inbox.Head, _outbound.Buffer);
        Flush();
    }

    /// <summary>Waits for ourselves: no reason to think that the peer is gone.</summary>
    async ValueTask HoldUpAsync(ValueTask wait)
    {
        _heldUp = true;
        _services.Metrics.HoldsUp();
        try
        {
            await wait;
            Touch();
        }
        finally
        {
            _services.Metrics.GoesOn();
            _heldUp = false;
        }
    }

    Pause DispatchAll(ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        consumed = buffer.Start;
        if (!buffer.IsEmpty)
            Touch();
        while (_end is null && !buffer.IsEmpty)
        {
            if (buffer.IsSingleSegment)
            {
                var pause = DispatchSpan(buffer.FirstSpan, out var bytes);
                consumed = buffer.GetPosition(bytes);
                return pause;
            }
            // A packet that lies across segments is copied once; whole ones in the first segment are not.
            var first = buffer.FirstSpan;
            var paused = DispatchSpan(first, out var taken);
            if (paused == Pause.None && taken == 0)
                paused = DispatchSplit(buffer, out taken);
            buffer = buffer.Slice(taken);
            consumed = buffer.Start;
            if (paused != Pause.None || taken == 0)
                return paused;
        }
        return Pause.None;
    }

    Pause DispatchSplit(ReadOnlySequence<byte> buffer, out int consumed)
    {
        consumed = 0;
        Span<byte> head = stackalloc byte[5];
        var headLength = (int)Math.Min(buffer.Length, head.Length);
        buffer.Slice(0, headLength).CopyTo(head);
        if (!PacketReader.TryReadLength(head[..headLength], _services.Limits.PacketBytesMax, out var length) || buffer.Length < length)
            return Pause.None;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.Slice(0, length).CopyTo(whole);
            return DispatchSpan(whole.AsSpan(0, length), out consumed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    Pause DispatchSpan(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        var now = _services.Clock.GetUtcNow();
        while (_end is null && PacketReader.TryRead(bytes[consumed..], _services.Limits.PacketBytesMax, out var packet))
        {
            var pause = packet.Type == PacketType.Publish ? OnPublish(packet, now) : OnPacket(packet, now);
            // An effect and the session's work follow a packet that has been taken; every other pause wants the same packet again.
            if (pause is not (Pause.None or Pause.Effect or Pause.Session))
                return pause;
            consumed += packet.Length;
            if (pause != Pause.None)
                return pause;
        }
        return Pause.None;
    }

    Pause OnPublish(in Packet packet, DateTimeOffset now)
    {
        if (_acks.IsFull)
            return Pause.AcksFull;
        if (!_rate.TryTake(packet.Length))
            return OverRate();
        var publish = PublishPacket.Read(packet, Version);
        if (publish.QoS == QualityOfService.ExactlyOnce)
            return OnExactlyOnce(packet, publish, now);
        var topic = TopicOf(publish);
        var result = _services.Uplink.Accept(Link, topic, publish.Payload, publish.Properties, publish.QoS, now, publish.Retain && _isFull);
        if (result.IsInboxFull)
        {
            _rate.GiveBack(packet.Length);
            return Pause.InboxFull;
        }
        if (result.Effect is not null)
            return FollowedBy(result, publish.PacketId, publish.QoS == QualityOfService.AtLeastOnce ? PacketType.PubAck : null);
        if (publish.QoS == QualityOfService.AtLeastOnce)
            AcknowledgeLater(publish.PacketId, result.Code, _words.OfAcknowledgement(result.Refusal), result.Sequence, PacketType.PubAck);
        return Pause.None;
    }

    /// <summary>
    /// What the publish asks for comes before its acknowledgement: a process that ends in between leaves a device that sends it again. Nothing
    /// else is read meanwhile, so acknowledgements keep their order.
    /// </summary>
    Pause FollowedBy(in UplinkResult result, ushort packetId, PacketType? acknowledgement)
    {
        _effect = new StoredEffect(result.Handler!, result.Effect!, packetId, acknowledgement); // A result with an effect has both.
        return Pause.Effect;
    }

    void AcknowledgeEffect()
    {
        if (_effect.Acknowledgement is { } type)
            AcknowledgeLater(_effect.PacketId, ReasonCode.Success, null, _effect.Stored.Sequence, type);
        _effect = default;
        AcknowledgeDue();
    }

    Pause OverRate()
    {
        if (_services.Limits.DisconnectAboveRate == 0)
            return Pause.TooFast;
        Close(ReasonCode.MessageRateTooHigh, ConnectionReasons.OverRate.With(
            ("messages", $"{_services.Limits.MessagesPerSecond}"), ("bytes", $"{_services.Limits.BytesPerSecond}")));
        return Pause.None;
    }

    Pause OnPacket(in Packet packet, DateTimeOffset now)
    {
        switch (packet.Type)
        {
            case PacketType.PubAck:
                Acknowledge(PubAckPacket.Read(packet, Version).PacketId);
                break;
            case PacketType.PubRec or PacketType.PubRel or PacketType.PubComp when _isFull:
                return OnHandshakeOfQoS2(packet, now);
            case PacketType.Subscribe:
                return Subscribe(SubscribePacket.Read(packet, Version));
            case PacketType.Unsubscribe:
                return Unsubscribe(UnsubscribePacket.Read(packet, Version));
            case PacketType.PingReq:
                lock (_outbound.Gate)
                    if (_outbound.Accepts)
                        PingRespPacket.Write(_outbound.Buffer);
                break;
            case PacketType.Disconnect:
                SayGoodbye(DisconnectPacket.Read(packet, Version));
                break;
            default:
                // [MQTT-3.1.0-2]: a second CONNECT; the others are never sent by a client of its profile.
                throw new MalformedPacketException(ReasonCode.ProtocolError, $"{packet.Type} is not expected here.");
        }
        return Pause.None;
    }

    ReadOnlySpan<byte> TopicOf(in PublishPacket publish)
    {
        if (publish.Properties.IsEmpty)
            return publish.Topic;
        if (publish.HasSubscriptionIdentifier)
            throw new MalformedPacketException(ReasonCode.ProtocolError, "A PUBLISH of a client carries a subscription identifier [MQTT-3.3.4-6].");
        var alias = publish.TopicAlias;
        if (alias == 0)
            return publish.Topic;
        if (publish.Topic.IsEmpty)
            return _aliases!.Find(alias) ?? throw new MalformedPacketException(ReasonCode.ProtocolError, $"Topic alias {alias} was never set (MQTT 5.0, 3.3.2.3.4).");
        if (!_aliases!.TrySet(alias, publish.Topic))
            throw new MalformedPacketException(ReasonCode.TopicAliasInvalid, $"Topic alias {alias} is not from 1 to {TopicAliases.Max} [MQTT-3.3.2-9].");
        return publish.Topic;
    }

    async ValueTask WaitForAcksAsync()
    {
        TaskCompletionSource room;
        lock (_outbound.Gate)
        {
            if (!_acks.IsFull)
                return;
            room = _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        await room.Task.WaitAsync(_ended.Token);
    }

    /// <summary>What a handler does once its record has a place in the log; run between two packets, so in their order.</summary>
    readonly record struct StoredEffect(IUplinkHandler Handler, StoredUplink Stored, ushort PacketId, PacketType? Acknowledgement)
    {
        public ValueTask RunAsync(CancellationToken cancellationToken) => Handler.StoredAsync(Stored.Speaker, Stored, cancellationToken);
    }
}
