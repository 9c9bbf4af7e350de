using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Tests.Mqtt.Cases;

/// <summary>The property table seen from the wire: what a list may not hold.</summary>
static class PropertyCases
{
    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        InPublish("unknown property 0x04", "04 00", ReasonCode.MalformedPacket, "0x04 does not exist"),
        InPublish("unknown property 0x7F", "7F", ReasonCode.MalformedPacket, "0x7F does not exist"),
        InPublish("a property identifier of two bytes", "80 01", ReasonCode.MalformedPacket, "0x80 does not exist"),
        InPublish("a property of CONNECT", "21 00 01", ReasonCode.MalformedPacket, "ReceiveMaximum does not belong into Publish"),
        InPublish("a property of CONNACK", "13 00 01", ReasonCode.MalformedPacket, "ServerKeepAlive does not belong into Publish"),
        InPublish("a reason string", "1F 00 01 'r'", ReasonCode.MalformedPacket, "ReasonString does not belong into Publish"),
        InPublish("payload format 2", "01 02", ReasonCode.ProtocolError, "PayloadFormatIndicator is 2"),
        InPublish("payload format twice", "01 00 01 00", ReasonCode.ProtocolError, "PayloadFormatIndicator occurs twice"),
        InPublish("content type twice", "03 00 01 'a' 03 00 01 'b'", ReasonCode.ProtocolError, "ContentType occurs twice"),
        InPublish("a topic alias of 0", "23 00 00", ReasonCode.TopicAliasInvalid, "[MQTT-3.3.2-8]"),
        InPublish("a subscription identifier of 0", "0B 00", ReasonCode.ProtocolError, "SubscriptionIdentifier is 0"),
        InPublish("a padded subscription identifier", "0B 81 00", ReasonCode.MalformedPacket, "[MQTT-1.5.5-1]"),
        InPublish("a subscription identifier of five bytes", "0B FF FF FF FF 01", ReasonCode.MalformedPacket, "[MQTT-1.5.5-1]"),
        InPublish("a wildcard in the response topic", "08 00 01 '+'", ReasonCode.ProtocolError, "[MQTT-3.3.2-14]"),
        InPublish("an empty response topic", "08 00 00", ReasonCode.ProtocolError, "[MQTT-3.3.2-14]"),
        InPublish("ill-formed content type", "03 00 01 FF", ReasonCode.MalformedPacket, "ContentType is not well-formed"),
        InPublish("U+0000 in a user property", "26 00 01 'k' 00 01 00",
            ReasonCode.MalformedPacket, "value of a user property contains U+0000"),
        InPublish("a user property without a value", "26 00 01 'k'", ReasonCode.MalformedPacket, "value of a user property"),
        InPublish("a message expiry of three bytes", "02 00 00 01",
            ReasonCode.MalformedPacket, "MessageExpiryInterval: 4 bytes are needed, 3 are left"),
        InPublish("an identifier without a value", "01",
            ReasonCode.MalformedPacket, "PayloadFormatIndicator: 1 bytes are needed, 0 are left"),
        InConnect("a receive maximum of 0", "21 00 00", ReasonCode.ProtocolError, "ReceiveMaximum is 0"),
        InConnect("a maximum packet size of 0", "27 00 00 00 00", ReasonCode.ProtocolError, "MaximumPacketSize is 0"),
        InConnect("session expiry twice", "11 00 00 00 01 11 00 00 00 01", ReasonCode.ProtocolError, "SessionExpiryInterval occurs twice"),
        InConnect("request problem information 2", "17 02", ReasonCode.ProtocolError, "RequestProblemInformation is 2"),
        InConnect("request response information 255", "19 FF", ReasonCode.ProtocolError, "RequestResponseInformation is 255"),
        InConnect("a topic alias", "23 00 01", ReasonCode.MalformedPacket, "TopicAlias does not belong into Connect"),
        InSubscribe("two subscription identifiers", "0B 01 0B 02", ReasonCode.ProtocolError, "SubscriptionIdentifier occurs twice"),
        InSubscribe("a reason string", "1F 00 00", ReasonCode.MalformedPacket, "ReasonString does not belong into Subscribe"),
    ];

    static RefusedCase InPublish(string what, string properties, ReasonCode reason, string sentence) =>
        new($"PUBLISH 5 with {what}", ProtocolVersion.V500, Wrap("30", "00 01 't'", properties, ""), reason, sentence);

    static RefusedCase InConnect(string what, string properties, ReasonCode reason, string sentence) =>
        new($"CONNECT 5 with {what}", ProtocolVersion.V500, Wrap("10", "00 04 'MQTT' 05 02 00 00", properties, "00 00"), reason, sentence);

    static RefusedCase InSubscribe(string what, string properties, ReasonCode reason, string sentence) =>
        new($"SUBSCRIBE 5 with {what}", ProtocolVersion.V500, Wrap("82", "00 01", properties, "00 01 'f' 00"), reason, sentence);

    // The lists here are short: one byte holds either length.
    static string Wrap(string first, string before, string properties, string after)
    {
        var listLength = WireBytes.Parse(properties).Length;
        var bodyLength = WireBytes.Parse(before).Length + 1 + listLength + WireBytes.Parse(after).Length;
        return $"{first} {bodyLength:X2} {before} {listLength:X2} {properties} {after}";
    }
}
