using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>UNSUBSCRIBE: the topic filters to drop, at least one.</summary>
public sealed record UnsubscribePacket
{
    public required ushort PacketId { get; init; }

    public required IReadOnlyList<string> Filters { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    // Packet id (2) | [v5 properties] | filter+
    public static UnsubscribePacket Read(in Packet packet, ProtocolVersion version)
    {
        var fields = new FieldReader(packet, version);
        var packetId = fields.PacketId();
        List<UserProperty>? userProperties = null;
        if (version == ProtocolVersion.V500)
        {
            var property = new PropertyReader(fields.Properties(), PropertyPlaces.Unsubscribe);
            while (property.Next())
                (userProperties ??= []).Add(property.Pair);
        }

        if (fields.IsEmpty)
            Refuse.Protocol("UNSUBSCRIBE has no topic filter [MQTT-3.10.3-2].");
        var filters = new List<string>();
        while (!fields.IsEmpty)
            filters.Add(SubscribePacket.ReadFilter(ref fields, version, out _));
        return new UnsubscribePacket
        {
            PacketId = packetId,
            Filters = filters,
            UserProperties = userProperties ?? (IReadOnlyList<UserProperty>)[],
        };
    }

    public void Write(IBufferWriter<byte> output, ProtocolVersion version)
    {
        var fields = new FieldWriter();
        fields.UInt16(PacketId);
        if (version == ProtocolVersion.V500)
        {
            var start = fields.BeginProperties();
            fields.UserProperties(UserProperties);
            fields.EndProperties(start);
        }

        foreach (var filter in Filters)
            fields.Text(filter);
        fields.Complete(PacketType.Unsubscribe, 0b0010, output);
    }
}
