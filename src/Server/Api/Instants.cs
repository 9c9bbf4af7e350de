using System.Globalization;

namespace Dukou.Server.Api;

/// <summary>The two textual forms of instants in the API (application-api, section 0).</summary>
static class Instants
{
    const string CompactForm = "yyyyMMdd'T'HHmmss'Z'";
    const string MillisForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Compact(DateTimeOffset instant) => instant.UtcDateTime.ToString(CompactForm, CultureInfo.InvariantCulture);

    public static string Millis(DateTimeOffset instant) => instant.UtcDateTime.ToString(MillisForm, CultureInfo.InvariantCulture);

    public static bool TryParseCompact(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, CompactForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    public static bool TryParse(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, [CompactForm, MillisForm], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
}
