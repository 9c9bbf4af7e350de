using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

static class PublishCases
{
    public static IReadOnlyList<PacketCase> Valid { get; } =
    [
        new("PUBLISH 3.1 QoS 1, repeated and retained", ProtocolVersion.V310,
            """
            3B 09         ; PUBLISH, DUP, QoS 1, RETAIN
            00 03 'a/b'   ; topic
            00 0A         ; packet id 10
            '{}'          ; payload
            """,
            new Publish("a/b", 10, QualityOfService.AtLeastOnce, "{}"u8.ToArray()) { Duplicate = true, Retain = true }),
        new("PUBLISH 3.1.1 QoS 0 with an empty payload", ProtocolVersion.V311,
            """
            30 03         ; PUBLISH, QoS 0
            00 01 't'     ; topic
            """,
            new Publish("t", 0, QualityOfService.AtMostOnce, [])),
        new("PUBLISH 3.1.1 QoS 0 with a one byte topic and a zero in the payload", ProtocolVersion.V311,
            """
            30 04         ; PUBLISH, QoS 0
            00 01 '/'     ; topic
            00            ; payload: any byte
            """,
            new Publish("/", 0, QualityOfService.AtMostOnce, [0])),
        new("PUBLISH 3.1.1 QoS 2", ProtocolVersion.V311,
            """
            34 0E             ; PUBLISH, QoS 2
            00 07 '$oc/温'    ; topic outside ASCII
            FF FF             ; packet id 65535
            01 02 03          ; payload
            """,
            new Publish("$oc/温", 65535, QualityOfService.ExactlyOnce, [1, 2, 3])),
        new("PUBLISH 3.1.1 with a remaining length of two bytes", ProtocolVersion.V311,
            $"""
            30 83 01      ; PUBLISH, 131 bytes follow
            00 01 't'     ; topic
            '{new string('x', 128)}'
            """,
            new Publish("t", 0, QualityOfService.AtMostOnce, [.. Enumerable.Repeat((byte)'x', 128)])),
        new("PUBLISH 5 without properties", ProtocolVersion.V500,
            """
            32 07         ; PUBLISH, QoS 1
            00 01 't'     ; topic
            00 01         ; packet id 1
            00            ; no properties
            'p'           ; payload
            """,
            new Publish("t", 1, QualityOfService.AtLeastOnce, "p"u8.ToArray())),
        new("PUBLISH 5 by topic alias", ProtocolVersion.V500,
            """
            30 07         ; PUBLISH, QoS 0
            00 00         ; empty topic
            03            ; property length
            23 00 07      ; topic alias 7
            'p'           ; payload
            """,
            new Publish("", 0, QualityOfService.AtMostOnce, "p"u8.ToArray()) { Properties = new() { TopicAlias = 7 } }),
        new("PUBLISH 5 with every property", ProtocolVersion.V500,
            """
            32 3D              ; PUBLISH, QoS 1
            00 01 't'          ; topic
            00 02              ; packet id 2
            30              ; property length
            01 00              ; payload format unspecified
            02 00 00 00 1E     ; message expiry 30 s
            03 00 03 'a/b'     ; content type
            08 00 03 'r/1'     ; response topic
            09 00 03 FF 00 01  ; correlation data
            23 FF FF           ; topic alias 65535
            0B 01              ; subscription identifier 1
            0B FF FF FF 7F     ; subscription identifier 268,435,455
            26 00 01 'k' 00 02 'é' ; user property
            26 00 00 00 00     ; user property, both parts empty
            'payload'
            """,
            new Publish("t", 2, QualityOfService.AtLeastOnce, "payload"u8.ToArray())
            {
                Properties = new()
                {
                    PayloadFormatIndicator = false,
                    MessageExpiryInterval = 30,
                    ContentType = "a/b",
                    ResponseTopic = "r/1",
                    CorrelationData = [0xFF, 0, 1],
                    TopicAlias = 65535,
                    SubscriptionIdentifiers = [1, 268_435_455],
                    UserProperties = [new("k", "é"), new("", "")],
                },
            }),
        new("PUBLISH 5 with properties in another order", ProtocolVersion.V500,
            """
            30 0D              ; PUBLISH, QoS 0
            00 01 't'          ; topic
            09               ; property length
            26 00 01 'k' 00 01 'v' ; user property
            01 01              ; payload is UTF-8
            """,
            new Publish("t", 0, QualityOfService.AtMostOnce, []) { Properties = new() { PayloadFormatIndicator = true, UserProperties = [new("k", "v")] } },
            """
            30 0D
            00 01 't'
            09
            01 01
            26 00 01 'k' 00 01 'v'
            """),
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        new("PUBLISH with QoS 3", ProtocolVersion.V311, "36 05 00 01 't' 00 01", ReasonCode.MalformedPacket, "[MQTT-3.3.1-4]"),
        new("PUBLISH with QoS 0 and DUP", ProtocolVersion.V311, "38 03 00 01 't'", ReasonCode.MalformedPacket, "[MQTT-3.3.1-2]"),
        new("PUBLISH with packet id 0", ProtocolVersion.V311, "32 05 00 01 't' 00 00", ReasonCode.ProtocolError, "[MQTT-2.2.1-3]"),
        new("PUBLISH with + in the topic", ProtocolVersion.V311, "30 05 00 03 'a/+'", ReasonCode.TopicNameInvalid, "[MQTT-3.3.2-2]"),
        new("PUBLISH with # in the topic", ProtocolVersion.V500, "30 04 00 01 '#' 00", ReasonCode.TopicNameInvalid, "[MQTT-3.3.2-2]"),
        new("PUBLISH with U+0000 in the topic", ProtocolVersion.V311, "30 05 00 03 'a' 00 'b'",
            ReasonCode.MalformedPacket, "[MQTT-1.5.4-2]"),
        new("PUBLISH with an overlong form in the topic", ProtocolVersion.V311, "30 04 00 02 C0 80",
            ReasonCode.MalformedPacket, "[MQTT-1.5.4-1]"),
        new("PUBLISH with half a character in the topic", ProtocolVersion.V311, "30 04 00 02 E6 B8",
            ReasonCode.MalformedPacket, "[MQTT-1.5.4-1]"),
        new("PUBLISH 3.1.1 with an empty topic", ProtocolVersion.V311, "30 03 00 00 'p'", ReasonCode.TopicNameInvalid, "[MQTT-4.7.3-1]"),
        new("PUBLISH 5 with an empty topic and no alias", ProtocolVersion.V500, "30 03 00 00 00", ReasonCode.ProtocolError, "3.3.2.1"),
        new("PUBLISH without a topic", ProtocolVersion.V311, "30 00",
            ReasonCode.MalformedPacket, "topic name: 2 bytes are needed, 0 are left"),
        new("PUBLISH that ends inside the topic", ProtocolVersion.V311, "30 03 00 02 't'",
            ReasonCode.MalformedPacket, "topic name: 2 bytes are needed, 1 are left"),
        new("PUBLISH that ends inside the packet id", ProtocolVersion.V311, "32 04 00 01 't' 00",
            ReasonCode.MalformedPacket, "packet identifier"),
        new("PUBLISH 5 without a property length", ProtocolVersion.V500, "30 03 00 01 't'", ReasonCode.MalformedPacket, "property length"),
        new("PUBLISH 5 with properties beyond its end", ProtocolVersion.V500, "30 05 00 01 't' 02 01",
            ReasonCode.MalformedPacket, "properties: 2 bytes are needed, 1 are left"),
        new("PUBLISH 5 with a padded property length", ProtocolVersion.V500, "30 05 00 01 't' 80 00",
            ReasonCode.MalformedPacket, "property length takes more bytes"),
        new("PUBLISH 5 with an endless property length", ProtocolVersion.V500, "30 08 00 01 't' FF FF FF FF 01",
            ReasonCode.MalformedPacket, "goes on after its fourth byte"),
    ];
}
