using System.Globalization;

namespace Dukou.Server.History;

/// <summary>A UTC day of receipt as the number yyyymmdd, which names its file.</summary>
readonly record struct HistoryDay(int Number) : IComparable<HistoryDay>
{
    const string Prefix = "history-";
    const string Suffix = ".db";

    public static HistoryDay Of(DateTimeOffset instant) => new((instant.UtcDateTime.Year * 10_000) + (instant.UtcDateTime.Month * 100) + instant.UtcDateTime.Day);

    /// <summary>The day of an instant in milliseconds since 1970; instants that no calendar holds fall on its first or last day.</summary>
    public static HistoryDay OfMilliseconds(long instant) =>
        Of(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(instant, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())));

    public DateTimeOffset Start => new(Number / 10_000, Number / 100 % 100, Number % 100, 0, 0, 0, TimeSpan.Zero);

    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Number:D8}{Suffix}");

    public static HistoryDay? OfFile(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length == Prefix.Length + 8 + Suffix.Length
        && int.TryParse(name.AsSpan(Prefix.Length, 8), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(number) : null;

    public int CompareTo(HistoryDay other) => Number.CompareTo(other.Number);
}
