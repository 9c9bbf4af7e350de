using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>UNSUBACK: one reason per topic filter in MQTT 5, the packet identifier alone before.</summary>
public sealed record UnsubAckPacket
{
    public required ushort PacketId { get; init; }

    /// <summary>Empty when read from MQTT 3.x, not written there.</summary>
    public IReadOnlyList<ReasonCode> Reasons { get; init; } = [];

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    // Packet id (2) | [v5 properties | reason (1)+]
    public static UnsubAckPacket Read(in Packet packet, ProtocolVersion version)
    {
        var fields = new FieldReader(packet, version);
        var packetId = fields.PacketId();
        if (version != ProtocolVersion.V500)
        {
            fields.RequireEnd(PacketType.UnsubAck);
            return new UnsubAckPacket { PacketId = packetId };
        }

        ReasonProperties.Read(fields.Properties(), PacketType.UnsubAck, out var reasonString, out var userProperties);
        if (fields.IsEmpty)
            Refuse.Protocol("UNSUBACK has no reason code [MQTT-3.11.3-1].");
        var reasons = new List<ReasonCode>(fields.Rest.Length);
        foreach (var code in fields.Rest)
            reasons.Add(ReasonTable.Require(PacketType.UnsubAck, code));
        return new UnsubAckPacket { PacketId = packetId, Reasons = reasons, ReasonString = reasonString, UserProperties = userProperties };
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var fields = new FieldWriter();
        fields.UInt16(PacketId);
        if (version == ProtocolVersion.V500)
        {
            ReasonProperties.Write(ref fields, ReasonString, UserProperties);
            foreach (var reason in Reasons)
                fields.Byte((byte)reason);
        }

        fields.Complete(PacketType.UnsubAck, 0, output);
    }
}
