using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>SUBACK: one reason per topic filter, in the order of the SUBSCRIBE: the granted QoS or why not.</summary>
public sealed record SubAckPacket
{
    public required ushort PacketId { get; init; }

    /// <summary>MQTT 3.x knows one failure, 0x80; every refusal is written as that.</summary>
    public required IReadOnlyList<ReasonCode> Reasons { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    // Packet id (2) | [v5 properties] | reason (1)+
    public static SubAckPacket Read(in Packet packet, ProtocolVersion version)
    {
        var fields = new FieldReader(packet, version);
        var packetId = fields.PacketId();
        string? reasonString = null;
        IReadOnlyList<UserProperty> userProperties = [];
        if (version == ProtocolVersion.V500)
            ReasonProperties.Read(fields.Properties(), PacketType.SubAck, out reasonString, out userProperties);
        if (fields.IsEmpty)
            Refuse.Protocol("SUBACK has no reason code [MQTT-3.8.4-6].");

        var reasons = new List<ReasonCode>(fields.Rest.Length);
        foreach (var code in fields.Rest)
        {
            var reason = ReasonTable.Require(PacketType.SubAck, code);
            if (version != ProtocolVersion.V500 && reason > ReasonCode.UnspecifiedError)
                Refuse.Malformed($"SUBACK return code 0x{code:X2} is reserved [MQTT-3.9.3-2] (3.1.1).");
            reasons.Add(reason);
        }

        return new SubAckPacket { PacketId = packetId, Reasons = reasons, ReasonString = reasonString, UserProperties = userProperties };
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var fields = new FieldWriter();
        fields.UInt16(PacketId);
        if (version == ProtocolVersion.V500)
            ReasonProperties.Write(ref fields, ReasonString, UserProperties);
        foreach (var reason in Reasons)
        {
            var failed = version != ProtocolVersion.V500 && reason >= ReasonCode.UnspecifiedError;
            fields.Byte((byte)(failed ? ReasonCode.UnspecifiedError : reason));
        }

        fields.Complete(PacketType.SubAck, 0, output);
    }
}
