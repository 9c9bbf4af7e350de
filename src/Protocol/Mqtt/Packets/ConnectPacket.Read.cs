namespace Dukou.Protocol.Mqtt.Packets;

public sealed partial record ConnectPacket
{
    const int ReservedBit = 0b0000_0001;
    const int CleanStartBit = 0b0000_0010;
    const int WillBit = 0b0000_0100;
    const int WillQoSShift = 3;
    const int WillRetainBit = 0b0010_0000;
    const int PasswordBit = 0b0100_0000;
    const int UserNameBit = 0b1000_0000;

    /// <exception cref="MalformedPacketException">
    /// The packet is refused; <see cref="MalformedPacketException.AnswerIn"/> says in which version to answer, if in any.
    /// </exception>
    public static ConnectPacket Read(in Packet packet)
    {
        ProtocolVersion? answerIn = null;
        try
        {
            return Read(packet, ref answerIn);
        }
        catch (MalformedPacketException e)
        {
            e.AnswerIn = answerIn;
            throw;
        }
    }

    static ConnectPacket Read(in Packet packet, ref ProtocolVersion? answerIn)
    {
        var header = new FieldReader(packet.Body);
        var version = ReadVersion(ref header, ref answerIn);
        var fields = new FieldReader(packet, version);
        fields.Bytes(packet.Body.Length - header.Rest.Length, "protocol name");

        var flags = fields.Byte("connect flags");
        RequireFlags(flags, version);
        var keepAlive = fields.UInt16("keep alive");
        var properties = version == ProtocolVersion.V500 ? ReadProperties(fields.Properties(), version) : Defaults(version);
        var clientId = fields.String("client identifier");
        // [MQTT-3.1.3-8] (3.1.1): a session that is kept needs a name.
        if (clientId.Length == 0 && version != ProtocolVersion.V500 && (flags & CleanStartBit) == 0)
            Refuse.With(ReasonCode.ClientIdentifierNotValid,
                "The client identifier is empty without clean session [MQTT-3.1.3-8] (3.1.1).");

        var connect = properties with
        {
            ClientId = clientId,
            CleanStart = (flags & CleanStartBit) != 0,
            KeepAlive = keepAlive,
            Will = (flags & WillBit) != 0 ? ReadWill(ref fields, flags, version) : null,
            UserName = HasField(flags, UserNameBit, fields, version) ? fields.String("user name") : null,
            Password = HasField(flags, PasswordBit, fields, version) ? fields.Binary("password").ToArray() : null,
        };
        fields.RequireEnd(PacketType.Connect);
        return connect;
    }

    static ProtocolVersion ReadVersion(ref FieldReader fields, ref ProtocolVersion? answerIn)
    {
        var name = fields.Binary("protocol name");
        var level = fields.Byte("protocol level");
        // Bridges set the high bit of the level to announce themselves; they fall back when refused.
        answerIn = (level & 0x7F) >= (byte)ProtocolVersion.V500 ? ProtocolVersion.V500 : ProtocolVersion.V311;

        if (name.SequenceEqual("MQTT"u8))
        {
            if (level is (byte)ProtocolVersion.V311 or (byte)ProtocolVersion.V500)
                return (ProtocolVersion)level;
        }
        else if (name.SequenceEqual("MQIsdp"u8))
        {
            if (level == (byte)ProtocolVersion.V310)
            {
                answerIn = ProtocolVersion.V310;
                return ProtocolVersion.V310;
            }
        }
        else
            Refuse.With(ReasonCode.UnsupportedProtocolVersion, "The protocol name is neither MQTT nor MQIsdp [MQTT-3.1.2-1].");

        Refuse.With(ReasonCode.UnsupportedProtocolVersion,
            $"Protocol level {level} is not supported under this protocol name; MQIsdp 3, MQTT 4 and MQTT 5 are [MQTT-3.1.2-2].");
        return default;
    }

