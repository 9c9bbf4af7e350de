using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>AUTH: a step of enhanced authentication, MQTT 5 only.</summary>
public sealed record AuthPacket(ReasonCode Reason = ReasonCode.Success)
{
    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    // Nothing, or reason (1) | properties
    public static AuthPacket Read(in Packet packet, ProtocolVersion version)
    {
        if (version != ProtocolVersion.V500)
            Refuse.Malformed("Control packet type 15 is reserved before MQTT 5 [MQTT-2.2.2-2] (3.1.1).");
        var fields = new FieldReader(packet, version);
        // "Success and no properties" may be left out (3.15.2.1), although the method is required elsewhere.
        if (fields.IsEmpty)
            return new AuthPacket();

        var auth = new AuthPacket(ReasonTable.Require(PacketType.Auth, fields.Byte("reason code")));
        var userProperties = new List<UserProperty>();
        var property = new PropertyReader(fields.Properties(), PropertyPlaces.Auth);
        while (property.Next())
        {
            switch (property.Id)
            {
                case PropertyId.AuthenticationMethod: auth = auth with { AuthenticationMethod = property.Text }; break;
                case PropertyId.AuthenticationData: auth = auth with { AuthenticationData = property.Bytes.ToArray() }; break;
                case PropertyId.ReasonString: auth = auth with { ReasonString = property.Text }; break;
                default: userProperties.Add(property.Pair); break;
            }
        }

        if (auth.AuthenticationMethod is null)
            Refuse.Protocol("AUTH has no authentication method (MQTT 5.0, 3.15.2.2.2).");
        fields.RequireEnd(PacketType.Auth);
        return auth with { UserProperties = userProperties };
    }

    /// <exception cref="InvalidOperationException">The version is not MQTT 5.</exception>
    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        if (version != ProtocolVersion.V500)
            throw new InvalidOperationException("AUTH belongs to MQTT 5.");
        var fields = new FieldWriter();
        if (this != Bare)
        {
            fields.Byte((byte)Reason);
            var start = fields.BeginProperties();
            fields.Property(PropertyId.AuthenticationMethod, AuthenticationMethod);
            fields.Property(PropertyId.AuthenticationData, AuthenticationData);
            fields.Property(PropertyId.ReasonString, ReasonString);
            fields.UserProperties(UserProperties);
            fields.EndProperties(start);
        }

        fields.Complete(PacketType.Auth, 0, output);
    }

    static AuthPacket Bare { get; } = new();
}
