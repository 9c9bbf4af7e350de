using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dukou.WebConsole.Shell;

/// <summary>Passwords and secrets in a body of the REST API, which no page shows unasked.</summary>
static class SecretMembers
{
    public const string Mask = "****";

    /// <summary>The JSON with <see cref="Mask"/> for each text whose name ends in <c>password</c> or <c>secret</c>; as it is when it has none.</summary>
    public static string Hidden(string body)
    {
        try
        {
            var json = JsonNode.Parse(body);
            return Hide(json) ? json!.ToJsonString(AsItCame) : body; // Nothing is hidden in null.
        }
        catch (JsonException)
        {
            return body;
        }
    }

    static readonly JsonSerializerOptions AsItCame = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    static bool Hide(JsonNode? node)
    {
        var found = false;
        if (node is JsonArray items)
            foreach (var item in items)
                found |= Hide(item);
        if (node is JsonObject members)
            foreach (var (name, value) in members.ToList())
                if (value is JsonValue && (name.EndsWith("password", StringComparison.OrdinalIgnoreCase) || name.EndsWith("secret", StringComparison.OrdinalIgnoreCase)))
                {
                    members[name] = Mask;
                    found = true;
                }
                else
                    found |= Hide(value);
        return found;
    }
}
