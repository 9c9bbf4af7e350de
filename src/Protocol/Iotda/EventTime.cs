using System.Globalization;

namespace Dukou.Protocol.Iotda;

/// <summary>The times in payloads (D:3010, CAMP:38): devices send seconds or milliseconds, the platform sends seconds down and uses both in
/// its API. Always UTC. Reading allocates nothing; what is malformed is null, never an error, and the caller takes the time of receipt.</summary>
public static class EventTime
{
    /// <summary>Length of <c>yyyyMMdd'T'HHmmss'Z'</c>.</summary>
    public const int SecondsLength = 16;

    /// <summary>Length of <c>yyyy-MM-dd'T'HH:mm:ss.SSS'Z'</c>.</summary>
    public const int MillisLength = 24;

    const string SecondsFormat = "yyyyMMdd'T'HHmmss'Z'";
    const string MillisFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Reads either form; null for anything else.</summary>
    public static DateTimeOffset? Read(ReadOnlySpan<byte> text) => text.Length switch
    {
        SecondsLength => ReadSeconds(text),
        MillisLength => ReadMillis(text),
        _ => null,
    };

    /// <summary>Reads <c>yyyyMMdd'T'HHmmss'Z'</c>.</summary>
    public static DateTimeOffset? ReadSeconds(ReadOnlySpan<byte> text) =>
        text.Length == SecondsLength && text[8] == 'T' && text[15] == 'Z'
            ? Compose(Number(text[..4]), Number(text[4..6]), Number(text[6..8]), Number(text[9..11]), Number(text[11..13]), Number(text[13..15]), 0)
            : null;

    /// <summary>Reads <c>yyyy-MM-dd'T'HH:mm:ss.SSS'Z'</c>.</summary>
    public static DateTimeOffset? ReadMillis(ReadOnlySpan<byte> text) =>
        text.Length == MillisLength && text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == '.' && text[23] == 'Z'
            ? Compose(Number(text[..4]), Number(text[5..7]), Number(text[8..10]), Number(text[11..13]), Number(text[14..16]), Number(text[17..19]), Number(text[20..23]))
            : null;

    /// <summary>The downlink form.</summary>
    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString(SecondsFormat, CultureInfo.InvariantCulture);

    /// <summary>The form with milliseconds.</summary>
    public static string Millis(DateTimeOffset time) => time.UtcDateTime.ToString(MillisFormat, CultureInfo.InvariantCulture);

    /// <summary>Writes the downlink form, <see cref="SecondsLength"/> bytes.</summary>
    public static bool TryWriteSeconds(DateTimeOffset time, Span<byte> destination, out int written) =>
        time.UtcDateTime.TryFormat(destination, out written, SecondsFormat, CultureInfo.InvariantCulture);

    /// <summary>Writes the form with milliseconds, <see cref="MillisLength"/> bytes.</summary>
    public static bool TryWriteMillis(DateTimeOffset time, Span<byte> destination, out int written) =>
        time.UtcDateTime.TryFormat(destination, out written, MillisFormat, CultureInfo.InvariantCulture);

    static DateTimeOffset? Compose(int year, int month, int day, int hour, int minute, int second, int millisecond) =>
        year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
        && hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 59 && millisecond >= 0
            ? new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.Zero)
            : null;

    // -1 when a byte is no digit.
    static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
                return -1;
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
