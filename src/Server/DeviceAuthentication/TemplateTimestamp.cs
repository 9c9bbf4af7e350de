using System.Globalization;
using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>A time stamp in a CONNECT (G:timestamp_resource): one that is more than an hour old is refused.</summary>
/// <param name="Format">Null: seconds since 1970. Else a pattern as .NET reads it.</param>
/// <param name="Value">Gives the stamp.</param>
sealed record TemplateTimestamp(string? Format, Expression Value)
{
    static readonly TimeSpan AgeMax = TimeSpan.FromHours(1);

    /// <summary>Null when there is none, or <c>value</c> is <c>{}</c>, which switches the check off.</summary>
    public static TemplateTimestamp? Read(Check check, ExpressionReader reader, JsonElement? given)
    {
        if (given is not { ValueKind: JsonValueKind.Object } timestamp || !timestamp.TryGetProperty("value", out var value)
            || (value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any()) || value.ValueKind == JsonValueKind.Null)
            return null;
        var type = Text(timestamp, "type");
        var pattern = Text(timestamp, "pattern");
        check.OneOf(type ?? "", "template_body.resources.timestamp.type", "UNIX", "FORMAT")
            .That(type != "FORMAT" || !string.IsNullOrEmpty(pattern), "template_body.resources.timestamp.pattern", "is required for FORMAT")
            .That(pattern is null || IsPattern(pattern), "template_body.resources.timestamp.pattern", $"'{pattern}' is no pattern of date and time, such as yyyyMMddHH");
        // Java's SSS are .NET's fff; everything else that is admitted is the same.
        return new(type == "FORMAT" ? pattern?.Replace('S', 'f') : null, reader.Read(value, "template_body.resources.timestamp.value"));
    }

    /// <summary>True when the stamp is young enough; a fast clock is.</summary>
    /// <exception cref="UnfitException">It is no time.</exception>
    public bool Holds(TemplateInput input, DateTimeOffset now) => InstantOf(Value.Text(input)) + AgeMax >= now;

    DateTimeOffset InstantOf(string text)
    {
        if (Format is not null)
            return DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? instant
                : throw new UnfitException($"the time stamp '{text}' does not have the form {Format}");
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 100_000_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new UnfitException($"the time stamp '{text}' is not in seconds since 1970");
    }

    static bool IsPattern(string pattern) => pattern.Contains('y') && pattern.All(character => "yMdHmsS-/:. 'TZ".Contains(character)) && Formats(pattern.Replace('S', 'f'));

    static bool Formats(string format)
    {
        try
        {
            return DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
