using System.Globalization;
using System.Text.Json;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>One record out of the history. <see cref="View"/> reads its parts.</summary>
sealed record HistoryRecord(HistoryPosition Position, byte[] Bytes)
{
    public StoredRecord View
    {
        get
        {
            ReadOnlySpan<byte> rest = Bytes;
            return StoredRecord.Read(Position.Sequence, ref rest);
        }
    }
}

/// <summary>One value of one property. Event time is the device's, clamped when it lay too far from the time of receipt.</summary>
sealed record PropertyPoint(DateTimeOffset EventTime, bool Clamped, DateTimeOffset ReceivedAt, long Sequence, JsonElement Value);

/// <summary>A place in a device's history; newer is greater. As text 24 hex digits, which is the form of the API's markers.</summary>
readonly record struct HistoryPosition(HistoryDay Day, long Sequence)
{
    /// <summary>Above everything.</summary>
    public static HistoryPosition Newest { get; } = new(new HistoryDay(int.MaxValue), long.MaxValue);

    public static bool TryParse(string text, out HistoryPosition position)
    {
        position = default;
        if (text.Length != 24 || !uint.TryParse(text.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var day)
            || !ulong.TryParse(text.AsSpan(8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sequence))
            return false;
        position = new(new HistoryDay((int)Math.Min(day, int.MaxValue)), (long)Math.Min(sequence, long.MaxValue));
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Day.Number:x8}{Sequence:x16}");
}
