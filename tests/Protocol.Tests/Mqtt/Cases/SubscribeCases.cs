using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

static class SubscribeCases
{
    public static IReadOnlyList<PacketCase> Valid { get; } =
    [
        new("SUBSCRIBE 3.1.1 with three filters", ProtocolVersion.V311,
            """
            82 14         ; SUBSCRIBE
            00 0A         ; packet id 10
            00 03 'a/b' 01; QoS 1
            00 01 '#' 00  ; QoS 0
            00 05 '+/c/+' 02 ; QoS 2
            """,
            new SubscribePacket
            {
                PacketId = 10,
                Subscriptions = [new("a/b", QualityOfService.AtLeastOnce), new("#", QualityOfService.AtMostOnce), new("+/c/+", QualityOfService.ExactlyOnce)],
            }),
        new("SUBSCRIBE 3.1 repeated with DUP", ProtocolVersion.V310, "8A 06 00 01 00 01 'f' 01",
            new SubscribePacket { PacketId = 1, Subscriptions = [new("f", QualityOfService.AtLeastOnce)] }, "82 06 00 01 00 01 'f' 01"),
        new("SUBSCRIBE 3.1.1 where $share is a plain level", ProtocolVersion.V311, "82 0B 00 01 00 06 '$share' 00",
            new SubscribePacket { PacketId = 1, Subscriptions = [new("$share", QualityOfService.AtMostOnce)] }),
        new("SUBSCRIBE 5 with every option and property", ProtocolVersion.V500,
            """
            82 1E                  ; SUBSCRIBE
            00 01                  ; packet id
            0A                   ; property length
            0B 80 01               ; subscription identifier 128
            26 00 01 'k' 00 01 'v' ; user property
            00 01 'f' 1D           ; QoS 1, no local, retain as published, retained if new
            00 0A '$share/g/x' 2A  ; QoS 2, retain as published, no retained
            """,
            new SubscribePacket
            {
                PacketId = 1,
                SubscriptionIdentifier = 128,
                UserProperties = [new("k", "v")],
                Subscriptions =
                [
                    new("f", QualityOfService.AtLeastOnce, NoLocal: true, RetainAsPublished: true, RetainHandling.SendIfNew),
                    new("$share/g/x", QualityOfService.ExactlyOnce, NoLocal: false, RetainAsPublished: true, RetainHandling.DoNotSend),
                ],
            }),
        new("SUBACK 3.1.1 with every return code", ProtocolVersion.V311, "90 06 00 0A 00 01 02 80",
            new SubAckPacket
            {
                PacketId = 10,
                Reasons = [ReasonCode.GrantedQoS0, ReasonCode.GrantedQoS1, ReasonCode.GrantedQoS2, ReasonCode.UnspecifiedError],
            }),
        new("SUBACK 5 with everything", ProtocolVersion.V500,
            """
            90 13                  ; SUBACK
            00 0A                  ; packet id 10
            0C                   ; property length
            1F 00 02 'no'          ; reason string
            26 00 01 'k' 00 01 'v' ; user property
            01 87 8F A2            ; QoS 1, not authorized, filter invalid, no wildcards
            """,
            new SubAckPacket
            {
                PacketId = 10,
                ReasonString = "no",
                UserProperties = [new("k", "v")],
                Reasons =
                [
                    ReasonCode.GrantedQoS1, ReasonCode.NotAuthorized, ReasonCode.TopicFilterInvalid, ReasonCode.WildcardSubscriptionsNotSupported,
                ],
            }),
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        new("SUBSCRIBE with packet id 0", ProtocolVersion.V311, "82 06 00 00 00 01 'f' 00", ReasonCode.ProtocolError, "[MQTT-2.2.1-3]"),
        new("SUBSCRIBE without a filter", ProtocolVersion.V311, "82 02 00 01", ReasonCode.ProtocolError, "[MQTT-3.8.3-2]"),
        new("SUBSCRIBE 5 without a filter", ProtocolVersion.V500, "82 03 00 01 00", ReasonCode.ProtocolError, "[MQTT-3.8.3-2]"),
        new("SUBSCRIBE with a filter and no QoS", ProtocolVersion.V311, "82 05 00 01 00 01 'f'",
            ReasonCode.MalformedPacket, "subscription options"),
        new("SUBSCRIBE with QoS 3", ProtocolVersion.V311, "82 06 00 01 00 01 'f' 03", ReasonCode.ProtocolError, "3.8.3.1"),
        new("SUBSCRIBE 3.1.1 with options of MQTT 5", ProtocolVersion.V311, "82 06 00 01 00 01 'f' 04",
            ReasonCode.MalformedPacket, "[MQTT-3-8.3-4]"),
        new("SUBSCRIBE 5 with reserved bits", ProtocolVersion.V500, "82 07 00 01 00 00 01 'f' 40",
            ReasonCode.MalformedPacket, "[MQTT-3.8.3-5]"),
        new("SUBSCRIBE 5 with retain handling 3", ProtocolVersion.V500, "82 07 00 01 00 00 01 'f' 30",
            ReasonCode.ProtocolError, "retain handling 3"),
        new("SUBSCRIBE 5 shared with no local", ProtocolVersion.V500, "82 10 00 01 00 00 0A '$share/g/x' 04",
            ReasonCode.ProtocolError, "[MQTT-3.8.3-4]"),
        new("SUBSCRIBE 5 shared without a filter", ProtocolVersion.V500, "82 0E 00 01 00 00 08 '$share/g' 00",
            ReasonCode.TopicFilterInvalid, "[MQTT-4.8.2-2]"),
        new("SUBSCRIBE 5 shared with a wildcard for a name", ProtocolVersion.V500, "82 10 00 01 00 00 0A '$share/+/x' 00",
            ReasonCode.TopicFilterInvalid, "[MQTT-4.8.2-2]"),
        new("SUBSCRIBE 5 shared with an empty name", ProtocolVersion.V500, "82 0F 00 01 00 00 09 '$share//x' 00",
            ReasonCode.TopicFilterInvalid, "[MQTT-4.8.2-2]"),
        new("SUBSCRIBE with an empty filter", ProtocolVersion.V311, "82 05 00 01 00 00 00",
            ReasonCode.TopicFilterInvalid, "[MQTT-4.7.3-1]"),
        new("SUBSCRIBE with # before the end", ProtocolVersion.V311, "82 08 00 01 00 03 '#/a' 00",
            ReasonCode.TopicFilterInvalid, "[MQTT-4.7.1-1]"),
        new("SUBSCRIBE with + inside a level", ProtocolVersion.V311, "82 09 00 01 00 04 'a/b+' 00",
            ReasonCode.TopicFilterInvalid, "[MQTT-4.7.1-1]"),
        new("SUBSCRIBE 3.1.1 with flags of QoS 0", ProtocolVersion.V311, "80 06 00 01 00 01 'f' 00",
            ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("SUBSCRIBE 3.1.1 with DUP", ProtocolVersion.V311, "8A 06 00 01 00 01 'f' 01", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("SUBACK without a reason", ProtocolVersion.V311, "90 02 00 01", ReasonCode.ProtocolError, "[MQTT-3.8.4-6]"),
        new("SUBACK 3.1.1 with a reason of MQTT 5", ProtocolVersion.V311, "90 03 00 01 87",
            ReasonCode.MalformedPacket, "[MQTT-3.9.3-2] (3.1.1)"),
        new("SUBACK 3.1.1 with return code 3", ProtocolVersion.V311, "90 03 00 01 03", ReasonCode.ProtocolError, "[MQTT-3.9.3-2]"),
    ];
}
