using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk.Models;

namespace Dukou.WebConsole.Debugging;

/// <summary>What a person typed, as the JSON value that the model's type wants. What does not fit goes as text: the API names the mistake.</summary>
static class ModelValue
{
    public static bool IsNumber(string? dataType) => dataType?.ToLowerInvariant() is "int" or "long" or "decimal";

    /// <summary>The values that were given, under their names.</summary>
    public static JsonObject Object(IEnumerable<ServiceCommandPara> paras, IReadOnlyDictionary<string, string> values) => new(paras
        .Where(para => values.GetValueOrDefault(para.ParaName ?? "") is { Length: > 0 })
        .Select(para => KeyValuePair.Create(para.ParaName!, Parse(para.DataType, values[para.ParaName!])))); // Named: it has a value.

    public static JsonNode? Parse(string? dataType, string text)
    {
        if (IsNumber(dataType) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return JsonValue.Create(number);
        if (string.Equals(dataType, "boolean", StringComparison.OrdinalIgnoreCase) && bool.TryParse(text, out var flag))
            return JsonValue.Create(flag);
        return dataType?.ToLowerInvariant() is "jsonobject" or "string list" ? Json(text) : JsonValue.Create(text);
    }

    /// <summary>A property as forms know it: what a device reports has the same types and bounds as what it is told.</summary>
    public static ServiceCommandPara AsPara(ServiceProperty property) => new()
    {
        ParaName = property.PropertyName,
        DataType = property.DataType,
        Min = property.Min,
        Max = property.Max,
        EnumList = property.EnumList,
        Unit = property.Unit,
        MaxLength = property.MaxLength,
    };

    /// <summary>Some value that the model allows, as text for its field.</summary>
    public static string Sample(ServiceCommandPara para, DateTimeOffset now)
    {
        if (para.EnumList is { Count: > 0 } values)
            return values[Random.Shared.Next(values.Count)];
        return para.DataType?.ToLowerInvariant() switch
        {
            "int" or "long" => ((long)Between(para, whole: true)).ToString(CultureInfo.InvariantCulture),
            "decimal" => Between(para, whole: false).ToString(CultureInfo.InvariantCulture),
            "boolean" => Random.Shared.Next(2) == 0 ? "false" : "true",
            "datetime" => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            "jsonobject" => "{}",
            "string list" => "[]",
            _ => para.MaxLength is { } length and < 6 ? "sample"[..Math.Max(length, 0)] : "sample",
        };
    }

    // Where the model sets no bounds, what a thermometer might say.
    static decimal Between(ServiceCommandPara para, bool whole)
    {
        var min = Number(para.Min) ?? Math.Min(0, Number(para.Max) ?? 0);
        var max = Number(para.Max) ?? Math.Max(100, min);
        var value = min + (max - min) * (decimal)Random.Shared.NextDouble();
        return whole ? Math.Clamp(Math.Round(value), Math.Ceiling(min), Math.Floor(max)) : Math.Clamp(Math.Round(value, 2), min, max);
    }

    static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
