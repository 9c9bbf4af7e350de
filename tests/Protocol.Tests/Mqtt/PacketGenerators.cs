using CsCheck;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>Any valid MQTT 5 packet with any of its properties.</summary>
static class PacketGenerators
{
    // One to four bytes a character, a control character, and what has a meaning elsewhere.
    static readonly Gen<string> Piece = Gen.OneOf("a", "Z", "0", "/", "$", " ", "é", "温", "🚢", "\u0001");

    static readonly Gen<string> Text = Piece.Array[0, 8].Select(string.Concat);

    static readonly Gen<string> Topic = Piece.Array[1, 8].Select(string.Concat);

    static readonly Gen<string> Filter = Gen.Select(
        Gen.OneOf("a", "+", "é", "").Array[1, 4], Gen.OneOf("", "/#", "/"), (levels, end) => "x/" + string.Join('/', levels) + end);

    static readonly Gen<byte[]> Bytes = Gen.Byte.Array[0, 200];

    static readonly Gen<ushort> PacketId = Gen.UShort[1, ushort.MaxValue];

    static readonly Gen<QualityOfService> QoS = Gen.OneOf(Enum.GetValues<QualityOfService>());

    static readonly Gen<UserProperty[]> UserProperties = Gen.Select(Text, Text, (name, value) => new UserProperty(name, value)).Array[0, 3];

    static readonly Gen<PublishProperties> MessageProperties = Gen.Select(
        Gen.Bool.Nullable(), Gen.UInt.Nullable(), Text.Null(), Topic.Null(), Bytes.Null(), UserProperties,
        (format, expiry, contentType, responseTopic, correlation, user) => new PublishProperties
        {
            PayloadFormatIndicator = format,
            MessageExpiryInterval = expiry,
            ContentType = contentType,
            ResponseTopic = responseTopic,
            CorrelationData = correlation,
            UserProperties = user,
        });

    public static Gen<object> Publish { get; } = Gen.Select(
        Topic, PacketId, QoS, Bytes, Gen.Bool, Gen.Bool,
        Gen.Select(MessageProperties, PacketId.Nullable(), Gen.Int[1, 268_435_455].Array[0, 3],
            (properties, alias, identifiers) => properties with { TopicAlias = alias, SubscriptionIdentifiers = identifiers }),
        (topic, id, qos, payload, duplicate, retain, properties) =>
            (object)new Publish(topic, qos == QualityOfService.AtMostOnce ? (ushort)0 : id, qos, payload)
            {
                Duplicate = duplicate && qos != QualityOfService.AtMostOnce,
                Retain = retain,
                Properties = properties,
            });

    public static Gen<object> Connect { get; } = Gen.Select(
        Gen.Select(Gen.Bool, Gen.UShort, Text, Text.Null(), Bytes.Null(), Will.Null(), UserProperties,
            (clean, keepAlive, id, user, password, will, properties) => new ConnectPacket
            {
                Version = ProtocolVersion.V500,
                CleanStart = clean,
                KeepAlive = keepAlive,
                ClientId = id,
                UserName = user,
                Password = password,
                Will = will,
                UserProperties = properties,
            }),
        Gen.UInt.Nullable(), PacketId.Nullable(), Gen.UInt[1, uint.MaxValue].Nullable(), Gen.UShort.Nullable(), Gen.Bool.Nullable(), Gen.Bool.Nullable(),
        Gen.Select(Text, Bytes.Null()).Nullable(),
        (connect, expiry, receive, size, alias, response, problem, authentication) => (object)(connect with
        {
            SessionExpiryInterval = expiry,
            ReceiveMaximum = receive,
            MaximumPacketSize = size,
            TopicAliasMaximum = alias,
            RequestResponseInformation = response,
            RequestProblemInformation = problem,
            AuthenticationMethod = authentication?.Item1,
            AuthenticationData = authentication?.Item2,
        }));

