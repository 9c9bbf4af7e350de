using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Dukou.Server.Api;

/// <summary>
/// Turns what System.Text.Json says about a body into a sentence for the caller: broken JSON with its line and byte (IOTDA.000008), a
/// value of the wrong type with the member's path and the type that it should have (IOTDA.000006).
/// </summary>
static class JsonMistakes
{
    public static IotdaException Explain(JsonException mistake, Type? body) => mistake switch
    {
        // Text that isn't JSON: the reader's own exception stands inside.
        { InnerException: JsonException } or { InnerException.InnerException: DecoderFallbackException } =>
            Errors.Malformed($"The body is not valid JSON (or nested deeper than {Json.Options.MaxDepth} levels) at line {mistake.LineNumber + 1}, byte {mistake.BytePositionInLine}."),
        WrongFormException => Errors.InvalidRequest($"{Member(mistake.Path)}: {mistake.Message}."),
        _ => Errors.InvalidRequest($"{Member(mistake.Path)}: {Expected(mistake, body)}."),
    };

    static string Member(string? path) => path is null or "$" ? "body" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$');

    static string Expected(JsonException mistake, Type? body)
    {
        // Members marked as required are named in the message only.
        var named = mistake.Message.IndexOf("including: ", StringComparison.Ordinal);
        if (named >= 0)
            return $"lacks {mistake.Message[(named + "including: ".Length)..].TrimEnd('.')}";
        return body is not null && TypeAt(body, mistake.Path ?? "$") is { } type ? $"must be {Described(type)}" : "has a value of the wrong type";
    }

    /// <summary>Follows a path such as <c>$.services[0].level</c> through the body's type; null where it can't be followed.</summary>
    static Type? TypeAt(Type body, string path)
    {
        var type = (Type?)body;
        foreach (var step in path.TrimStart('$').Split('.', '[').Where(step => step.Length > 0))
        {
            if (type is null)
                return null;
            var info = Json.Options.GetTypeInfo(type);
            type = info.Kind switch
            {
                JsonTypeInfoKind.Object => info.Properties.FirstOrDefault(property => property.Name == step)?.PropertyType,
                _ => info.ElementType,
            };
        }
        return type;
    }

    static string Described(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(DateTimeOffset))
            return "a time in the form yyyyMMdd'T'HHmmss'Z'";
        return Json.Options.GetTypeInfo(type).Kind switch
        {
            JsonTypeInfoKind.Enumerable => "an array",
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            _ => Type.GetTypeCode(type) switch
            {
                TypeCode.String => "a string",
                TypeCode.Boolean => "true or false",
                TypeCode.Int32 => "a whole number within 32 bits",
                TypeCode.Int64 => "a whole number within 64 bits",
                TypeCode.Double or TypeCode.Decimal or TypeCode.Single => "a number",
                _ => "of another type",
            },
        };
    }
}

/// <summary>Thrown by a converter: the value has the right JSON type but not the form that the member needs.</summary>
sealed class WrongFormException(string message) : JsonException(message);
