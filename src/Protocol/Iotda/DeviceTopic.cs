namespace Dukou.Protocol.Iotda;

/// <summary>A topic read by the <c>$oc</c> grammar, which is spelled nowhere else (D:3004). It is a view of the caller's UTF-8 bytes and
/// allocates nothing; a topic of any other shape is a value too (<see cref="DeviceTopicKind.Unknown"/>), never an error.</summary>
public readonly ref partial struct DeviceTopic
{
    DeviceTopic(DeviceTopicKind kind) => Kind = kind;

    /// <summary>Which row of the topic table this is.</summary>
    public DeviceTopicKind Kind { get; private init; }

    /// <summary>The device named by the topic; the source in a <see cref="DeviceTopicKind.DeviceToDevice"/> topic; empty in custom and broadcast topics.</summary>
    public ReadOnlySpan<byte> DeviceId { get; private init; }

    /// <summary>The bridge that speaks for the device (section 2.23 of the sheet, J:BridgeClient.java); empty on a device's own link.</summary>
    public ReadOnlySpan<byte> BridgeId { get; private init; }

    /// <summary>Everything after <c>request_id=</c>, in the path or in the query (D:3010, D:3014); empty when there is none.</summary>
    public ReadOnlySpan<byte> RequestId { get; private init; }

    /// <summary>What is free in the topic: the suffix of a user topic, the name of a broadcast, the whole of a custom topic, the target of a
    /// device-to-device topic, <c>json</c> or <c>binary</c> of a legacy topic.</summary>
    public ReadOnlySpan<byte> Suffix { get; private init; }

    /// <summary>The query says <c>encoding=gzip</c>: the payload is compressed (J:DeviceClient.java, C:base.h).</summary>
    public bool IsGzip { get; private init; }

    /// <summary>Who publishes here.</summary>
    public TopicDirection Direction => DirectionOf(Kind);

    /// <summary>Whether the topic names this device and no bridge.</summary>
    public bool BelongsTo(ReadOnlySpan<byte> deviceId) => BridgeId.IsEmpty && DeviceId.SequenceEqual(deviceId);

    /// <summary>Reads a topic name as it travels in PUBLISH.</summary>
    public static DeviceTopic Parse(ReadOnlySpan<byte> topic)
    {
        if (topic.StartsWith("$oc/devices/"u8))
            return OfDevice(topic["$oc/devices/".Length..], default);
        if (topic.StartsWith("$oc/broadcast/"u8))
            return Named(DeviceTopicKind.Broadcast, topic["$oc/broadcast/".Length..]);
        if (topic.StartsWith("$oc/bridges/"u8))
            return OfBridge(topic["$oc/bridges/".Length..]);
        if (topic.StartsWith("$oc/m2m/to/"u8))
            return DeviceToDevice(topic["$oc/m2m/to/".Length..]);
        if (topic.StartsWith("/huawei/v1/devices/"u8))
            return Legacy(topic, topic["/huawei/v1/devices/".Length..]);
        return topic.IsEmpty || topic[0] == '$' ? default : Named(DeviceTopicKind.CustomTopic, topic);
    }

    /// <summary>Who publishes on topics of a kind.</summary>
    public static TopicDirection DirectionOf(DeviceTopicKind kind) => kind switch
    {
        DeviceTopicKind.Broadcast or DeviceTopicKind.LegacyCommand => TopicDirection.Downlink,
        DeviceTopicKind.LegacyData => TopicDirection.Uplink,
        _ => DeviceTopicTable.Find(kind)?.Direction ?? TopicDirection.Both,
    };

    /// <summary>Whether this is a topic on which the device itself publishes. Filters such as <c>commands/#</c> cover the device's own
    /// response topics; what it publishes there must not come back to it (U:iot_01_0331).</summary>
    public static bool IsOwnUplink(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> deviceId)
    {
        var parsed = Parse(topic);
        return parsed.Direction == TopicDirection.Uplink && parsed.BelongsTo(deviceId);
    }

    static DeviceTopic OfDevice(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> bridgeId)
    {
        if (!TakeLevel(ref rest, out var deviceId))
            return default;
        if (rest.StartsWith("sys/"u8))
            return OfSystem(rest["sys/".Length..], deviceId, bridgeId);
        return rest.StartsWith("user/"u8) && rest.Length > "user/".Length && bridgeId.IsEmpty
            ? new(DeviceTopicKind.UserTopic) { DeviceId = deviceId, Suffix = rest["user/".Length..] }
            : default;
    }

    static DeviceTopic OfBridge(ReadOnlySpan<byte> rest) =>
        TakeLevel(ref rest, out var bridgeId) && rest.StartsWith("devices/"u8) ? OfDevice(rest["devices/".Length..], bridgeId) : default;

    static DeviceTopic OfSystem(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> deviceId, ReadOnlySpan<byte> bridgeId)
    {
        foreach (var path in DeviceTopicTable.Paths)
        {
            if (!rest.StartsWith(path.Bytes) || (path.BridgeOnly && bridgeId.IsEmpty))
                continue;
            var tail = rest[path.Bytes.Length..];
            if (path.TakesRequestId)
                return new(path.Kind) { DeviceId = deviceId, BridgeId = bridgeId, RequestId = tail };
            if (tail.IsEmpty)
                return new(path.Kind) { DeviceId = deviceId, BridgeId = bridgeId };
            if (tail[0] != '?')
                continue;
            ReadQuery(tail, out var requestId, out var isGzip);
            return new(path.Kind) { DeviceId = deviceId, BridgeId = bridgeId, RequestId = requestId, IsGzip = isGzip };
        }

        return default;
    }

    // `?request_id={r}&encoding=gzip`, in any order. How the two are joined is not documented, so a second `?` joins as well.
    static void ReadQuery(ReadOnlySpan<byte> query, out ReadOnlySpan<byte> requestId, out bool isGzip)
    {
        requestId = default;
        isGzip = false;
        foreach (var range in query.SplitAny("?&"u8))
        {
            var pair = query[range];
            if (pair.StartsWith("request_id="u8))
                requestId = pair["request_id=".Length..];
            else
                isGzip |= pair.SequenceEqual("encoding=gzip"u8);
        }
    }

    static DeviceTopic DeviceToDevice(ReadOnlySpan<byte> rest)
    {
        if (!TakeLevel(ref rest, out var target) || !rest.StartsWith("from/"u8))
            return default;
        rest = rest["from/".Length..];
        return TakeLevel(ref rest, out var source) && rest.StartsWith("request_id="u8)
            ? new(DeviceTopicKind.DeviceToDevice) { DeviceId = source, Suffix = target, RequestId = rest["request_id=".Length..] }
            : default;
    }

    static DeviceTopic Legacy(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> rest)
    {
        if (!TakeLevel(ref rest, out var deviceId) || !TakeLevel(ref rest, out var verb))
            return Named(DeviceTopicKind.CustomTopic, topic);
        var kind = verb.SequenceEqual("data"u8) ? DeviceTopicKind.LegacyData
            : verb.SequenceEqual("command"u8) ? DeviceTopicKind.LegacyCommand
            : DeviceTopicKind.CustomTopic;
        var isFormat = rest.SequenceEqual("json"u8) || rest.SequenceEqual("binary"u8);
        return kind == DeviceTopicKind.CustomTopic || !isFormat
            ? Named(DeviceTopicKind.CustomTopic, topic)
            : new(kind) { DeviceId = deviceId, Suffix = rest };
    }

    static DeviceTopic Named(DeviceTopicKind kind, ReadOnlySpan<byte> name) => name.IsEmpty ? default : new(kind) { Suffix = name };

    // One level and the slash behind it; false when either is missing.
    static bool TakeLevel(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> level)
    {
        var slash = rest.IndexOf((byte)'/');
        level = slash > 0 ? rest[..slash] : default;
        if (slash > 0)
            rest = rest[(slash + 1)..];
        return slash > 0;
    }
}