    public static Gen<object> ConnAck { get; } = Gen.Select(
        Gen.Bool, Text.Null(), Text.Null(), UserProperties, Gen.UInt.Nullable(), Gen.UShort.Nullable(), Gen.Bool.Nullable(), Gen.Bool.Nullable(),
        (session, assigned, reference, user, expiry, keepAlive, retain, shared) => (object)new ConnAckPacket
        {
            SessionPresent = session,
            Reason = session ? ReasonCode.Success : ReasonCode.UseAnotherServer,
            AssignedClientIdentifier = assigned,
            ServerReference = reference,
            UserProperties = user,
            SessionExpiryInterval = expiry,
            ServerKeepAlive = keepAlive,
            RetainAvailable = retain,
            SharedSubscriptionAvailable = shared,
        });

    public static Gen<object> Acknowledgement { get; } = Gen.Select(
        Gen.Int[0, 3], PacketId, Gen.Bool, Text.Null(), UserProperties,
        (type, id, success, text, user) =>
        {
            var published = success ? ReasonCode.Success : ReasonCode.QuotaExceeded;
            var released = success ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound;
            return type switch
            {
                0 => (object)new PubAckPacket(id, published, text) { UserProperties = user },
                1 => new PubRecPacket(id, published, text) { UserProperties = user },
                2 => new PubRelPacket(id, released, text) { UserProperties = user },
                _ => new PubCompPacket(id, released, text) { UserProperties = user },
            };
        });

    public static Gen<object> Subscribe { get; } = Gen.Select(
        PacketId, Gen.Int[1, 268_435_455].Nullable(), UserProperties,
        Gen.Select(Filter, QoS, Gen.Bool, Gen.Bool, Gen.OneOf(Enum.GetValues<RetainHandling>()),
            (filter, qos, noLocal, asPublished, handling) => new Subscription(filter, qos, noLocal, asPublished, handling)).Array[1, 4],
        (id, identifier, user, subscriptions) => (object)new SubscribePacket
        {
            PacketId = id,
            SubscriptionIdentifier = identifier,
            UserProperties = user,
            Subscriptions = subscriptions,
        });

    public static Gen<object> Unsubscribe { get; } = Gen.Select(PacketId, UserProperties, Filter.Array[1, 4],
        (id, user, filters) => (object)new UnsubscribePacket { PacketId = id, UserProperties = user, Filters = filters });

    public static Gen<object> SubscriptionAnswer { get; } = Gen.Select(
        Gen.Bool, PacketId, Text.Null(), UserProperties, Gen.OneOf(ReasonCode.Success, ReasonCode.NotAuthorized, ReasonCode.TopicFilterInvalid).Array[1, 5],
        (subscribed, id, text, user, reasons) => subscribed
            ? (object)new SubAckPacket { PacketId = id, ReasonString = text, UserProperties = user, Reasons = reasons }
            : new UnsubAckPacket { PacketId = id, ReasonString = text, UserProperties = user, Reasons = reasons });

    public static Gen<object> Disconnect { get; } = Gen.Select(
        Gen.OneOf(ReasonCode.NormalDisconnection, ReasonCode.SessionTakenOver), Gen.UInt.Nullable(), Text.Null(), Text.Null(), UserProperties,
        (reason, expiry, text, reference, user) => (object)new DisconnectPacket(reason)
        {
            SessionExpiryInterval = expiry,
            ReasonString = text,
            ServerReference = reference,
            UserProperties = user,
        });

    public static Gen<object> Auth { get; } = Gen.Select(
        Gen.OneOf(ReasonCode.Success, ReasonCode.ContinueAuthentication, ReasonCode.ReAuthenticate), Text, Bytes.Null(), Text.Null(), UserProperties,
        (reason, method, data, text, user) => (object)new AuthPacket(reason)
        {
            AuthenticationMethod = method,
            AuthenticationData = data,
            ReasonString = text,
            UserProperties = user,
        });

    static Gen<WillMessage> Will => Gen.Select(Topic, Bytes, QoS, Gen.Bool, Gen.UInt.Nullable(), MessageProperties,
        (topic, payload, qos, retain, delay, properties) => new WillMessage
        {
            Topic = topic,
            Payload = payload,
            QoS = qos,
            Retain = retain,
            DelayInterval = delay,
            Properties = properties,
        });
}
