namespace Dukou.Protocol.Mqtt;

/// <summary>
/// The MQTT 5 properties of an application message as objects, made only where somebody asks for them: the hot path carries
/// the raw list (<see cref="Packets.PublishPacket.Properties"/>). Null means absent. Immutable; derive with <c>with</c>.
/// </summary>
public sealed record PublishProperties
{
    public static PublishProperties Empty { get; } = new();

    /// <summary>True: the payload is said to be UTF-8 text.</summary>
    public bool? PayloadFormatIndicator { get; init; }

    /// <summary>Lifetime of the message in seconds.</summary>
    public uint? MessageExpiryInterval { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public byte[]? CorrelationData { get; init; }

    /// <summary>Never 0. It belongs to one connection: drop it before passing the message on.</summary>
    public ushort? TopicAlias { get; init; }

    /// <summary>Only from server to client [MQTT-3.3.4-6].</summary>
    public IReadOnlyList<int> SubscriptionIdentifiers { get; init; } = [];

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Reads the raw list of a PUBLISH.</summary>
    /// <exception cref="MalformedPacketException">The list was not validated before and is malformed.</exception>
    public static PublishProperties Read(ReadOnlySpan<byte> properties) => Read(properties, PropertyPlaces.Publish, out _);

    /// <summary>The raw list, without its length, as <see cref="Packets.PublishPacket.Properties"/> wants it.</summary>
    public byte[] ToBytes()
    {
        if (this == Empty)
            return [];
        var fields = new FieldWriter();
        Write(ref fields);
        return fields.ToArray();
    }

    internal static PublishProperties Read(ReadOnlySpan<byte> properties, PropertyPlaces place, out uint? willDelayInterval)
    {
        willDelayInterval = null;
        if (properties.IsEmpty)
            return Empty;

        bool? payloadFormatIndicator = null;
        uint? messageExpiryInterval = null;
        string? contentType = null, responseTopic = null;
        byte[]? correlationData = null;
        ushort? topicAlias = null;
        List<int>? subscriptionIdentifiers = null;
        List<UserProperty>? userProperties = null;

        var property = new PropertyReader(properties, place);
        while (property.Next())
        {
            switch (property.Id)
            {
                case PropertyId.PayloadFormatIndicator: payloadFormatIndicator = property.Flag; break;
                case PropertyId.MessageExpiryInterval: messageExpiryInterval = property.Number; break;
                case PropertyId.ContentType: contentType = property.Text; break;
                case PropertyId.ResponseTopic: responseTopic = property.Text; break;
                case PropertyId.CorrelationData: correlationData = property.Bytes.ToArray(); break;
                case PropertyId.TopicAlias: topicAlias = (ushort)property.Number; break;
                case PropertyId.WillDelayInterval: willDelayInterval = property.Number; break;
                case PropertyId.SubscriptionIdentifier: (subscriptionIdentifiers ??= []).Add((int)property.Number); break;
                default: (userProperties ??= []).Add(property.Pair); break;
            }
        }

        return new PublishProperties
        {
            PayloadFormatIndicator = payloadFormatIndicator,
            MessageExpiryInterval = messageExpiryInterval,
            ContentType = contentType,
            ResponseTopic = responseTopic,
            CorrelationData = correlationData,
            TopicAlias = topicAlias,
            SubscriptionIdentifiers = subscriptionIdentifiers ?? Empty.SubscriptionIdentifiers,
            UserProperties = userProperties ?? Empty.UserProperties,
        };
    }

    internal void Write(ref FieldWriter fields)
    {
        fields.Property(PropertyId.PayloadFormatIndicator, PayloadFormatIndicator);
        fields.Property(PropertyId.MessageExpiryInterval, MessageExpiryInterval);
        fields.Property(PropertyId.ContentType, ContentType);
        fields.Property(PropertyId.ResponseTopic, ResponseTopic);
        fields.Property(PropertyId.CorrelationData, CorrelationData);
        fields.Property(PropertyId.TopicAlias, TopicAlias);
        for (var i = 0; i < SubscriptionIdentifiers.Count; i++)
            fields.SubscriptionIdentifier(SubscriptionIdentifiers[i]);
        fields.UserProperties(UserProperties);
    }
}
