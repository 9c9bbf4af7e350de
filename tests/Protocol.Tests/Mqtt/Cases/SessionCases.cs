using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

/// <summary>PINGREQ, PINGRESP, DISCONNECT and AUTH.</summary>
static class SessionCases
{
    public static IReadOnlyList<PacketCase> Valid { get; } =
    [
        new("PINGREQ 3.1", ProtocolVersion.V310, "C0 00", default(PingReqPacket)),
        new("PINGREQ 5", ProtocolVersion.V500, "C0 00", default(PingReqPacket)),
        new("PINGRESP 3.1.1", ProtocolVersion.V311, "D0 00", default(PingRespPacket)),
        new("DISCONNECT 3.1.1", ProtocolVersion.V311, "E0 00", new DisconnectPacket()),
        new("DISCONNECT 5 in its short form", ProtocolVersion.V500, "E0 00", new DisconnectPacket()),
        new("DISCONNECT 5 normal in its long form", ProtocolVersion.V500, "E0 02 00 00", new DisconnectPacket(), "E0 00"),
        new("DISCONNECT 5 with a reason only", ProtocolVersion.V500, "E0 01 8E", new DisconnectPacket(ReasonCode.SessionTakenOver)),
        new("DISCONNECT 5 of a client", ProtocolVersion.V500,
            """
            E0 07          ; DISCONNECT
            04             ; with will message
            05             ; property length
            11 00 00 00 3C ; session expiry 60 s
            """,
            new DisconnectPacket(ReasonCode.DisconnectWithWillMessage) { SessionExpiryInterval = 60 }),
        new("DISCONNECT 5 of a server", ProtocolVersion.V500,
            """
            E0 14                  ; DISCONNECT
            9D                     ; server moved
            12                   ; property length
            1F 00 01 'r'           ; reason string
            26 00 01 'k' 00 01 'v' ; user property
            1C 00 04 'host'        ; server reference
            """,
            new DisconnectPacket(ReasonCode.ServerMoved) { ReasonString = "r", UserProperties = [new("k", "v")], ServerReference = "host" }),
        new("AUTH in its short form", ProtocolVersion.V500, "F0 00", new AuthPacket()),
        new("AUTH with everything", ProtocolVersion.V500,
            """
            F0 1A                  ; AUTH
            18                     ; continue authentication
            18                   ; property length
            15 00 05 'SCRAM'       ; authentication method
            16 00 02 00 FF         ; authentication data
            1F 00 01 'r'           ; reason string
            26 00 01 'k' 00 01 'v' ; user property
            """,
            new AuthPacket(ReasonCode.ContinueAuthentication)
            {
                AuthenticationMethod = "SCRAM", AuthenticationData = [0, 0xFF], ReasonString = "r", UserProperties = [new("k", "v")],
            }),
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        new("PINGREQ with a body", ProtocolVersion.V311, "C0 01 00", ReasonCode.MalformedPacket, "3.12"),
        new("PINGRESP with a body", ProtocolVersion.V311, "D0 02 00 00", ReasonCode.MalformedPacket, "3.12"),
        new("PINGREQ 5 with a padded length", ProtocolVersion.V500, "C0 80 00", ReasonCode.MalformedPacket, "[MQTT-1.5.5-1]"),
        new("DISCONNECT 3.1.1 with a reason", ProtocolVersion.V311, "E0 01 00", ReasonCode.MalformedPacket, "DISCONNECT goes on"),
        new("DISCONNECT 5 with a reason of CONNACK", ProtocolVersion.V500, "E0 01 85", ReasonCode.ProtocolError, "[MQTT-3.14.2-1]"),
        new("DISCONNECT 5 with bytes behind its properties", ProtocolVersion.V500, "E0 03 00 00 00",
            ReasonCode.MalformedPacket, "DISCONNECT goes on"),
        new("DISCONNECT 5 with a user name", ProtocolVersion.V500, "E0 06 00 04 15 00 01 'm'", ReasonCode.MalformedPacket,
            "AuthenticationMethod does not belong into Disconnect"),
        new("AUTH before MQTT 5", ProtocolVersion.V311, "F0 00", ReasonCode.MalformedPacket, "type 15 is reserved before MQTT 5"),
        new("AUTH without a property length", ProtocolVersion.V500, "F0 01 18", ReasonCode.MalformedPacket, "property length"),
        new("AUTH without a method", ProtocolVersion.V500, "F0 02 18 00", ReasonCode.ProtocolError, "3.15.2.2.2"),
        new("AUTH with a reason of CONNACK", ProtocolVersion.V500, "F0 01 87", ReasonCode.ProtocolError, "[MQTT-3.15.2-1]"),
    ];
}
