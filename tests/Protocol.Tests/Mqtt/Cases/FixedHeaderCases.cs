using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

static class FixedHeaderCases
{
    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        new("Packet type 0", ProtocolVersion.V311, "00 00", ReasonCode.MalformedPacket, "(MQTT 5.0, 2.1.2)"),
        new("A TLS hello", ProtocolVersion.V311, "16 03 01 02 00", ReasonCode.MalformedPacket, "CONNECT has fixed header flags 0x6"),
        new("An HTTP request", ProtocolVersion.V311, "'GET / HTTP/1.1'", ReasonCode.MalformedPacket, "PUBACK has fixed header flags 0x7"),
        new("CONNECT with flags", ProtocolVersion.V311, "11 0C 00 04 'MQTT' 04 02 00 00 00 00",
            ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("CONNACK with flags", ProtocolVersion.V311, "22 02 00 00", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("PUBACK with flags", ProtocolVersion.V311, "42 02 00 01", ReasonCode.MalformedPacket, "[MQTT-2.1.3-1]"),
        new("PUBREC with flags", ProtocolVersion.V311, "52 02 00 01", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("PUBREL without its flag", ProtocolVersion.V311, "60 02 00 01", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("PUBCOMP with flags", ProtocolVersion.V311, "71 02 00 01", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("SUBACK with flags", ProtocolVersion.V311, "92 03 00 01 00", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("UNSUBACK with flags", ProtocolVersion.V311, "B8 02 00 01", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("PINGREQ with flags", ProtocolVersion.V311, "C1 00", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("PINGRESP with flags", ProtocolVersion.V311, "D4 00", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("DISCONNECT with flags", ProtocolVersion.V311, "E8 00", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("AUTH with flags", ProtocolVersion.V500, "F1 00", ReasonCode.MalformedPacket, "[MQTT-2.1.3-1]"),
        new("A remaining length of five bytes", ProtocolVersion.V311, "30 FF FF FF FF 01", ReasonCode.MalformedPacket, "[MQTT-1.5.5-1]"),
        new("A packet over the limit", ProtocolVersion.V311, "30 FF FF FF 7F", ReasonCode.PacketTooLarge, "[MQTT-3.1.2-24]"),
    ];
}
