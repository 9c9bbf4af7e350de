using Dukou.Protocol.Iotda;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// When something happened by the device's own clock. A device may report late (buffered data) or, with a clock that is off, early;
/// what lies outside the bounds is clamped and said so, so that a search by event time has to look at a bounded number of days.
/// </summary>
static class EventTimes
{
    public static readonly TimeSpan LatenessMax = TimeSpan.FromDays(7);

    /// <summary>A clock in local time is up to 14 hours ahead of UTC.</summary>
    public static readonly TimeSpan EarlinessMax = TimeSpan.FromDays(1);

    /// <summary>The time that counts, in milliseconds; an absent or malformed one is the time of receipt (D:3010).</summary>
    public static (long At, bool Clamped) Of(DateTimeOffset? eventTime, long receivedAt)
    {
        if (eventTime is not { } said)
            return (receivedAt, false);
        var at = Math.Clamp(said.ToUnixTimeMilliseconds(), receivedAt - (long)LatenessMax.TotalMilliseconds, receivedAt + (long)EarlinessMax.TotalMilliseconds);
        return (at, at != said.ToUnixTimeMilliseconds());
    }

    /// <summary>The earliest and latest event time in a record.</summary>
    public static (long From, long To) Range(in StoredRecord record)
    {
        if (record.Kind != RecordKind.PropertyReport || (record.Payload.IndexOf("event_time"u8) < 0 && record.Payload.IndexOf("eventTime"u8) < 0))
            return (record.ReceivedAt, record.ReceivedAt);
        var (from, to) = (long.MaxValue, long.MinValue);
        for (var entries = new ReportEntries(record.Payload); entries.MoveNext();)
        {
            var (at, _) = Of(entries.EventTime, record.ReceivedAt);
            (from, to) = (Math.Min(from, at), Math.Max(to, at));
        }
        return from <= to ? (from, to) : (record.ReceivedAt, record.ReceivedAt);
    }
}
