using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Dukou.Protocol.Iotda;

/// <summary>Opens JSON from a peer so that nothing behind it can throw: .NET's reader leaves invalid UTF-8 and halves of surrogate pairs
/// in place and throws when the string is asked for, so both are looked for first.</summary>
static class JsonText
{
    /// <summary>Deepest nesting taken.</summary>
    public const int DepthMax = 64;

    /// <summary>Whether every byte is UTF-8 and every escape a whole character. The grammar is not checked.</summary>
    public static bool IsSound(ReadOnlySpan<byte> json, out PayloadMistake mistake)
    {
        mistake = default;
        if (json.IsEmpty)
            mistake = new(0, "the payload is empty");
        else if (json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            mistake = new(0, "the payload starts with a byte order mark; send the JSON text alone");
        else if (!Utf8.IsValid(json))
            mistake = new(FirstInvalid(json), "this byte is not UTF-8");
        else if (json.IndexOf("\\u"u8) >= 0 && FirstHalfPair(json) is >= 0 and var half)
            mistake = new(half, "this escape is half of a surrogate pair");
        return mistake.Sentence is null;
    }

    /// <summary>Parses a whole text to an element that owns its memory.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out JsonElement root, out PayloadMistake mistake)
    {
        root = default;
        if (!IsSound(json, out mistake))
            return false;
        try
        {
            var reader = new Utf8JsonReader(json);
            root = JsonElement.ParseValue(ref reader);
            if (reader.Read()) // A second value; anything else behind the first throws.
                mistake = new((int)reader.TokenStartIndex, "the JSON text should end here");
        }
        catch (JsonException exception)
        {
            mistake = Explain(json, exception);
        }

        return mistake.Sentence is null;
    }

    /// <summary>Parses a whole text that must be an object. An empty payload counts as an empty object when that is allowed.</summary>
    public static bool TryParseObject(ReadOnlySpan<byte> json, out JsonElement root, out PayloadMistake mistake, bool mayBeEmpty = false)
    {
        if (!TryParse(mayBeEmpty && json.IsEmpty ? "{}"u8 : json, out root, out mistake))
            return false;
        if (root.ValueKind != JsonValueKind.Object)
            mistake = new(0, "the payload is not a JSON object");
        return mistake.Sentence is null;
    }

    /// <summary>Where and why the reader stopped.</summary>
    public static PayloadMistake Explain(ReadOnlySpan<byte> json, JsonException exception)
    {
        var offset = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
            offset += json[offset..].IndexOf((byte)'\n') + 1;
        offset = (int)Math.Min(json.Length, offset + (exception.BytePositionInLine ?? 0));
        return new(offset, offset == json.Length ? "the JSON text ends too early" : Unexpected(json[offset]));
    }

    /// <summary>The member, or null when it is absent or null: SDKs send explicit nulls for what is absent (J:JsonUtil.java, C:cJSON).</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>A string member; null for any other type.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    /// <summary>An integer member, also when it was sent as text; null for anything else.</summary>
    public static long? Integer(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
        { ValueKind: JsonValueKind.String } text
            when long.TryParse(text.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => value,
        _ => null,
    };

    /// <summary>The objects of an array member; nothing for any other type.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>Writes a value as it was given, byte for byte; an undefined one as an empty object.</summary>
    public static void Raw(this Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value.ValueKind == JsonValueKind.Undefined ? "{}"u8 : JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }

    /// <summary>Writes a string member unless it is null.</summary>
    public static void Optional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    static string Unexpected(byte found) => found switch
    {
        (byte)'\'' => "`'` stands where JSON wants `\"`; a Python dictionary becomes JSON by json.dumps, not by str",
        0 => "a zero byte; send the text without the terminator of a C string",
        (byte)'{' or (byte)'[' => $"unexpected `{(char)found}`, or nesting deeper than {DepthMax} levels",
        (byte)'}' or (byte)']' => $"unexpected `{(char)found}`; perhaps a comma before it is one too many",
        > 32 and < 127 => $"unexpected `{(char)found}`",
        _ => $"unexpected byte 0x{found:X2}",
    };

    static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var offset = 0;
        while (offset < text.Length && Rune.DecodeFromUtf8(text[offset..], out _, out var length) == System.Buffers.OperationStatus.Done)
            offset += length;
        return offset;
    }

    // A backslash can only stand in a string, so the text need not be tokenized. -1 when every pair is whole.
    static int FirstHalfPair(ReadOnlySpan<byte> json)
    {
        for (var at = 0; ;)
        {
            var next = json[at..].IndexOf((byte)'\\');
            if (next < 0)
                return -1;
            at += next;
            switch (Escape(json[at..]))
            {
                case >= 0xD800 and <= 0xDBFF when Escape(json[(at + 6)..]) is >= 0xDC00 and <= 0xDFFF:
                    at += 12;
                    break;
                case >= 0xD800 and <= 0xDFFF:
                    return at;
                default:
                    at = Math.Min(json.Length, at + 2);
                    break;
            }
        }
    }

    // The code unit of `\uXXXX` at the start, or -1.
    static int Escape(ReadOnlySpan<byte> text) =>
        text.Length >= 6 && text.StartsWith("\\u"u8) && int.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? unit : -1;
}
