using static Dukou.Protocol.Mqtt.PropertyId;

namespace Dukou.Protocol.Mqtt;

/// <summary>How a property's value is laid out, with the bound that its numbers have.</summary>
enum PropertyKind : byte
{
    Unknown,

    /// <summary>One byte, 0 or 1: every one-byte property of MQTT 5 is bounded so.</summary>
    Flag,
    UInt16,
    UInt16Positive,
    UInt32,
    UInt32Positive,
    VariablePositive,
    Text,
    TopicName,
    Binary,
    Pair,
}

/// <summary>What a property is and where it may stand.</summary>
readonly record struct PropertyRule(PropertyKind Kind, PropertyPlaces Places, PropertyPlaces RepeatableIn, string Name);

/// <summary>Table 2-4 of MQTT 5.0: the one place that knows type, bounds and home of each property.</summary>
static class PropertyTable
{
    static readonly PropertyRule[] Rules = Build();

    /// <summary>The rule of an identifier; <see cref="PropertyKind.Unknown"/> when there is none.</summary>
    public static ref readonly PropertyRule Find(byte id) => ref Rules[id];

    static PropertyRule[] Build()
    {
        const PropertyPlaces Message = PropertyPlaces.Publish | PropertyPlaces.Will;
        const PropertyPlaces Handshake = PropertyPlaces.Connect | PropertyPlaces.ConnAck;

        var rules = new PropertyRule[byte.MaxValue + 1];
        Add(PayloadFormatIndicator, PropertyKind.Flag, Message);
        Add(MessageExpiryInterval, PropertyKind.UInt32, Message);
        Add(ContentType, PropertyKind.Text, Message);
        Add(ResponseTopic, PropertyKind.TopicName, Message);
        Add(CorrelationData, PropertyKind.Binary, Message);
        Add(SubscriptionIdentifier, PropertyKind.VariablePositive, PropertyPlaces.Publish | PropertyPlaces.Subscribe,
            PropertyPlaces.Publish);
        Add(SessionExpiryInterval, PropertyKind.UInt32, Handshake | PropertyPlaces.Disconnect);
        Add(AssignedClientIdentifier, PropertyKind.Text, PropertyPlaces.ConnAck);
        Add(ServerKeepAlive, PropertyKind.UInt16, PropertyPlaces.ConnAck);
        Add(AuthenticationMethod, PropertyKind.Text, Handshake | PropertyPlaces.Auth);
        Add(AuthenticationData, PropertyKind.Binary, Handshake | PropertyPlaces.Auth);
        Add(RequestProblemInformation, PropertyKind.Flag, PropertyPlaces.Connect);
        Add(WillDelayInterval, PropertyKind.UInt32, PropertyPlaces.Will);
        Add(RequestResponseInformation, PropertyKind.Flag, PropertyPlaces.Connect);
        Add(ResponseInformation, PropertyKind.Text, PropertyPlaces.ConnAck);
        Add(ServerReference, PropertyKind.Text, PropertyPlaces.ConnAck | PropertyPlaces.Disconnect);
        Add(ReasonString, PropertyKind.Text, PropertyPlaces.Acknowledgements | PropertyPlaces.Disconnect | PropertyPlaces.Auth);
        Add(ReceiveMaximum, PropertyKind.UInt16Positive, Handshake);
        Add(TopicAliasMaximum, PropertyKind.UInt16, Handshake);
        Add(TopicAlias, PropertyKind.UInt16Positive, PropertyPlaces.Publish);
        Add(MaximumQoS, PropertyKind.Flag, PropertyPlaces.ConnAck);
        Add(RetainAvailable, PropertyKind.Flag, PropertyPlaces.ConnAck);
        Add(PropertyId.UserProperty, PropertyKind.Pair, PropertyPlaces.Everywhere, PropertyPlaces.Everywhere);
        Add(MaximumPacketSize, PropertyKind.UInt32Positive, Handshake);
        Add(WildcardSubscriptionAvailable, PropertyKind.Flag, PropertyPlaces.ConnAck);
        Add(SubscriptionIdentifierAvailable, PropertyKind.Flag, PropertyPlaces.ConnAck);
        Add(SharedSubscriptionAvailable, PropertyKind.Flag, PropertyPlaces.ConnAck);
        return rules;

        void Add(PropertyId id, PropertyKind kind, PropertyPlaces places, PropertyPlaces repeatableIn = PropertyPlaces.None) =>
            rules[(int)id] = new PropertyRule(kind, places, repeatableIn, id.ToString());
    }
}
