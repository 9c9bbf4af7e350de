using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>DISCONNECT: the last packet of a connection. MQTT 3.x knows it from client to server only and without a reason.</summary>
public sealed record DisconnectPacket(ReasonCode Reason = ReasonCode.NormalDisconnection)
{
    /// <summary>Seconds; from client to server only.</summary>
    public uint? SessionExpiryInterval { get; init; }

    public string? ReasonString { get; init; }

    /// <summary>From server to client only.</summary>
    public string? ServerReference { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    // Nothing, or in MQTT 5: reason (1) | [properties]
    public static DisconnectPacket Read(in Packet packet, ProtocolVersion version)
    {
        var fields = new FieldReader(packet, version);
        if (version != ProtocolVersion.V500)
            fields.RequireEnd(PacketType.Disconnect);
        if (fields.IsEmpty)
            return new DisconnectPacket();

        var disconnect = new DisconnectPacket(ReasonTable.Require(PacketType.Disconnect, fields.Byte("reason code")));
        if (fields.IsEmpty)
            return disconnect;
        var userProperties = new List<UserProperty>();
        var property = new PropertyReader(fields.Properties(), PropertyPlaces.Disconnect);
        while (property.Next())
        {
            switch (property.Id)
            {
                case PropertyId.SessionExpiryInterval: disconnect = disconnect with { SessionExpiryInterval = property.Number }; break;
                case PropertyId.ReasonString: disconnect = disconnect with { ReasonString = property.Text }; break;
                case PropertyId.ServerReference: disconnect = disconnect with { ServerReference = property.Text }; break;
                default: userProperties.Add(property.Pair); break;
            }
        }

        fields.RequireEnd(PacketType.Disconnect);
        return disconnect with { UserProperties = userProperties };
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var fields = new FieldWriter();
        if (version == ProtocolVersion.V500)
            WriteReason(ref fields);
        fields.Complete(PacketType.Disconnect, 0, output);
    }

    void WriteReason(ref FieldWriter fields)
    {
        var hasProperties = SessionExpiryInterval is not null || ReasonString is not null || ServerReference is not null
            || UserProperties.Count > 0;
        if (Reason == ReasonCode.NormalDisconnection && !hasProperties)
            return;
        fields.Byte((byte)Reason);
        if (!hasProperties)
            return;
        var start = fields.BeginProperties();
        fields.Property(PropertyId.SessionExpiryInterval, SessionExpiryInterval);
        fields.Property(PropertyId.ReasonString, ReasonString);
        fields.UserProperties(UserProperties);
        fields.Property(PropertyId.ServerReference, ServerReference);
        fields.EndProperties(start);
    }
}
