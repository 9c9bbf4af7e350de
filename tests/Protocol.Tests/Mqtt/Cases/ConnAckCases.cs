using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

static class ConnAckCases
{
    public static IReadOnlyList<PacketCase> Valid { get; } =
    [
        new("CONNACK 3.1 accepted", ProtocolVersion.V310, "20 02 00 00", new ConnAckPacket()),
        new("CONNACK 3.1.1 accepted, session present", ProtocolVersion.V311, "20 02 01 00", new ConnAckPacket { SessionPresent = true }),
        new("CONNACK 3.1.1 unacceptable version", ProtocolVersion.V311, "20 02 00 01",
            new ConnAckPacket { Reason = ReasonCode.UnsupportedProtocolVersion }),
        new("CONNACK 3.1.1 identifier rejected", ProtocolVersion.V311, "20 02 00 02",
            new ConnAckPacket { Reason = ReasonCode.ClientIdentifierNotValid }),
        new("CONNACK 3.1.1 server unavailable", ProtocolVersion.V311, "20 02 00 03",
            new ConnAckPacket { Reason = ReasonCode.ServerUnavailable }),
        new("CONNACK 3.1 bad user name or password", ProtocolVersion.V310, "20 02 00 04",
            new ConnAckPacket { Reason = ReasonCode.BadUserNameOrPassword }),
        new("CONNACK 3.1.1 not authorized", ProtocolVersion.V311, "20 02 00 05", new ConnAckPacket { Reason = ReasonCode.NotAuthorized }),
        new("CONNACK 5 bare", ProtocolVersion.V500,
            """
            20 03 ; CONNACK
            00    ; no session present
            00    ; success
            00    ; no properties
            """,
            new ConnAckPacket()),
        new("CONNACK 5 refused with a reason string", ProtocolVersion.V500,
            """
            20 0F                ; CONNACK
            00                   ; no session present
            86                   ; bad user name or password
            0C                 ; property length
            1F 00 09 'stamp old' ; reason string
            """,
            new ConnAckPacket { Reason = ReasonCode.BadUserNameOrPassword, ReasonString = "stamp old" }),
        new("CONNACK 5 with every property", ProtocolVersion.V500,
            """
            20 46           ; CONNACK
            01              ; session present
            00              ; success
            43           ; property length
            11 00 00 0E 10  ; session expiry 3600 s
            21 00 0A        ; receive maximum 10
            24 01           ; maximum QoS 1
            25 00           ; retain not available
            27 00 10 00 00  ; maximum packet size 1 MiB
            12 00 03 'abc'  ; assigned client identifier
            22 00 10        ; topic alias maximum 16
            1F 00 02 'ok'   ; reason string
            26 00 01 'n' 00 05 'één' ; user property, two bytes for é
            28 01           ; wildcards available
            29 00           ; subscription identifiers not available
            2A 00           ; shared subscriptions not available
            13 00 78        ; server keep alive 120 s
            1A 00 01 'i'    ; response information
            1C 00 01 's'    ; server reference
            15 00 01 'm'    ; authentication method
            16 00 01 FF     ; authentication data
            """,
            new ConnAckPacket
            {
                SessionPresent = true,
                SessionExpiryInterval = 3600,
                ReceiveMaximum = 10,
                MaximumQoS = QualityOfService.AtLeastOnce,
                RetainAvailable = false,
                MaximumPacketSize = 1 << 20,
                AssignedClientIdentifier = "abc",
                TopicAliasMaximum = 16,
                ReasonString = "ok",
                UserProperties = [new("n", "één")],
                WildcardSubscriptionAvailable = true,
                SubscriptionIdentifierAvailable = false,
                SharedSubscriptionAvailable = false,
                ServerKeepAlive = 120,
                ResponseInformation = "i",
                ServerReference = "s",
                AuthenticationMethod = "m",
                AuthenticationData = [0xFF],
            }),
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        new("CONNACK with reserved acknowledge flags", ProtocolVersion.V311, "20 02 02 00", ReasonCode.MalformedPacket, "[MQTT-3.2.2-1]"),
        new("CONNACK 3.1.1 with return code 6", ProtocolVersion.V311, "20 02 00 06", ReasonCode.MalformedPacket, "[MQTT-3.2.2-6] (3.1.1)"),
        new("CONNACK 3.1.1 that refuses with a session", ProtocolVersion.V311, "20 02 01 05", ReasonCode.ProtocolError, "[MQTT-3.2.2-6]"),
        new("CONNACK 3.1.1 with one byte", ProtocolVersion.V311, "20 01 00", ReasonCode.MalformedPacket, "reason code"),
        new("CONNACK 3.1.1 with three bytes", ProtocolVersion.V311, "20 03 00 00 00", ReasonCode.MalformedPacket, "goes on for 1 bytes"),
        new("CONNACK 5 with a reason of another packet", ProtocolVersion.V500, "20 03 00 92 00",
            ReasonCode.ProtocolError, "[MQTT-3.2.2-8]"),
        new("CONNACK 5 without properties", ProtocolVersion.V500, "20 02 00 00", ReasonCode.MalformedPacket, "property length"),
        new("CONNACK 5 with maximum QoS 2", ProtocolVersion.V500, "20 05 00 00 02 24 02", ReasonCode.ProtocolError, "MaximumQoS is 2"),
    ];
}
