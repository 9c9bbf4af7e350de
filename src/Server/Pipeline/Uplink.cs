using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Storage;

namespace Dukou.Server.Pipeline;

/// <summary>
/// Read this first. A publish from a device becomes meaning: its topic names a handler, the handler judges the payload, the record
/// goes into the inbox, and the connection acknowledges when the inbox says that it is durable. A refusal is traced with its reason.
/// Called by one connection's reader at a time; itself free of state.
/// </summary>
sealed class Uplink(
    IEnumerable<IUplinkHandler> handlers, IEnumerable<ITopicPermission> permissions, IChildDevices children, Inbox inbox, TraceFeed traces, PipelineMetrics metrics,
    LimitOptions limits)
{
    readonly IUplinkHandler?[] _handlers = ByKind(handlers);
    readonly ITopicPermission[] _permissions = [.. permissions];

    /// <summary>Takes a publish or refuses it. The last two arguments are of profile relaxed.</summary>
    /// <param name="link">Who says it.</param>
    /// <param name="topicUtf8">Where.</param>
    /// <param name="payload">What.</param>
    /// <param name="properties">MQTT 5's properties.</param>
    /// <param name="qos">How often it may arrive.</param>
    /// <param name="now">When it came.</param>
    /// <param name="retain">To be kept for later subscribers.</param>
    /// <param name="packetId">At QoS 2 over a session that outlives its connection: not to be taken twice. Else 0.</param>
    public UplinkResult Accept(DeviceLink link, ReadOnlySpan<byte> topicUtf8, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, QualityOfService qos, DateTimeOffset now,
        bool retain = false, ushort packetId = 0)
    {
        var publish = new UplinkPublish
        {
            Topic = DeviceTopic.Parse(topicUtf8),
            TopicUtf8 = topicUtf8,
            Payload = payload,
            Properties = properties,
            QoS = qos,
            ReceivedAt = now,
            Retain = retain,
            PacketId = packetId,
        };
        var handler = _handlers[(int)publish.Topic.Kind];
        var speaker = SpeakerOf(link, publish.Topic);
        var verdict = Admit(link, speaker, handler, publish);
        if (verdict.Refusal is null && publish.Topic.IsGzip)
            verdict = Inflate(handler!, ref publish);
        if (verdict.Refusal is null)
            verdict = handler!.Judge(speaker!, publish);
        if (verdict.Refusal is { } refusal)
            return Refuse(link, publish, verdict.Code, refusal);

        if (!TryAppend(link, verdict, verdict.Speaker ?? speaker!, handler!.Record, publish, out var sequence))
            return UplinkResult.InboxFull;
        if (verdict.LeftOut is { } leftOut)
            Trace(link, publish, leftOut);
        speaker = verdict.Speaker ?? speaker!;
        var stored = handler.HasEffectOn(speaker)
            ? new StoredUplink(Encoding.UTF8.GetString(topicUtf8), Encoding.UTF8.GetString(publish.Topic.RequestId), publish.Payload.ToArray(), properties.ToArray(), now, sequence)
            {
                Speaker = speaker,
                Parts = verdict.Parts ?? [],
            }
            : null;
        return new UplinkResult(ReasonCode.Success, null, sequence, handler, stored);
    }

    /// <summary>A QoS 2 publish is released: durably, so that its identifier may be used again. False when the inbox is full.</summary>
    public bool TryRelease(DeviceLink link, ushort packetId, DateTimeOffset now, out long sequence) =>
        inbox.TryAppend(Bookkeeping(RecordKind.Release, link, packetId, now), link.Commits, out sequence);

    /// <summary>Whether the device may listen to <paramref name="filter"/>.</summary>
    public bool MaySubscribe(DeviceIdentity device, ReadOnlySpan<byte> filter)
    {
        foreach (var permission in _permissions)
            if (permission.MaySubscribe(device, filter) is { } decided)
                return decided;
        return false;
    }

    /// <summary>Who speaks on the topic: the connected device or, with a child's id in it, the child (PY:device_client.py); null for anybody else.</summary>
    DeviceLink? SpeakerOf(DeviceLink link, in DeviceTopic topic)
    {
        if (topic.Kind == DeviceTopicKind.CustomTopic || topic.BelongsTo(link.DeviceIdUtf8))
            return link;
        return topic.BridgeId.IsEmpty && !topic.DeviceId.IsEmpty && children.Find(link.ConnectedId, Encoding.UTF8.GetString(topic.DeviceId)) is { } child ? link.For(child) : null;
    }

    /// <summary>The default, which refuses nothing, when the publish may be judged.</summary>
    UplinkVerdict Admit(DeviceLink link, DeviceLink? speaker, IUplinkHandler? handler, in UplinkPublish publish)
    {
        var topic = publish.Topic;
        if (handler is null)
            return UplinkVerdict.Refuse(ReasonCode.TopicNameInvalid, UplinkReasons.UnknownTopic.With(("topic", Shown.Text(publish.TopicUtf8))));
        if (link.Identity.GroupId is not null && (topic.Kind != DeviceTopicKind.BootstrapUp || !topic.BelongsTo(link.DeviceIdUtf8)))
            return UplinkVerdict.Refuse(ReasonCode.NotAuthorized, UplinkReasons.BootstrapOnly.With(("topic", Shown.Text(publish.TopicUtf8)), ("device", link.Identity.DeviceId)));
        if (speaker is null)
            return UplinkVerdict.Refuse(ReasonCode.NotAuthorized,
                UplinkReasons.ForeignTopic.With(("topic", Shown.Text(publish.TopicUtf8)), ("device", link.Identity.DeviceId)));
        if (topic.Kind == DeviceTopicKind.CustomTopic && publish.TopicUtf8.Length > limits.TopicBytesMax)
            return UplinkVerdict.Refuse(ReasonCode.TopicNameInvalid, UplinkReasons.TopicTooLong.With(
                ("topic", Shown.Text(publish.TopicUtf8)), ("bytes", $"{publish.TopicUtf8.Length}"), ("max", $"{limits.TopicBytesMax}")));
        if (topic.Kind is DeviceTopicKind.UserTopic or DeviceTopicKind.CustomTopic && !MayPublish(speaker.Identity, publish.TopicUtf8))
            return UplinkVerdict.Refuse(ReasonCode.NotAuthorized, UplinkReasons.TopicNotAllowed.With(("topic", Shown.Text(publish.TopicUtf8))));
        // PUBACK has no code for "too large"; this one means: over a limit of the server.
        if (publish.Payload.Length > handler.BytesMax)
            return UplinkVerdict.Refuse(ReasonCode.QuotaExceeded,
                UplinkReasons.PayloadTooLarge.With(("bytes", publish.Payload.Length.ToString()), ("max", handler.BytesMax.ToString())));
        return default;
    }

    static UplinkVerdict Inflate(IUplinkHandler handler, ref UplinkPublish publish)
    {
        // The three topics of the SDKs; on others nothing says what it would mean.
        if (handler.Kind is not (DeviceTopicKind.PropertiesReport or DeviceTopicKind.GatewayPropertiesReport or DeviceTopicKind.MessagesUp))
            return UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, UplinkReasons.EncodingNotSupported.With(("encoding", "gzip")));
        if (Gzip.Inflate(publish.Payload, handler.BytesMax) is not { } inflated)
            return UplinkVerdict.Refuse(ReasonCode.PayloadFormatInvalid, UplinkReasons.BrokenGzip);
        if (inflated.Length > handler.BytesMax)
            return UplinkVerdict.Refuse(ReasonCode.QuotaExceeded,
                UplinkReasons.InflatedTooLarge.With(("bytes", $"{publish.Payload.Length}"), ("max", $"{handler.BytesMax}")));
        publish = publish with { Payload = inflated };
        return default;
    }

    bool TryAppend(DeviceLink link, in UplinkVerdict verdict, DeviceLink speaker, RecordKind kind, in UplinkPublish publish, out long sequence)
    {
        if (verdict.Parts is null && (publish.PacketId == 0 || speaker == link))
            return TryAppend(kind, speaker, publish, verdict.Payload, verdict.Drops, isLast: true, continues: false, publish.PacketId, out sequence);
        // A crash must not leave a part of it, nor all of it without its packet identifier: the device sends it again.
        using var together = inbox.Together();
        if (!TryAppendParts(verdict, speaker, kind, publish, out sequence))
            return false;
        // The records are other devices', the packet identifier is this connection's: it has a record of its own.
        return publish.PacketId == 0
            || inbox.TryAppend(Bookkeeping(RecordKind.Taken, link, publish.PacketId, publish.ReceivedAt), link.Commits, out sequence, continues: true);
    }

    bool TryAppendParts(in UplinkVerdict verdict, DeviceLink speaker, RecordKind kind, in UplinkPublish publish, out long sequence)
    {
        if (verdict.Parts is not { } parts)
            return TryAppend(kind, speaker, publish, verdict.Payload, verdict.Drops, isLast: true, continues: false, packetId: 0, out sequence);
        sequence = 0;
        for (var i = 0; i < parts.Count; i++)
            if (!TryAppend(kind, parts[i].Speaker, publish, parts[i].Payload.Span, parts[i].Drops.Span, isLast: i == parts.Count - 1, continues: i > 0, packetId: 0, out sequence))
                return false;
        return true;
    }

    bool TryAppend(
        RecordKind kind, DeviceLink speaker, in UplinkPublish publish, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> drops, bool isLast, bool continues, ushort packetId,
        out long sequence)
    {
        var record = new InboxRecord
        {
            Kind = kind,
            Identity = speaker.Record,
            Epoch = speaker.Epoch,
            ReceivedAt = publish.ReceivedAt.ToUnixTimeMilliseconds(),
            QoS = (byte)publish.QoS,
            Retain = publish.Retain,
            PacketId = packetId,
            Topic = publish.TopicUtf8,
            RequestId = publish.Topic.RequestId,
            Properties = publish.Properties,
            Drops = drops,
            Payload = payload,
        };
        var isAcknowledged = isLast && publish.QoS != QualityOfService.AtMostOnce;
        if (!inbox.TryAppend(record, isAcknowledged ? speaker.Commits : null, out sequence, continues))
            return false;
        metrics.Uplink(kind);
        return true;
    }

    static InboxRecord Bookkeeping(RecordKind kind, DeviceLink link, ushort packetId, DateTimeOffset now) => new()
    {
        Kind = kind,
        Identity = link.Record,
        Epoch = link.Epoch,
        ReceivedAt = now.ToUnixTimeMilliseconds(),
        PacketId = packetId,
    };

    bool MayPublish(DeviceIdentity device, ReadOnlySpan<byte> topic)
    {
        foreach (var permission in _permissions)
            if (permission.MayPublish(device, topic) is { } decided)
                return decided;
        return false;
    }

    UplinkResult Refuse(DeviceLink link, in UplinkPublish publish, ReasonCode code, Because because)
    {
        metrics.Refused(because.Code);
        Trace(link, publish, because);
        return new UplinkResult(code, because, 0, null, null);
    }

    void Trace(DeviceLink link, in UplinkPublish publish, Because because) =>
        traces.Write(new TraceEntry(TraceKind.Uplink, TraceOutcome.Refused, publish.ReceivedAt, because)
        {
            DeviceId = link.Identity.DeviceId,
            Topic = Shown.Text(publish.TopicUtf8),
            RequestId = publish.Topic.RequestId.IsEmpty ? null : Shown.Text(publish.Topic.RequestId),
            Excerpt = TraceEntry.ExcerptOf(publish.Payload),
        });

    static IUplinkHandler?[] ByKind(IEnumerable<IUplinkHandler> handlers)
    {
        var byKind = new IUplinkHandler?[(int)Enum.GetValues<DeviceTopicKind>().Max() + 1];
        foreach (var handler in handlers)
            byKind[(int)handler.Kind] = handler;
        return byKind;
    }
}

/// <summary>What became of one publish; <see cref="InboxFull"/> means: stop reading, try the same publish again when there is room.</summary>
readonly record struct UplinkResult(ReasonCode Code, Because? Refusal, long Sequence, IUplinkHandler? Handler, StoredUplink? Effect)
{
    public static UplinkResult InboxFull => new(ReasonCode.QuotaExceeded, null, -1, null, null);

    public bool IsInboxFull => Sequence < 0;
}
