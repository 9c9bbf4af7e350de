namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>The property list of packets that carry a reason string and user properties and nothing else.</summary>
static class ReasonProperties
{
    public static void Read(
        ReadOnlySpan<byte> list, PacketType type, out string? reasonString, out IReadOnlyList<UserProperty> userProperties)
    {
        reasonString = null;
        List<UserProperty>? pairs = null;
        var property = new PropertyReader(list, (PropertyPlaces)(1 << (int)type));
        while (property.Next())
        {
            if (property.Id == PropertyId.ReasonString)
                reasonString = property.Text;
            else
                (pairs ??= []).Add(property.Pair);
        }

        userProperties = pairs ?? (IReadOnlyList<UserProperty>)[];
    }

    public static void Write(ref FieldWriter fields, string? reasonString, IReadOnlyList<UserProperty> userProperties)
    {
        var start = fields.BeginProperties();
        fields.Property(PropertyId.ReasonString, reasonString);
        fields.UserProperties(userProperties);
        fields.EndProperties(start);
    }
}
