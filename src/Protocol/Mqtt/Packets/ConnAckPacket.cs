using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>CONNACK: the answer to CONNECT. Properties travel in MQTT 5 only; null means absent.</summary>
public sealed record ConnAckPacket
{
    public bool SessionPresent { get; init; }

    public ReasonCode Reason { get; init; }

    /// <summary>Seconds; absent: as the client asked.</summary>
    public uint? SessionExpiryInterval { get; init; }

    public ushort? ReceiveMaximum { get; init; }

    /// <summary>0 or 1; absent: 2.</summary>
    public QualityOfService? MaximumQoS { get; init; }

    public bool? RetainAvailable { get; init; }

    public uint? MaximumPacketSize { get; init; }

    public string? AssignedClientIdentifier { get; init; }

    public ushort? TopicAliasMaximum { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    public bool? WildcardSubscriptionAvailable { get; init; }

    public bool? SubscriptionIdentifierAvailable { get; init; }

    public bool? SharedSubscriptionAvailable { get; init; }

    /// <summary>Seconds; absent: as the client asked.</summary>
    public ushort? ServerKeepAlive { get; init; }

    public string? ResponseInformation { get; init; }

    public string? ServerReference { get; init; }

    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    // Acknowledge flags (1) | reason or return code (1) | [v5 properties]
    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var fields = new FieldWriter();
        // MQTT 3.1 has no session present flag.
        fields.Byte(SessionPresent && version != ProtocolVersion.V310 ? (byte)1 : (byte)0);
        if (version == ProtocolVersion.V500)
        {
            fields.Byte((byte)Reason);
            WriteProperties(ref fields);
        }
        else
            fields.Byte((byte)ConnectReturnCodes.FromReason(Reason));
        fields.Complete(PacketType.ConnAck, 0, output);
    }

    public static ConnAckPacket Read(in Packet packet, ProtocolVersion version)
    {
        var fields = new FieldReader(packet, version);
        var flags = fields.Byte("acknowledge flags");
        if (flags > 1 && version != ProtocolVersion.V310)
            Refuse.Malformed($"CONNACK has acknowledge flags 0x{flags:X2}; bits 7-1 are reserved [MQTT-3.2.2-1].");
        var code = fields.Byte("reason code");

        var connAck = new ConnAckPacket { SessionPresent = (flags & 1) != 0 && version != ProtocolVersion.V310 };
        connAck = version == ProtocolVersion.V500
            ? ReadProperties(fields.Properties(), connAck with { Reason = ReasonTable.Require(PacketType.ConnAck, code) })
            : connAck with { Reason = ConnectReturnCodes.ToReason((ConnectReturnCode)code) };
        // [MQTT-3.2.2-6], [MQTT-3.2.2-4] (3.1.1)
        if (connAck.SessionPresent && connAck.Reason != ReasonCode.Success)
            Refuse.Protocol("CONNACK refuses and says that a session is present [MQTT-3.2.2-6].");
        fields.RequireEnd(PacketType.ConnAck);
        return connAck;
    }

    void WriteProperties(ref FieldWriter fields)
    {
        var start = fields.BeginProperties();
        fields.Property(PropertyId.SessionExpiryInterval, SessionExpiryInterval);
        fields.Property(PropertyId.ReceiveMaximum, ReceiveMaximum);
        fields.Property(PropertyId.MaximumQoS, MaximumQoS switch
        {
            QualityOfService.AtMostOnce => false,
            QualityOfService.AtLeastOnce => true,
            // QoS 2 is said by silence.
            _ => (bool?)null,
        });
        fields.Property(PropertyId.RetainAvailable, RetainAvailable);
        fields.Property(PropertyId.MaximumPacketSize, MaximumPacketSize);
        fields.Property(PropertyId.AssignedClientIdentifier, AssignedClientIdentifier);
        fields.Property(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        fields.Property(PropertyId.ReasonString, ReasonString);
        fields.UserProperties(UserProperties);
        fields.Property(PropertyId.WildcardSubscriptionAvailable, WildcardSubscriptionAvailable);
        fields.Property(PropertyId.SubscriptionIdentifierAvailable, SubscriptionIdentifierAvailable);
        fields.Property(PropertyId.SharedSubscriptionAvailable, SharedSubscriptionAvailable);
        fields.Property(PropertyId.ServerKeepAlive, ServerKeepAlive);
        fields.Property(PropertyId.ResponseInformation, ResponseInformation);
        fields.Property(PropertyId.ServerReference, ServerReference);
        fields.Property(PropertyId.AuthenticationMethod, AuthenticationMethod);
        fields.Property(PropertyId.AuthenticationData, AuthenticationData);
        fields.EndProperties(start);
    }

    static ConnAckPacket ReadProperties(ReadOnlySpan<byte> list, ConnAckPacket connAck)
    {
        List<UserProperty>? userProperties = null;
        var property = new PropertyReader(list, PropertyPlaces.ConnAck);
        while (property.Next())
        {
            connAck = property.Id switch
            {
                PropertyId.SessionExpiryInterval => connAck with { SessionExpiryInterval = property.Number },
                PropertyId.ReceiveMaximum => connAck with { ReceiveMaximum = (ushort)property.Number },
                PropertyId.MaximumQoS => connAck with { MaximumQoS = (QualityOfService)property.Number },
                PropertyId.RetainAvailable => connAck with { RetainAvailable = property.Flag },
                PropertyId.MaximumPacketSize => connAck with { MaximumPacketSize = property.Number },
                PropertyId.AssignedClientIdentifier => connAck with { AssignedClientIdentifier = property.Text },
                PropertyId.TopicAliasMaximum => connAck with { TopicAliasMaximum = (ushort)property.Number },
                PropertyId.ReasonString => connAck with { ReasonString = property.Text },
                PropertyId.WildcardSubscriptionAvailable => connAck with { WildcardSubscriptionAvailable = property.Flag },
                PropertyId.SubscriptionIdentifierAvailable => connAck with { SubscriptionIdentifierAvailable = property.Flag },
                PropertyId.SharedSubscriptionAvailable => connAck with { SharedSubscriptionAvailable = property.Flag },
                PropertyId.ServerKeepAlive => connAck with { ServerKeepAlive = (ushort)property.Number },
                PropertyId.ResponseInformation => connAck with { ResponseInformation = property.Text },
                PropertyId.ServerReference => connAck with { ServerReference = property.Text },
                PropertyId.AuthenticationMethod => connAck with { AuthenticationMethod = property.Text },
                PropertyId.AuthenticationData => connAck with { AuthenticationData = property.Bytes.ToArray() },
                _ => connAck with { UserProperties = userProperties ??= [] },
            };
            if (property.Id == PropertyId.UserProperty)
                userProperties!.Add(property.Pair);
        }

        return connAck;
    }
}
