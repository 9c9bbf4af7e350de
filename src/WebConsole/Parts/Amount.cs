using System.Globalization;

namespace Dukou.WebConsole.Parts;

/// <summary>Numbers and times as people read them; the same in both languages.</summary>
static class Amount
{
    static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Of(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "—";

    public static string Of(double? number) => number?.ToString(number < 100 ? "0.#" : "N0", CultureInfo.InvariantCulture) ?? "—";

    public static string Bytes(long? bytes)
    {
        if (bytes is not { } rest)
            return "—";
        var (amount, unit) = ((double)rest, 0);
        for (; amount >= 1024 && unit < Units.Length - 1; unit++)
            amount /= 1024;
        return amount.ToString(amount < 10 && unit > 0 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary>The hour, minute and second of a time with milliseconds.</summary>
    public static string Clock(string? time) => time is { Length: >= 19 } ? time[11..19] : time ?? "";
}
