using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Storage;

namespace Dukou.Server.Pipeline;

/// <summary>What a feature does with the publishes of one kind of topic. One instance serves every connection, from many threads.</summary>
interface IUplinkHandler
{
    DeviceTopicKind Kind { get; }

    /// <summary>Under which kind the record is stored.</summary>
    RecordKind Record { get; }

    /// <summary>Largest payload in bytes.</summary>
    int BytesMax { get; }

    /// <summary>
    /// Decides from the payload alone, without I/O: what to store (by default the payload as it came), or why the publish is refused
    /// for good.
    /// </summary>
    UplinkVerdict Judge(DeviceLink link, in UplinkPublish publish);

    /// <summary>True when <see cref="StoredAsync"/> must be called: its message is then copied to the heap.</summary>
    bool HasEffect => false;

    /// <summary>The same for one speaker, where most devices need no call.</summary>
    bool HasEffectOn(DeviceLink link) => HasEffect;

    /// <summary>What follows once the record has its place in the log, in the order of the device's publishes; <paramref name="link"/> is the speaker.</summary>
    ValueTask StoredAsync(DeviceLink link, StoredUplink stored, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>A publish on its way up, valid only during the call.</summary>
readonly ref struct UplinkPublish
{
    public required DeviceTopic Topic { get; init; }
    public required ReadOnlySpan<byte> TopicUtf8 { get; init; }
    public required ReadOnlySpan<byte> Payload { get; init; }
    public required ReadOnlySpan<byte> Properties { get; init; }
    public required QualityOfService QoS { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>To be kept for later subscribers.</summary>
    public bool Retain { get; init; }

    /// <summary>Not to be taken twice; 0 when that need not be remembered.</summary>
    public ushort PacketId { get; init; }
}

/// <summary>Stored with a payload and perhaps drops, or refused.</summary>
readonly ref struct UplinkVerdict
{
    public ReasonCode Code { get; private init; }
    public Because? Refusal { get; private init; }
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>A JSON array of what was dropped; empty when everything is kept.</summary>
    public ReadOnlySpan<byte> Drops { get; private init; }

    /// <summary>Whose record it becomes when the payload names a child of whoever published; null otherwise.</summary>
    public DeviceLink? Speaker { get; private init; }

    /// <summary>Several records in place of one, all stored or none: a gateway's report of its children.</summary>
    public IReadOnlyList<UplinkPart>? Parts { get; private init; }

    /// <summary>With <see cref="Parts"/>: why some of the publish is not among them.</summary>
    public Because? LeftOut { get; private init; }

    public static UplinkVerdict Store(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> drops = default, DeviceLink? speaker = null) =>
        new() { Payload = payload, Drops = drops, Speaker = speaker };

    public static UplinkVerdict Store(IReadOnlyList<UplinkPart> parts, Because? leftOut) => new() { Parts = parts, LeftOut = leftOut };

    public static UplinkVerdict Refuse(ReasonCode code, Because because) => new() { Code = code, Refusal = because };
}

/// <summary>One record of a publish that becomes several.</summary>
sealed record UplinkPart(DeviceLink Speaker, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Drops);

/// <summary>A publish that has its place in the log.</summary>
sealed record StoredUplink(string Topic, string RequestId, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Properties, DateTimeOffset ReceivedAt, long Sequence)
{
    /// <summary>Who sent it: the connected device, or the child for which it published.</summary>
    public required DeviceLink Speaker { get; init; }

    /// <summary>What became of it when it is several records.</summary>
    public IReadOnlyList<UplinkPart> Parts { get; init; } = [];
}
