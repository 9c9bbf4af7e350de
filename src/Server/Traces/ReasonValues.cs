using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dukou.Server.Traces;

/// <summary>The values of a reason's occurrence as they are stored: a JSON object, or null when there is none.</summary>
static class ReasonValues
{
    // A value can be a stranger's text; what is longer tells a reader nothing more.
    const int ValueMax = 2048;

    static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Write(IReadOnlyList<(string Name, string Value)> values)
    {
        if (values.Count == 0)
            return null;
        var stored = new Dictionary<string, string>(values.Count);
        foreach (var (name, value) in values)
            stored[name] = value.Length > ValueMax ? string.Concat(value.AsSpan(0, ValueMax - 1), "…") : value;
        return JsonSerializer.Serialize(stored, Options);
    }

    public static IReadOnlyList<(string Name, string Value)> Read(string? stored) =>
        stored is null ? [] : [.. JsonSerializer.Deserialize<Dictionary<string, string>>(stored)!.Select(pair => (pair.Key, pair.Value))]; // Written above: an object.
}
