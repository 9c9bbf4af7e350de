using System.Text.Json;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;

namespace Dukou.Server.Traces;

/// <summary>The MQTT 5 properties of a stored uplink as JSON, in the words of the API; a topic alias belongs to its connection and is left out.</summary>
static class PropertiesText
{
    public static string? Of(ReadOnlySpan<byte> properties)
    {
        var read = PublishProperties.Read(properties);
        var text = JsonSerializer.Serialize(new
        {
            PayloadFormatIndicator = read.PayloadFormatIndicator is { } isText ? (isText ? 1 : 0) : (int?)null,
            read.MessageExpiryInterval,
            read.ContentType,
            read.ResponseTopic,
            CorrelationData = read.CorrelationData is { } data ? Convert.ToBase64String(data) : null,
            UserProperties = read.UserProperties.Count == 0 ? null : read.UserProperties.Select(pair => new { PropKey = pair.Name, PropValue = pair.Value }),
        }, Json.Options);
        return text == "{}" ? null : text;
    }
}