    static void RequireFlags(int flags, ProtocolVersion version)
    {
        // MQTT 3.1 leaves the bit unused and does not say what it holds.
        if ((flags & ReservedBit) != 0 && version != ProtocolVersion.V310)
            Refuse.Malformed("The reserved connect flag is set [MQTT-3.1.2-3].");

        var willQoS = (flags >> WillQoSShift) & 3;
        if ((flags & WillBit) != 0)
        {
            if (willQoS == 3)
                Refuse.Malformed("The will has QoS 3 [MQTT-3.1.2-12].");
        }
        else if (version != ProtocolVersion.V310)
        {
            if (willQoS != 0)
                Refuse.Malformed("A will QoS is set without a will [MQTT-3.1.2-11].");
            if ((flags & WillRetainBit) != 0)
                Refuse.Malformed("Will retain is set without a will [MQTT-3.1.2-13].");
        }

        if ((flags & (UserNameBit | PasswordBit)) == PasswordBit && version != ProtocolVersion.V500)
            Refuse.Malformed("A password is announced without a user name [MQTT-3.1.2-22] (3.1.1).");
    }

    // MQTT 3.1 keeps peace with its predecessor: the remaining length wins over the user name and password flags.
    static bool HasField(int flags, int bit, in FieldReader fields, ProtocolVersion version) =>
        (flags & bit) != 0 && !(version == ProtocolVersion.V310 && fields.IsEmpty);

    static WillMessage ReadWill(ref FieldReader fields, int flags, ProtocolVersion version)
    {
        uint? delayInterval = null;
        var properties = version == ProtocolVersion.V500
            ? PublishProperties.Read(fields.Properties(), PropertyPlaces.Will, out delayInterval)
            : PublishProperties.Empty;
        var topic = fields.String("will topic");
        if (topic.Length == 0)
            Refuse.With(ReasonCode.TopicNameInvalid, "The will topic is empty [MQTT-4.7.3-1].");
        if (topic.AsSpan().ContainsAny('+', '#'))
            Refuse.With(ReasonCode.TopicNameInvalid, "The will topic contains a wildcard [MQTT-4.7.0-1].");
        return new WillMessage
        {
            Topic = topic,
            Payload = fields.Binary("will payload").ToArray(),
            QoS = (QualityOfService)((flags >> WillQoSShift) & 3),
            Retain = (flags & WillRetainBit) != 0,
            DelayInterval = delayInterval,
            Properties = properties,
        };
    }

    static ConnectPacket Defaults(ProtocolVersion version) => new() { Version = version, ClientId = "" };

    static ConnectPacket ReadProperties(ReadOnlySpan<byte> list, ProtocolVersion version)
    {
        var connect = Defaults(version);
        List<UserProperty>? userProperties = null;
        var property = new PropertyReader(list, PropertyPlaces.Connect);
        while (property.Next())
        {
            connect = property.Id switch
            {
                PropertyId.SessionExpiryInterval => connect with { SessionExpiryInterval = property.Number },
                PropertyId.ReceiveMaximum => connect with { ReceiveMaximum = (ushort)property.Number },
                PropertyId.MaximumPacketSize => connect with { MaximumPacketSize = property.Number },
                PropertyId.TopicAliasMaximum => connect with { TopicAliasMaximum = (ushort)property.Number },
                PropertyId.RequestResponseInformation => connect with { RequestResponseInformation = property.Flag },
                PropertyId.RequestProblemInformation => connect with { RequestProblemInformation = property.Flag },
                PropertyId.AuthenticationMethod => connect with { AuthenticationMethod = property.Text },
                PropertyId.AuthenticationData => connect with { AuthenticationData = property.Bytes.ToArray() },
                _ => connect with { UserProperties = userProperties ??= [] },
            };
            if (property.Id == PropertyId.UserProperty)
                userProperties!.Add(property.Pair);
        }

        if (connect.AuthenticationData is not null && connect.AuthenticationMethod is null)
            Refuse.Protocol("Authentication data comes without an authentication method (MQTT 5.0, 3.1.2.11.10).");
        return connect;
    }
}
