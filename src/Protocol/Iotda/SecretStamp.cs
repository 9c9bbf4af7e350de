using System.Globalization;

namespace Dukou.Protocol.Iotda;

/// <summary>How a stamp stands to the platform's own time.</summary>
public enum StampVerdict : byte
{
    /// <summary>Within one hour.</summary>
    Fits,

    /// <summary>A whole number of hours away that is some place's offset from UTC: very likely local time.</summary>
    LocalTime,

    /// <summary>Any other time: the clock is wrong.</summary>
    WrongTime,

    /// <summary>Ten digits that are no date and hour.</summary>
    NotATime,
}

/// <summary>The result of comparing a stamp with an instant.</summary>
/// <param name="Verdict">How it stands.</param>
/// <param name="OffsetHours">Stamp minus platform in whole hours, for example 8 for a stamp in China's local time; 0 when it is no time.</param>
public readonly record struct StampCheck(StampVerdict Verdict, int OffsetHours);

/// <summary>The ten digits <c>YYYYMMDDHH</c> in a client id, in UTC (D:3009). They are the key of the password.</summary>
public readonly record struct SecretStamp
{
    /// <summary>Ten digits.</summary>
    public const int Length = 10;

    SecretStamp(long digits) => Digits = digits;

    /// <summary>The stamp as a number.</summary>
    public long Digits { get; }

    /// <summary>The hour it names, or null when there is no such hour. The C SDK makes hours such as 24 (C:hmac_sha256.c); sign 0 accepts them.</summary>
    public DateTime? Hour =>
        DateTime.TryParseExact(ToString(), "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var hour)
            ? hour
            : null;

    /// <summary>The stamp of an instant.</summary>
    public static SecretStamp Of(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        return new((((((utc.Year * 100L) + utc.Month) * 100) + utc.Day) * 100) + utc.Hour);
    }

    /// <summary>Reads ten digits, whatever they say; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SecretStamp stamp)
    {
        var isStamp = text.Length == Length && !text.ContainsAnyExceptInRange('0', '9');
        stamp = new(isStamp ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 0);
        return isStamp;
    }

    /// <summary>Compares with the platform's time. One hour either way fits, by the calendar and by the number, because the C SDK counts the
    /// digits up. An offset from -12 to +14 hours is taken for local time; one hour of difference cannot be told from a slow clock.</summary>
    public StampCheck Check(DateTimeOffset now)
    {
        var nowStamp = Of(now);
        if (Math.Abs(Digits - nowStamp.Digits) <= 1)
            return new(StampVerdict.Fits, (int)(Digits - nowStamp.Digits));
        if (Hour is not { } hour)
            return new(StampVerdict.NotATime, 0);
        var difference = (hour.Ticks / TimeSpan.TicksPerHour) - (now.UtcTicks / TimeSpan.TicksPerHour);
        var verdict = difference switch { >= -1 and <= 1 => StampVerdict.Fits, >= -12 and <= 14 => StampVerdict.LocalTime, _ => StampVerdict.WrongTime };
        return new(verdict, (int)difference);
    }

    /// <summary>The ten digits.</summary>
    public override string ToString() => Digits.ToString("D10", CultureInfo.InvariantCulture);
}
