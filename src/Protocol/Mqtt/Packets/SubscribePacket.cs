using System.Buffers;
using System.Text;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>SUBSCRIBE: topic filters with their options, at least one. How many are too many is the session's limit.</summary>
public sealed record SubscribePacket
{
    // Options byte: reserved (2) | retain handling (2) | retain as published | no local | QoS (2)
    const int NoLocalBit = 0b0000_0100;
    const int RetainAsPublishedBit = 0b0000_1000;
    const int RetainHandlingShift = 4;
    const int ReservedBits = 0b1100_0000;

    public required ushort PacketId { get; init; }

    public required IReadOnlyList<Subscription> Subscriptions { get; init; }

    /// <summary>MQTT 5: 1 to 268,435,455; null is none.</summary>
    public int? SubscriptionIdentifier { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    // Packet id (2) | [v5 properties] | (filter | options (1))+
    public static SubscribePacket Read(in Packet packet, ProtocolVersion version)
    {
        var fields = new FieldReader(packet, version);
        var packetId = fields.PacketId();
        int? identifier = null;
        List<UserProperty>? userProperties = null;
        if (version == ProtocolVersion.V500)
        {
            var property = new PropertyReader(fields.Properties(), PropertyPlaces.Subscribe);
            while (property.Next())
            {
                if (property.Id == PropertyId.SubscriptionIdentifier)
                    identifier = (int)property.Number;
                else
                    (userProperties ??= []).Add(property.Pair);
            }
        }

        if (fields.IsEmpty)
            Refuse.Protocol("SUBSCRIBE has no topic filter [MQTT-3.8.3-2].");
        var subscriptions = new List<Subscription>();
        while (!fields.IsEmpty)
            subscriptions.Add(ReadSubscription(ref fields, version));

        return new SubscribePacket
        {
            PacketId = packetId,
            Subscriptions = subscriptions,
            SubscriptionIdentifier = identifier,
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
            fields.SubscriptionIdentifier(SubscriptionIdentifier);
            fields.UserProperties(UserProperties);
            fields.EndProperties(start);
        }

        foreach (var subscription in Subscriptions)
        {
            fields.Text(subscription.Filter);
            fields.Byte(Options(subscription, version));
        }

        fields.Complete(PacketType.Subscribe, 0b0010, output);
    }

    /// <summary>A topic filter as text, checked; shared by SUBSCRIBE and UNSUBSCRIBE.</summary>
    internal static string ReadFilter(ref FieldReader fields, ProtocolVersion version, out bool isShared)
    {
        var filter = fields.Text("topic filter");
        if (filter.IsEmpty)
            Refuse.With(ReasonCode.TopicFilterInvalid, "The topic filter is empty [MQTT-4.7.3-1].");
        if (!TopicFilter.HasFilterForm(filter))
            Refuse.With(ReasonCode.TopicFilterInvalid,
                $"Topic filter '{Quote(filter)}' has a wildcard that is not a level of its own, or # before its end "
                + "[MQTT-4.7.1-1], [MQTT-4.7.1-2].");
        isShared = version == ProtocolVersion.V500 && TopicFilter.IsShared(filter);
        if (isShared && !TopicFilter.TryReadShared(filter, out _, out _))
            Refuse.With(ReasonCode.TopicFilterInvalid,
                $"Topic filter '{Quote(filter)}' does not have the form $share/name/filter [MQTT-4.8.2-2].");
        return Encoding.UTF8.GetString(filter);
    }

    // A sentence holds the start of a filter; the peer chose its length.
    static string Quote(ReadOnlySpan<byte> filter) => Encoding.UTF8.GetString(filter[..Math.Min(filter.Length, 128)]);

    static Subscription ReadSubscription(ref FieldReader fields, ProtocolVersion version)
    {
        var filter = ReadFilter(ref fields, version, out var isShared);
        var options = fields.Byte("subscription options");
        if ((options & 3) == 3)
            Refuse.Protocol("A subscription asks for QoS 3 (MQTT 5.0, 3.8.3.1).");
        if (version != ProtocolVersion.V500)
        {
            // MQTT 3.1 leaves the upper bits unused and does not say what they hold.
            if (options > 3 && version == ProtocolVersion.V311)
                Refuse.Malformed("A requested QoS has reserved bits set [MQTT-3-8.3-4] (3.1.1).");
            return new Subscription(filter, (QualityOfService)(options & 3));
        }

        if ((options & ReservedBits) != 0)
            Refuse.Malformed("Subscription options have reserved bits set [MQTT-3.8.3-5].");
        var retainHandling = (RetainHandling)((options >> RetainHandlingShift) & 3);
        if (retainHandling > RetainHandling.DoNotSend)
            Refuse.Protocol("A subscription has retain handling 3 (MQTT 5.0, 3.8.3.1).");
        var noLocal = (options & NoLocalBit) != 0;
        if (noLocal && isShared)
            Refuse.Protocol("A shared subscription has No Local set [MQTT-3.8.3-4].");
        return new Subscription(filter, (QualityOfService)(options & 3), noLocal, (options & RetainAsPublishedBit) != 0, retainHandling);
    }

    static byte Options(in Subscription subscription, ProtocolVersion version)
    {
        var options = (int)subscription.QoS;
        if (version == ProtocolVersion.V500)
            options |= (subscription.NoLocal ? NoLocalBit : 0) | (subscription.RetainAsPublished ? RetainAsPublishedBit : 0)
                | ((int)subscription.RetainHandling << RetainHandlingShift);
        return (byte)options;
    }
}
