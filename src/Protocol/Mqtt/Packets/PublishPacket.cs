using System.Buffers;
using System.Buffers.Binary;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>
/// PUBLISH: an application message, in both directions. A view of the receive buffer when read, of the caller's bytes when
/// written; neither allocates.
/// </summary>
public readonly ref struct PublishPacket
{
    // Up to here header and payload go out as one span; a longer payload may be spread over the output's blocks.
    const int OneSpanMax = 2048;

    const int RetainBit = 0b0001;
    const int QoSShift = 1;
    const int DupBit = 0b1000;

    /// <summary>UTF-8. Empty only in MQTT 5 and with a topic alias.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>0 at QoS 0, where the packet carries none.</summary>
    public ushort PacketId { get; init; }

    public QualityOfService QoS { get; init; }

    public bool Duplicate { get; init; }

    public bool Retain { get; init; }

    /// <summary>
    /// The raw MQTT 5 property list without its length, validated when read; empty in MQTT 3.x, which ignores it on writing.
    /// <see cref="PublishProperties.Read(ReadOnlySpan{byte})"/> turns it into objects, <see cref="ReadProperties"/> walks it.
    /// </summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The topic alias among the properties; 0 is none.</summary>
    public ushort TopicAlias => (ushort)Find(PropertyId.TopicAlias);

    /// <summary>Whether a subscription identifier is among the properties: an error when a client sends it [MQTT-3.3.4-6].</summary>
    public bool HasSubscriptionIdentifier => Find(PropertyId.SubscriptionIdentifier) != 0;

    /// <summary>Walks the properties without allocating.</summary>
    public PropertyReader ReadProperties() => new(Properties, PropertyPlaces.Publish);

    // Topic | [packet id (2) above QoS 0] | [v5 properties] | payload
    public static PublishPacket Read(in Packet packet, ProtocolVersion version)
    {
        var fields = new FieldReader(packet, version);
        var topic = fields.Text("topic name");
        if (TopicName.HasWildcard(topic))
            Refuse.With(ReasonCode.TopicNameInvalid, "The topic name contains a wildcard [MQTT-3.3.2-2].");
        var qos = (QualityOfService)((packet.Flags >> QoSShift) & 3);
        var packetId = qos == QualityOfService.AtMostOnce ? (ushort)0 : fields.PacketId();
        var properties = default(ReadOnlySpan<byte>);
        if (version == ProtocolVersion.V500)
        {
            properties = fields.Properties();
            PropertyReader.Validate(properties, PropertyPlaces.Publish);
        }

        var publish = new PublishPacket
        {
            Topic = topic,
            PacketId = packetId,
            QoS = qos,
            Duplicate = (packet.Flags & DupBit) != 0,
            Retain = (packet.Flags & RetainBit) != 0,
            Properties = properties,
            Payload = fields.Rest,
        };
        if (topic.IsEmpty)
            publish.RequireAlias(version);
        return publish;
    }

    /// <summary>The bytes of the whole packet, to compare with the peer's Maximum Packet Size [MQTT-3.1.2-24].</summary>
    public int GetLength(ProtocolVersion version)
    {
        var bodyLength = BodyLength(version);
        return 1 + VariableByteInteger.Size(bodyLength) + bodyLength;
    }

    /// <exception cref="InvalidOperationException">The caller's packet cannot be expressed in this version.</exception>
    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        RequireWritable(version);
        var bodyLength = BodyLength(version);
        var length = 1 + VariableByteInteger.Size(bodyLength) + bodyLength;
        if (length <= OneSpanMax)
        {
            var span = output.GetSpan(length);
            var headLength = WriteHead(span, bodyLength, version);
            Payload.CopyTo(span[headLength..]);
            output.Advance(length);
            return;
        }

        var head = output.GetSpan(length - Payload.Length);
        output.Advance(WriteHead(head, bodyLength, version));
        output.Write(Payload);
    }

    int WriteHead(Span<byte> span, int bodyLength, ProtocolVersion version)
    {
        var flags = (Duplicate ? DupBit : 0) | ((int)QoS << QoSShift) | (Retain ? RetainBit : 0);
        span[0] = FieldWriter.FirstByte(PacketType.Publish, flags);
        var at = 1 + VariableByteInteger.Write(span[1..], bodyLength);
        BinaryPrimitives.WriteUInt16BigEndian(span[at..], (ushort)Topic.Length);
        Topic.CopyTo(span[(at + 2)..]);
        at += 2 + Topic.Length;
        if (QoS != QualityOfService.AtMostOnce)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span[at..], PacketId);
            at += 2;
        }

        if (version != ProtocolVersion.V500)
            return at;
        at += VariableByteInteger.Write(span[at..], Properties.Length);
        Properties.CopyTo(span[at..]);
        return at + Properties.Length;
    }

    int BodyLength(ProtocolVersion version) => 2 + Topic.Length + (QoS == QualityOfService.AtMostOnce ? 0 : 2) + Payload.Length
        + (version == ProtocolVersion.V500 ? VariableByteInteger.Size(Properties.Length) + Properties.Length : 0);

    uint Find(PropertyId id)
    {
        var property = ReadProperties();
        while (property.Next())
            if (property.Id == id)
                return property.Number;
        return 0;
    }

    void RequireAlias(ProtocolVersion version)
    {
        if (version != ProtocolVersion.V500)
            Refuse.With(ReasonCode.TopicNameInvalid, "The topic name is empty [MQTT-4.7.3-1].");
        if (TopicAlias == 0)
            Refuse.Protocol("The topic name is empty and there is no topic alias (MQTT 5.0, 3.3.2.1).");
    }

    void RequireWritable(ProtocolVersion version)
    {
        if (Topic.Length > ushort.MaxValue || (long)Topic.Length + Properties.Length + Payload.Length > VariableByteInteger.Max - 8)
            throw new InvalidOperationException("The topic is over 65,535 bytes or the packet over 268,435,455.");
        if (Topic.IsEmpty && version != ProtocolVersion.V500)
            throw new InvalidOperationException("Only MQTT 5 knows an empty topic.");
        if ((PacketId == 0) != (QoS == QualityOfService.AtMostOnce))
            throw new InvalidOperationException("A packet identifier goes with QoS 1 and 2, and with these only.");
        if (Duplicate && QoS == QualityOfService.AtMostOnce)
            throw new InvalidOperationException("DUP goes with QoS 1 and 2 only.");
    }
}
