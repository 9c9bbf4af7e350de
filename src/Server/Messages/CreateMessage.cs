using System.Buffers.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dukou.Protocol.Iotda;
using Dukou.Server.Api;
using Dukou.Server.Devices;
using Dukou.Server.Products;

namespace Dukou.Server.Messages;

/// <summary>
/// Sends a message to a device, or keeps it until the device comes (D:0059). The answer doesn't wait for the device: at QoS 1 the
/// message is still PENDING in it.
/// </summary>
[Operation("POST", "devices/{deviceId}/messages")]
static partial class CreateMessage
{
    // The vendor's schema says 10080, its guide 1440: the larger one holds.
    const int TtlMinutesMax = 10080;
    const int TtlMinutesDefault = 1440;

    // As the vendor's, but without wildcards: a message goes out on one topic [MQTT-3.3.2-2].
    [GeneratedRegex(@"^[$/]?[a-zA-Z0-9(),\-.:=@;_!*'%?]*(/[a-zA-Z0-9(),\-.:=@;_!*'%?]+)*/?\z")]
    private static partial Regex FullTopics { get; }

    public static async Task<Response> Handle(
        string deviceId, Request body, DeviceStore devices, ProductStore products, MessageDelivery delivery, LimitOptions limits, TimeProvider clock, CancellationToken cancellationToken)
    {
        var check = Checked(body);
        check.Done();
        var device = await devices.GetAsync(deviceId);
        var root = (await DeviceRoute.OfAsync(device, devices)).Root;
        var topic = TopicOf(body, root, products, check);
        var now = clock.GetUtcNow();
        var ttl = body.Ttl ?? TtlMinutesDefault;
        var message = new Message(deviceId, body.MessageId ?? Guid.NewGuid().ToString(), now)
        {
            RouteId = root.DeviceId,
            Name = body.Name,
            Content = body.Message.GetRawText(),
            Encoding = body.Encoding ?? "none",
            PayloadFormat = body.PayloadFormat ?? "standard",
            GivenTopic = body.Topic ?? body.TopicFullName,
            Topic = topic,
            Properties = body.Properties,
            ExpiryTime = ttl == 0 ? null : now.AddMinutes(ttl),
        };
        var bytes = MessagePayload.Of(message).Length;
        check.That(bytes <= limits.DownlinkBytesMax, "message", $"has {bytes} bytes on its way down, at most {limits.DownlinkBytesMax} are allowed").Done();

        var stored = await delivery.SubmitAsync(message, cancellationToken);
        return new(stored.MessageId, new(stored.ShownStatus, stored.CreatedTime, stored.FinishedTime));
    }

    static Check Checked(Request body)
    {
        var check = new Check()
            .Text(body.MessageId, "message_id", 128, Patterns.Id)
            .Text(body.Name, "name", 128, Patterns.Name, min: 0)
            .OneOf(body.Encoding, "encoding", "none", "base64")
            .OneOf(body.PayloadFormat, "payload_format", "standard", "raw")
            .That(body.Topic is null || body.TopicFullName is null, "topic_full_name", "must not be given together with topic")
            .Text(body.Topic, "topic", ProductTopic.SuffixBytesMax, ProductTopic.Suffixes)
            .Text(body.TopicFullName, "topic_full_name", DeviceTopic.CustomTopicBytesMax, FullTopics)
            .Range(body.Ttl, "ttl", 0, TtlMinutesMax)
            .That(body.Ttl is null || body.Ttl % 5 == 0, "ttl", $"must be a multiple of 5 minutes, is {body.Ttl}");
        body.Properties?.Check(check);
        if (body.Message.ValueKind is not (JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array))
            return check.That(false, "message", "is required and must be a string or JSON");
        var text = TextOf(body.Message);
        return check
            .That(text is not null, "message", "is not valid UTF-8, or has half of a surrogate pair")
            .That(text != "", "message", "must not be empty")
            .That(body.Encoding != "base64" || (text is not null && Base64.IsValid(text)), "message", "must be base64 because encoding says so");
    }

    static string? TextOf(JsonElement message)
    {
        try
        {
            return message.ValueKind == JsonValueKind.String ? message.GetString() : message.GetRawText();
        }
        // .NET's reader leaves such bytes in place and throws when the text is asked for.
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static string TopicOf(Request body, Device root, ProductStore products, Check check)
    {
        if (body.Topic is { } suffix)
            check.That(products.Find(root.AppId, root.ProductId)?.Topics.Any(topic => topic.Topic == suffix && topic.MaySubscribe) == true, "topic",
                $"{suffix} is not among the topics of the product {root.ProductId} to which devices may subscribe");
        else if (body.TopicFullName is { } full)
            // What is addressed to the platform never goes down, though filters such as commands/# cover it (U:iot_01_0331).
            check.That(!DeviceTopic.IsOwnUplink(System.Text.Encoding.UTF8.GetBytes(full), System.Text.Encoding.UTF8.GetBytes(root.DeviceId)), "topic_full_name",
                "is a topic on which the device itself publishes");
        check.Done();
        return body.TopicFullName ?? (body.Topic is null
            ? DeviceTopic.Format(DeviceTopicKind.MessagesDown, root.DeviceId)
            : DeviceTopic.UserTopic(root.DeviceId, body.Topic));
    }

    public sealed record Request(string? MessageId, string? Name, JsonElement Message, MessageProperties? Properties, string? Encoding, string? PayloadFormat,
        string? Topic, string? TopicFullName, int? Ttl);

    public sealed record Response(string MessageId, ResultResponse Result);

    public sealed record ResultResponse(string Status, DateTimeOffset CreatedTime, DateTimeOffset? FinishedTime);
}
