using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

static class UnsubscribeCases
{
    public static IReadOnlyList<PacketCase> Valid { get; } =
    [
        new("UNSUBSCRIBE 3.1.1 with two filters", ProtocolVersion.V311,
            """
            A2 0A         ; UNSUBSCRIBE
            00 0A         ; packet id 10
            00 03 'a/b'
            00 01 '#'
            """,
            new UnsubscribePacket { PacketId = 10, Filters = ["a/b", "#"] }),
        new("UNSUBSCRIBE 3.1 repeated with DUP", ProtocolVersion.V310, "AA 05 00 01 00 01 'f'",
            new UnsubscribePacket { PacketId = 1, Filters = ["f"] }, "A2 05 00 01 00 01 'f'"),
        new("UNSUBSCRIBE 5 with a user property", ProtocolVersion.V500,
            """
            A2 0D         ; UNSUBSCRIBE
            00 0A         ; packet id 10
            07            ; property length
            26 00 01 'k' 00 01 'v' ; user property
            00 01 'f'
            """,
            new UnsubscribePacket { PacketId = 10, UserProperties = [new("k", "v")], Filters = ["f"] }),
        new("UNSUBACK 3.1.1", ProtocolVersion.V311, "B0 02 00 0A", new UnsubAckPacket { PacketId = 10 }),
        new("UNSUBACK 5 with everything", ProtocolVersion.V500,
            """
            B0 0E         ; UNSUBACK
            00 0A         ; packet id 10
            09            ; property length
            1F 00 06 'reason'
            00 11         ; success, no subscription existed
            """,
            new UnsubAckPacket
            {
                PacketId = 10, ReasonString = "reason", Reasons = [ReasonCode.Success, ReasonCode.NoSubscriptionExisted],
            }),
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        new("UNSUBSCRIBE without a filter", ProtocolVersion.V311, "A2 02 00 01", ReasonCode.ProtocolError, "[MQTT-3.10.3-2]"),
        new("UNSUBSCRIBE with packet id 0", ProtocolVersion.V311, "A2 05 00 00 00 01 'f'", ReasonCode.ProtocolError, "[MQTT-2.2.1-3]"),
        new("UNSUBSCRIBE with a wildcard inside a level", ProtocolVersion.V311, "A2 06 00 01 00 02 'a#'",
            ReasonCode.TopicFilterInvalid, "[MQTT-4.7.1-1]"),
        new("UNSUBSCRIBE with U+0000", ProtocolVersion.V311, "A2 05 00 01 00 01 00", ReasonCode.MalformedPacket, "[MQTT-1.5.4-2]"),
        new("UNSUBSCRIBE with other flags", ProtocolVersion.V311, "A0 05 00 01 00 01 'f'", ReasonCode.MalformedPacket, "[MQTT-2.2.2-2]"),
        new("UNSUBACK 3.1.1 with a reason", ProtocolVersion.V311, "B0 03 00 0A 00", ReasonCode.MalformedPacket, "UNSUBACK goes on"),
        new("UNSUBACK 5 without a reason", ProtocolVersion.V500, "B0 03 00 0A 00", ReasonCode.ProtocolError, "[MQTT-3.11.3-1]"),
        new("UNSUBACK 5 with a granted QoS", ProtocolVersion.V500, "B0 04 00 0A 00 01", ReasonCode.ProtocolError, "[MQTT-3.11.3-2]"),
    ];
}
