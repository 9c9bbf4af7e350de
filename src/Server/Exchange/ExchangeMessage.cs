using Dukou.Protocol.Mqtt;

namespace Dukou.Server.Exchange;

/// <summary>What one device said on a topic of its own, on its way to others. Immutable; shared by all who get it.</summary>
sealed class ExchangeMessage(string topic, byte[] payload, byte[] properties, QualityOfService qos, bool retain, string from, DateTimeOffset? expiresAt)
{
    public string Topic => topic;
    public byte[] Payload => payload;

    /// <summary>The MQTT 5 properties that travel on: no topic alias, no expiry, which is counted down.</summary>
    public byte[] Properties => properties;

    public QualityOfService QoS => qos;
    public bool Retain => retain;

    /// <summary>The device that said it.</summary>
    public string From => from;

    public DateTimeOffset? ExpiresAt => expiresAt;

    public int Bytes => payload.Length + properties.Length + topic.Length;

    public bool IsExpired(DateTimeOffset now) => expiresAt <= now;

    /// <summary>The properties as they arrived, and since when the message lives, made ready to travel on.</summary>
    public static (byte[] Properties, DateTimeOffset? ExpiresAt) Travelling(ReadOnlySpan<byte> arrived, DateTimeOffset at)
    {
        if (arrived.IsEmpty)
            return ([], null);
        var read = PublishProperties.Read(arrived);
        var expiresAt = read.MessageExpiryInterval is { } seconds ? at.AddSeconds(seconds) : (DateTimeOffset?)null;
        return ((read with { TopicAlias = null, MessageExpiryInterval = null }).ToBytes(), expiresAt);
    }

    /// <summary>The properties for one receiver [MQTT-3.3.2-6], [MQTT-3.3.4-3].</summary>
    public byte[] PropertiesFor(DateTimeOffset now, IReadOnlyList<int> identifiers) => expiresAt is null && identifiers.Count == 0
        ? properties
        : (PublishProperties.Read(properties) with
        {
            MessageExpiryInterval = expiresAt is { } end ? (uint)Math.Max(1, Math.Ceiling((end - now).TotalSeconds)) : null,
            SubscriptionIdentifiers = identifiers,
        }).ToBytes();
}

/// <summary>A message above QoS 0 for one session, from when it has a place in its queue until it is acknowledged. Guarded by the session.</summary>
sealed class QueuedMessage(long id, ushort packetId, ExchangeMessage message, QualityOfService qos, bool retain, IReadOnlyList<int> identifiers)
{
    /// <summary>Greater for later ones.</summary>
    public long Id => id;

    public ushort PacketId => packetId;
    public ExchangeMessage Message => message;
    public QualityOfService QoS => qos;
    public bool Retain => retain;
    public IReadOnlyList<int> Identifiers => identifiers;

    /// <summary>It has been on a wire, perhaps: the next time it carries DUP.</summary>
    public bool WasSent { get; set; }

    /// <summary>The receiver has it (PUBREC); what is left is PUBREL and PUBCOMP.</summary>
    public bool IsReleased { get; set; }
}
