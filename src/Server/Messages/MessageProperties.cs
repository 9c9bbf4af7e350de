using System.Text;
using System.Text.RegularExpressions;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Api;

namespace Dukou.Server.Messages;

/// <summary>MQTT 5 properties of a message, as the API has them (<c>PropertiesDTO</c>). Older clients get the message without them.</summary>
sealed partial record MessageProperties(string? CorrelationData, string? ResponseTopic, IReadOnlyList<MessageProperties.UserProp?>? UserProperties)
{
    /// <summary>Ours: the vendor's schema bounds each pair only.</summary>
    public const int UserPropertiesMax = 100;

    [GeneratedRegex(@"^[a-zA-Z0-9_?=$#+/-]*\z")]
    private static partial Regex ResponseTopics { get; }

    public void Check(Check check)
    {
        check.Text(CorrelationData, "properties.correlation_data", 128, Patterns.Id, min: 0)
            .Text(ResponseTopic, "properties.response_topic", 128, ResponseTopics, min: 0)
            // [MQTT-3.3.2-14]: the vendor's pattern has them, a client would close the connection.
            .That(ResponseTopic?.AsSpan().ContainsAny('#', '+') != true, "properties.response_topic", "must not have wildcards")
            .That(UserProperties is null || UserProperties.Count <= UserPropertiesMax, "properties.user_properties", $"must have at most {UserPropertiesMax} entries");
        for (var i = 0; i < Math.Min(UserProperties?.Count ?? 0, UserPropertiesMax); i++)
            check.That(UserProperties![i] is not null, $"properties.user_properties[{i}]", "must be an object")
                .Text(UserProperties[i]?.PropKey, $"properties.user_properties[{i}].prop_key", 128, Patterns.Id, min: 0)
                .Text(UserProperties[i]?.PropValue, $"properties.user_properties[{i}].prop_value", 128, Patterns.Name, min: 0);
    }

    public PublishProperties ToMqtt() => new()
    {
        CorrelationData = string.IsNullOrEmpty(CorrelationData) ? null : Encoding.UTF8.GetBytes(CorrelationData),
        ResponseTopic = string.IsNullOrEmpty(ResponseTopic) ? null : ResponseTopic,
        UserProperties = [.. (UserProperties ?? []).Select(pair => new UserProperty(pair!.PropKey ?? "", pair.PropValue ?? ""))],
    };

    public sealed record UserProp(string? PropKey, string? PropValue);
}
