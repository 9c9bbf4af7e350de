using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

static class ConnectCases
{
    public static IReadOnlyList<PacketCase> Valid { get; } =
    [
        new("CONNECT 3.1 with user name and password", ProtocolVersion.V310,
            """
            10 1B         ; CONNECT
            00 06 'MQIsdp'; protocol name
            03            ; level 3.1
            C2            ; user name, password, clean session
            00 3C         ; keep alive 60
            00 04 'lamp'  ; client id
            00 02 'me'    ; user name
            00 03 'key'   ; password
            """,
            new ConnectPacket
            {
                Version = ProtocolVersion.V310, CleanStart = true, KeepAlive = 60, ClientId = "lamp", UserName = "me", Password = "key"u8.ToArray(),
            }),
        new("CONNECT 3.1 announcing credentials that the remaining length leaves out", ProtocolVersion.V310,
            """
            10 12         ; CONNECT
            00 06 'MQIsdp'; protocol name
            03            ; level 3.1
            C2            ; user name, password, clean session
            00 3C         ; keep alive 60
            00 04 'lamp'  ; client id, and the packet ends
            """,
            new ConnectPacket { Version = ProtocolVersion.V310, CleanStart = true, KeepAlive = 60, ClientId = "lamp" },
            """
            10 12         ; CONNECT
            00 06 'MQIsdp'
            03
            02            ; clean session
            00 3C
            00 04 'lamp'
            """),
        new("CONNECT 3.1.1 smallest", ProtocolVersion.V311,
            """
            10 0C         ; CONNECT, 12 bytes follow
            00 04 'MQTT'  ; protocol name
            04            ; level 3.1.1
            02            ; clean session
            00 00         ; no keep alive
            00 00         ; empty client id
            """,
            new ConnectPacket { Version = ProtocolVersion.V311, CleanStart = true, ClientId = "" }),
        new("CONNECT 3.1.1 with a remaining length in three bytes where one would do", ProtocolVersion.V311,
            """
            10 8C 80 00   ; CONNECT, 12 bytes follow
            00 04 'MQTT'  ; protocol name
            04            ; level 3.1.1
            02            ; clean session
            00 00         ; no keep alive
            00 00         ; empty client id
            """,
            new ConnectPacket { Version = ProtocolVersion.V311, CleanStart = true, ClientId = "" },
            "10 0C 00 04 'MQTT' 04 02 00 00 00 00"),
        new("CONNECT 3.1.1 with everything", ProtocolVersion.V311,
            """
            10 29           ; CONNECT
            00 04 'MQTT'    ; protocol name
            04              ; level 3.1.1
            F4              ; user name, password, will retain, will QoS 2, will, session kept
            04 B0           ; keep alive 1200
            00 06 '渡口'    ; client id, three bytes a character
            00 06 'status'  ; will topic
            00 03 FF 00 01  ; will payload
            00 02 'me'      ; user name
            00 04 00 01 02 03 ; password: any bytes
            """,
            new ConnectPacket
            {
                Version = ProtocolVersion.V311,
                KeepAlive = 1200,
                ClientId = "渡口",
                Will = new WillMessage { Topic = "status", Payload = [0xFF, 0, 1], QoS = QualityOfService.ExactlyOnce, Retain = true },
                UserName = "me",
                Password = [0, 1, 2, 3],
            }),
        new("CONNECT 5 with a password and no user name", ProtocolVersion.V500,
            """
            10 12         ; CONNECT
            00 04 'MQTT'  ; protocol name
            05            ; level 5
            40            ; password, session kept
            00 1E         ; keep alive 30
            00            ; no properties
            00 00         ; empty client id: the server assigns one
            00 03 'key'   ; password
            """,
            new ConnectPacket { Version = ProtocolVersion.V500, KeepAlive = 30, ClientId = "", Password = "key"u8.ToArray() }),
        new("CONNECT 5 with every property", ProtocolVersion.V500,
            """
            10 73           ; CONNECT
            00 04 'MQTT'    ; protocol name
            05              ; level 5
            CE              ; user name, password, will QoS 1, will, clean start
            00 78           ; keep alive 120
            2E              ; property length
            11 00 00 00 0A  ; session expiry 10 s
            21 00 14        ; receive maximum 20
            27 00 00 80 00  ; maximum packet size 32768
            22 00 05        ; topic alias maximum 5
            19 01           ; request response information
            17 00           ; request problem information: no
            15 00 05 'SCRAM'; authentication method
            16 00 02 0A 0B  ; authentication data
            26 00 01 'a' 00 01 'b' ; user property
            26 00 01 'a' 00 00     ; the same name again, empty value
            00 04 'lamp'    ; client id
            23              ; will property length
            18 00 00 00 05  ; will delay 5 s
            01 01           ; payload is UTF-8
            02 00 00 00 3C  ; message expiry 60 s
            03 00 04 'text' ; content type
            08 00 01 'r'    ; response topic
            09 00 02 01 02  ; correlation data
            26 00 01 'k' 00 01 'v' ; user property
            00 04 'gone'    ; will topic
            00 02 'hi'      ; will payload
            00 02 'me'      ; user name
            00 00           ; password, present and empty
            """,
            new ConnectPacket
            {
                Version = ProtocolVersion.V500,
                CleanStart = true,
                KeepAlive = 120,
                SessionExpiryInterval = 10,
                ReceiveMaximum = 20,
                MaximumPacketSize = 32768,
                TopicAliasMaximum = 5,
                RequestResponseInformation = true,
                RequestProblemInformation = false,
                AuthenticationMethod = "SCRAM",
                AuthenticationData = [10, 11],
                UserProperties = [new("a", "b"), new("a", "")],
                ClientId = "lamp",
                Will = new WillMessage
                {
                    Topic = "gone",
                    Payload = "hi"u8.ToArray(),
                    QoS = QualityOfService.AtLeastOnce,
                    DelayInterval = 5,
                    Properties = new PublishProperties
                    {
                        PayloadFormatIndicator = true,
                        MessageExpiryInterval = 60,
                        ContentType = "text",
                        ResponseTopic = "r",
                        CorrelationData = [1, 2],
                        UserProperties = [new("k", "v")],
                    },
                },
                UserName = "me",
                Password = [],
            }),
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        new("CONNECT with an unknown protocol name", ProtocolVersion.V311, "10 0C 00 04 'MQTX' 04 02 00 00 00 00",
            ReasonCode.UnsupportedProtocolVersion, "[MQTT-3.1.2-1]"),
        new("CONNECT with level 6", ProtocolVersion.V500, "10 0D 00 04 'MQTT' 06 02 00 00 00 00 00",
            ReasonCode.UnsupportedProtocolVersion, "[MQTT-3.1.2-2]"),
        new("CONNECT of a bridge, level 4 with the high bit", ProtocolVersion.V311, "10 0C 00 04 'MQTT' 84 02 00 00 00 00",
            ReasonCode.UnsupportedProtocolVersion, "[MQTT-3.1.2-2]"),
        new("CONNECT named MQIsdp with level 4", ProtocolVersion.V311, "10 0E 00 06 'MQIsdp' 04 02 00 00 00 00",
            ReasonCode.UnsupportedProtocolVersion, "[MQTT-3.1.2-2]"),
        new("CONNECT with the reserved flag", ProtocolVersion.V311, "10 0C 00 04 'MQTT' 04 03 00 00 00 00",
            ReasonCode.MalformedPacket, "[MQTT-3.1.2-3]"),
        new("CONNECT with will QoS 3", ProtocolVersion.V311, "10 11 00 04 'MQTT' 04 1E 00 00 00 00 00 01 'w' 00 00",
            ReasonCode.MalformedPacket, "[MQTT-3.1.2-12]"),
        new("CONNECT with will QoS and no will", ProtocolVersion.V311, "10 0C 00 04 'MQTT' 04 0A 00 00 00 00",
            ReasonCode.MalformedPacket, "[MQTT-3.1.2-11]"),
        new("CONNECT with will retain and no will", ProtocolVersion.V500, "10 0D 00 04 'MQTT' 05 22 00 00 00 00 00",
            ReasonCode.MalformedPacket, "[MQTT-3.1.2-13]"),
        new("CONNECT 3.1.1 with a password and no user name", ProtocolVersion.V311, "10 0F 00 04 'MQTT' 04 42 00 00 00 00 00 01 'p'",
            ReasonCode.MalformedPacket, "[MQTT-3.1.2-22]"),
        new("CONNECT 3.1.1 without client id and clean session", ProtocolVersion.V311, "10 0C 00 04 'MQTT' 04 00 00 00 00 00",
            ReasonCode.ClientIdentifierNotValid, "[MQTT-3.1.3-8]"),
        new("CONNECT that ends inside the client id", ProtocolVersion.V311, "10 0F 00 04 'MQTT' 04 02 00 00 00 05 'lam'",
            ReasonCode.MalformedPacket, "client identifier: 5 bytes are needed, 3 are left"),
        new("CONNECT that announces a user name and ends", ProtocolVersion.V311, "10 0C 00 04 'MQTT' 04 82 00 00 00 00",
            ReasonCode.MalformedPacket, "user name"),
        new("CONNECT with bytes behind the last field", ProtocolVersion.V311, "10 0D 00 04 'MQTT' 04 02 00 00 00 00 00",
            ReasonCode.MalformedPacket, "goes on for 1 bytes"),
        new("CONNECT with an ill-formed client id", ProtocolVersion.V311, "10 0E 00 04 'MQTT' 04 02 00 00 00 02 C3 28",
            ReasonCode.MalformedPacket, "[MQTT-1.5.4-1]"),
        new("CONNECT with a surrogate in the user name", ProtocolVersion.V311, "10 11 00 04 'MQTT' 04 82 00 00 00 00 00 03 ED A0 80",
            ReasonCode.MalformedPacket, "[MQTT-1.5.4-1]"),
        new("CONNECT with U+0000 in the client id", ProtocolVersion.V500, "10 10 00 04 'MQTT' 05 02 00 00 00 00 03 'a' 00 'b'",
            ReasonCode.MalformedPacket, "[MQTT-1.5.4-2]"),
        new("CONNECT with a wildcard in the will topic", ProtocolVersion.V311, "10 13 00 04 'MQTT' 04 06 00 00 00 00 00 03 'a/#' 00 00",
            ReasonCode.TopicNameInvalid, "[MQTT-4.7.0-1]"),
        new("CONNECT with an empty will topic", ProtocolVersion.V311, "10 10 00 04 'MQTT' 04 06 00 00 00 00 00 00 00 00",
            ReasonCode.TopicNameInvalid, "[MQTT-4.7.3-1]"),
        new("CONNECT 5 with a remaining length in two bytes where one would do", ProtocolVersion.V500,
            "10 8D 00 00 04 'MQTT' 05 02 00 00 00 00 00", ReasonCode.MalformedPacket, "[MQTT-1.5.5-1]"),
        new("CONNECT 5 with authentication data and no method", ProtocolVersion.V500,
            "10 11 00 04 'MQTT' 05 02 00 00 04 16 00 01 AA 00 00", ReasonCode.ProtocolError, "3.1.2.11.10"),
        new("CONNECT 5 with a will delay among its own properties", ProtocolVersion.V500,
            "10 12 00 04 'MQTT' 05 02 00 00 05 18 00 00 00 01 00 00", ReasonCode.MalformedPacket, "WillDelayInterval does not belong into Connect"),
        new("CONNECT 5 with a topic alias in its will", ProtocolVersion.V500,
            "10 16 00 04 'MQTT' 05 06 00 00 00 00 00 03 23 00 01 00 01 'w' 00 00", ReasonCode.MalformedPacket, "TopicAlias does not belong into Will"),
    ];
}
