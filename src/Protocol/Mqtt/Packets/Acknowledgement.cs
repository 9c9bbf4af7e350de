using System.Buffers;
using System.Buffers.Binary;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>
/// What PUBACK, PUBREC, PUBREL and PUBCOMP have in common: packet id (2) | [v5: reason (1) | [properties]], where success
/// without properties is left out.
/// </summary>
static class Acknowledgement
{
    public static ushort Read(
        in Packet packet, ProtocolVersion version, out ReasonCode reason, out string? reasonString,
        out IReadOnlyList<UserProperty> userProperties)
    {
        var fields = new FieldReader(packet, version);
        var packetId = fields.PacketId();
        reason = ReasonCode.Success;
        reasonString = null;
        userProperties = [];
        if (version == ProtocolVersion.V500 && !fields.IsEmpty)
        {
            reason = ReasonTable.Require(packet.Type, fields.Byte("reason code"));
            if (!fields.IsEmpty)
                ReasonProperties.Read(fields.Properties(), packet.Type, out reasonString, out userProperties);
        }

        fields.RequireEnd(packet.Type);
        return packetId;
    }

    public static void Write(
        IBufferWriter<byte> output, PacketType type, ushort packetId, ReasonCode reason, string? reasonString,
        IReadOnlyList<UserProperty>? userProperties, ProtocolVersion version)
    {
        // [MQTT-3.6.1-1] PUBREL carries the flags of an old QoS 1 header.
        var flags = type == PacketType.PubRel ? 0b0010 : 0;
        if (version == ProtocolVersion.V500 && (reasonString is not null || userProperties is { Count: > 0 }))
        {
            var fields = new FieldWriter();
            fields.UInt16(packetId);
            fields.Byte((byte)reason);
            ReasonProperties.Write(ref fields, reasonString, userProperties ?? []);
            fields.Complete(type, flags, output);
            return;
        }

        var withReason = version == ProtocolVersion.V500 && reason != ReasonCode.Success;
        var length = withReason ? 5 : 4;
        var span = output.GetSpan(length);
        span[0] = FieldWriter.FirstByte(type, flags);
        span[1] = (byte)(length - 2);
        BinaryPrimitives.WriteUInt16BigEndian(span[2..], packetId);
        if (withReason)
            span[4] = (byte)reason;
        output.Advance(length);
    }
}
