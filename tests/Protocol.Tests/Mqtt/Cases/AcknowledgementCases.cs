using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

static class AcknowledgementCases
{
    public static IReadOnlyList<PacketCase> Valid { get; } =
    [
        new("PUBACK 3.1", ProtocolVersion.V310, "40 02 00 01", new PubAckPacket(1)),
        new("PUBACK 3.1.1", ProtocolVersion.V311, "40 02 12 34", new PubAckPacket(0x1234)),
        new("PUBREC 3.1.1", ProtocolVersion.V311, "50 02 12 34", new PubRecPacket(0x1234)),
        new("PUBREL 3.1.1", ProtocolVersion.V311, "62 02 12 34", new PubRelPacket(0x1234)),
        new("PUBREL 3.1 repeated with DUP", ProtocolVersion.V310, "6A 02 12 34", new PubRelPacket(0x1234), "62 02 12 34"),
        new("PUBCOMP 3.1.1", ProtocolVersion.V311, "70 02 12 34", new PubCompPacket(0x1234)),
        new("PUBACK 5 success in its short form", ProtocolVersion.V500, "40 02 00 01", new PubAckPacket(1)),
        new("PUBACK 5 success in its long form", ProtocolVersion.V500, "40 04 00 01 00 00", new PubAckPacket(1), "40 02 00 01"),
        new("PUBACK 5 with a reason only", ProtocolVersion.V500, "40 03 00 01 87", new PubAckPacket(1, ReasonCode.NotAuthorized)),
        new("PUBACK 5 with a reason and an empty list", ProtocolVersion.V500, "40 04 00 01 10 00",
            new PubAckPacket(1, ReasonCode.NoMatchingSubscribers), "40 03 00 01 10"),
        new("PUBACK 5 with everything", ProtocolVersion.V500,
            """
            40 16                  ; PUBACK
            00 01                  ; packet id
            99                     ; payload format invalid
            12                   ; property length
            1F 00 08 'not JSON'    ; reason string
            26 00 01 'k' 00 01 'v' ; user property
            """,
            new PubAckPacket(1, ReasonCode.PayloadFormatInvalid, "not JSON") { UserProperties = [new("k", "v")] }),
        new("PUBACK 5 with a property length of two bytes", ProtocolVersion.V500,
            $"""
            40 CF 01               ; PUBACK, 207 bytes follow
            00 01                  ; packet id
            99                     ; payload format invalid
            CA 01                  ; property length 202
            1F 00 C7 '{new string('r', 199)}' ; reason string of 199 bytes
            """,
            new PubAckPacket(1, ReasonCode.PayloadFormatInvalid, new string('r', 199))),
        new("PUBREC 5 with everything", ProtocolVersion.V500,
            """
            50 0C                  ; PUBREC
            00 01                  ; packet id
            97                     ; quota exceeded
            08                     ; property length
            1F 00 05 'quota'       ; reason string
            """,
            new PubRecPacket(1, ReasonCode.QuotaExceeded, "quota")),
        new("PUBREL 5 with everything", ProtocolVersion.V500,
            """
            62 0B                  ; PUBREL
            00 01                  ; packet id
            92                     ; packet identifier not found
            07                     ; property length
            26 00 01 'k' 00 01 'v' ; user property
            """,
            new PubRelPacket(1, ReasonCode.PacketIdentifierNotFound) { UserProperties = [new("k", "v")] }),
        new("PUBCOMP 5 with everything", ProtocolVersion.V500,
            """
            70 08                  ; PUBCOMP
            00 01                  ; packet id
            92                     ; packet identifier not found
            04                     ; property length
            1F 00 01 'x'           ; reason string
            """,
            new PubCompPacket(1, ReasonCode.PacketIdentifierNotFound, "x")),
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        new("PUBACK with packet id 0", ProtocolVersion.V311, "40 02 00 00", ReasonCode.ProtocolError, "[MQTT-2.2.1-3]"),
        new("PUBACK with one byte", ProtocolVersion.V311, "40 01 00", ReasonCode.MalformedPacket, "packet identifier"),
        new("PUBACK 3.1.1 with a reason", ProtocolVersion.V311, "40 03 00 01 00", ReasonCode.MalformedPacket, "PUBACK goes on for 1 bytes"),
        new("PUBACK 5 with bytes behind its properties", ProtocolVersion.V500, "40 05 00 01 00 00 00",
            ReasonCode.MalformedPacket, "goes on"),
        new("PUBACK 5 with a reason of PUBREL", ProtocolVersion.V500, "40 03 00 01 92", ReasonCode.ProtocolError, "[MQTT-3.4.2-1]"),
        new("PUBREC 5 with an unknown reason", ProtocolVersion.V500, "50 03 00 01 FF", ReasonCode.ProtocolError, "[MQTT-3.5.2-1]"),
        new("PUBREL 5 with a reason of PUBACK", ProtocolVersion.V500, "62 03 00 01 10", ReasonCode.ProtocolError, "[MQTT-3.6.2-1]"),
        new("PUBCOMP 5 with a reason of PUBACK", ProtocolVersion.V500, "70 03 00 01 80", ReasonCode.ProtocolError, "[MQTT-3.7.2-1]"),
        new("PUBREL 3.1.1 with DUP", ProtocolVersion.V311, "6A 02 00 01", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("PUBACK 5 with a content type", ProtocolVersion.V500, "40 08 00 01 00 04 03 00 01 'a'", ReasonCode.MalformedPacket,
            "ContentType does not belong into PubAck"),
        new("PUBACK 5 with two reason strings", ProtocolVersion.V500, "40 0A 00 01 00 06 1F 00 00 1F 00 00", ReasonCode.ProtocolError,
            "ReasonString occurs twice"),
    ];
}
