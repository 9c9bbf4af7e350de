using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dukou.ApplicationSdk;

/// <summary>Members of a model under the API's names and under those of the profile zip: <c>enum_list</c> and <c>enumList</c>.</summary>
static class ProfileNames
{
    // A value of the person's, not a description: its members keep their names. The profile has no place for it.
    const string DefaultValue = "default_value";
    // Kept by the cloud's console for itself.
    const string Extension = "extendparam";

    public static JsonNode ToSnake(JsonNode node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Where(item => item is not null).Select(item => ToSnake(item!))]), // Filtered above.
        JsonObject members => new JsonObject(members.Where(member => Says(member) && member.Key != Extension).Select(member => KeyValuePair.Create<string, JsonNode?>(Snake(member.Key), Value(member.Key, member.Value!)))),
        _ => node.DeepClone(),
    };

    public static JsonNode ToCamel(JsonNode node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Where(item => item is not null).Select(item => ToCamel(item!))]), // Filtered above.
        JsonObject members => new JsonObject(members.Where(member => member.Key != DefaultValue).Select(member => KeyValuePair.Create(Camel(member.Key), member.Value is { } value ? ToCamel(value) : null))),
        _ => node.DeepClone(),
    };

    // The profile writes out what does not hold: null, "", and 0 for a step or a length.
    static bool Says(KeyValuePair<string, JsonNode?> member) => member.Value is { } value && value.GetValueKind() switch
    {
        JsonValueKind.String => (string?)value is { Length: > 0 },
        JsonValueKind.Number => member.Key is not ("step" or "maxLength") || (double)value != 0,
        _ => true,
    };

    // Bounds are text in the API; some exports have numbers.
    static JsonNode Value(string name, JsonNode value) => name is "min" or "max" && value.GetValueKind() == JsonValueKind.Number ? JsonValue.Create(value.ToJsonString()) : ToSnake(value);

    static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
            if (char.IsAsciiLetterUpper(letter))
                text.Append('_').Append(char.ToLowerInvariant(letter));
            else
                text.Append(letter);
        return text.ToString();
    }

    static string Camel(string name) => string.Concat(name.Split('_').Select((word, index) => index == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
