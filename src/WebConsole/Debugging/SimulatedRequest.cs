using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dukou.WebConsole.Debugging;

/// <summary>What kind of answer a device owes.</summary>
public enum SimulatedRequestKind
{
    Command,
    Set,
    Get,
}

/// <summary>Something that the application asked of the simulated device and waits for.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="RequestId">As it stands in the topic.</param>
/// <param name="Payload">As it came.</param>
public sealed record SimulatedRequest(SimulatedRequestKind Kind, string RequestId, JsonObject Payload)
{
    static readonly (SimulatedRequestKind Kind, string Path)[] Paths =
        [(SimulatedRequestKind.Command, "commands"), (SimulatedRequestKind.Set, "properties/set"), (SimulatedRequestKind.Get, "properties/get")];

    /// <summary>Where the answer goes, below <c>$oc/devices/{id}/sys/</c>.</summary>
    public string AnswerPath => $"{Array.Find(Paths, path => path.Kind == Kind).Path}/response/request_id={RequestId}";

    public string? ServiceId => (string?)Payload["service_id"];

    public string? CommandName => (string?)Payload["command_name"];

    /// <returns>Null when nobody waits for an answer, as with a message.</returns>
    public static SimulatedRequest? Of(string topic, string payload)
    {
        foreach (var (kind, path) in Paths)
            if (topic.IndexOf($"/sys/{path}/request_id=", StringComparison.Ordinal) is >= 0 and var at && Parsed(payload) is { } parsed)
                return new(kind, topic[(at + $"/sys/{path}/request_id=".Length)..], parsed);
        return null;
    }

    /// <summary>The properties that the device has from now on: those that it was set to, when it says that it took them.</summary>
    public IEnumerable<(string Service, JsonObject Properties)> Accepted(JsonObject answer)
    {
        if (Kind == SimulatedRequestKind.Set && (int?)answer["result_code"] == 0 && Payload["services"] is JsonArray services)
            foreach (var service in services.OfType<JsonObject>())
                if (service["properties"] is JsonObject properties)
                    yield return ((string?)service["service_id"] ?? "", properties);
    }

    static JsonObject? Parsed(string payload)
    {
        try
        {
            return JsonNode.Parse(payload) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
