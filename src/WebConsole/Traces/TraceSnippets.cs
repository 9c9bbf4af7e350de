using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk.Models;

namespace Dukou.WebConsole.Traces;

/// <summary>
/// What a trace entry tells of, as something to run again: an application's request as curl, a device's message as a QuecPython script.
/// Null where the entry does not hold all of it, such as the head of a long payload.
/// </summary>
static class TraceSnippets
{
    /// <summary>The request that sent this down. TOKEN is a variable of the shell.</summary>
    public static string? Curl(TraceAnswer entry, string api, string projectId)
    {
        if (entry is not { Kind: "downlink", DeviceId: { } device, Topic: { } topic } || Parsed(entry.Excerpt) is not { } sent)
            return null;
        (string Method, string Path, JsonNode? Body)? call =
            topic.Contains("/sys/commands/", StringComparison.Ordinal) ? ("POST", "commands", Without(sent, "object_device_id")) :
            topic.Contains("/sys/messages/down", StringComparison.Ordinal) ? ("POST", "messages", new JsonObject { ["message"] = sent["content"]?.DeepClone() }) :
            topic.Contains("/sys/properties/set/", StringComparison.Ordinal) ? ("PUT", "properties", Without(sent, "object_device_id")) :
            topic.Contains("/sys/properties/get/", StringComparison.Ordinal) ? ("GET", "properties?service_id=" + Uri.EscapeDataString((string?)sent["service_id"] ?? ""), null) :
            null;
        if (call is not var (method, path, body))
            return null;
        var line = $"curl -sS -X {method} '{api.TrimEnd('/')}/v5/iot/{projectId}/devices/{Uri.EscapeDataString(device)}/{path}' \\\n  -H \"X-Auth-Token: $TOKEN\"";
        return body is null ? line : line + $" \\\n  -H 'Content-Type: application/json' \\\n  -d '{body.ToJsonString().Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>A whole script for a module that publishes the same; only the secret is to be filled in.</summary>
    public static string? QuecPython(TraceAnswer entry, string? mqtt)
    {
        if (entry is not { Kind: "uplink", DeviceId: { } device, Topic: { } topic, Excerpt: { Length: > 0 } payload } || Parsed(payload) is null || mqtt is null)
            return null;
        var server = new Uri(mqtt);
        return $"""
            import checkNet
            import hmac
            import utime
            from hashlib import sha256
            from umqtt import MQTTClient

            DEVICE_ID = {Python(DeviceOf(topic) ?? device)}
            SECRET = "..."

            # The key is the hour, the message is the secret; the 0 before the hour says: do not compare it with your clock.
            HOUR = "%04d%02d%02d%02d" % utime.localtime()[:4]
            PASSWORD = hmac.new(HOUR.encode(), SECRET.encode(), digestmod=sha256).hexdigest()

            checkNet.waitNetworkReady(60)
            client = MQTTClient(DEVICE_ID + "_0_0_" + HOUR, {Python(server.Host)}, {server.Port}, DEVICE_ID, PASSWORD, keepalive=60)
            client.connect()
            client.publish({Python(topic)}, {Python(payload)})
            client.disconnect()

            """.ReplaceLineEndings("\n");
    }

    // $oc/devices/{device}/…: who connects, which for a child is its gateway.
    static string? DeviceOf(string topic) => topic.Split('/') is ["$oc", "devices", var device, ..] ? device : null;

    static JsonObject? Parsed(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static JsonObject Without(JsonObject sent, string member)
    {
        var rest = sent.DeepClone().AsObject();
        rest.Remove(member);
        return rest;
    }

    // JSON's escapes are Python's; other letters stay as they are, for two halves of a pair are no letter to Python.
    static string Python(string text) => JsonSerializer.Serialize(text, Literal);

    static readonly JsonSerializerOptions Literal = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
