using Dukou.Server.Api;
using Dukou.Server.Audits;
using Dukou.Server.Files;
using Dukou.Server.History;
using Dukou.Server.Traces;

namespace Dukou.Server.Statistics;

/// <summary>
/// What is kept how long, and what the history will take on disk at the pace of the last days. An operation of our own; the bounds are set
/// at the start with <c>--limit</c>.
/// </summary>
[Operation("GET", "retention", Own = true, Group = "platform")]
static class ShowRetention
{
    // A week has its own rhythm.
    const int MeasuredDaysMax = 7;

    public static Answer Handle(HistoryFiles history, HistoryOptions options, TraceOptions traces, AuditOptions audit, FileStoreOptions files, DeviceFileStore store, StorageUse storage, TimeProvider clock)
    {
        var days = history.Days.Select(day => (Day: day, Bytes: history.BytesOf(day))).ToList();
        var now = clock.GetUtcNow();
        var finished = days.Where(day => day.Day.CompareTo(HistoryDay.Of(now)) < 0).Take(MeasuredDaysMax).ToList();
        // Before the first day is over, its hours stand for the rest of it.
        var perDay = finished.Count > 0
            ? (long)finished.Average(day => day.Bytes)
            : (long)(days.Sum(day => day.Bytes) / Math.Max(now.UtcDateTime.TimeOfDay.TotalDays, 1d / 24));
        var keptDays = perDay == 0 ? options.DaysMax : Math.Min(options.DaysMax, options.BytesMax / perDay);
        return new(
            new(options.DaysMax, options.BytesMax, days.Sum(day => day.Bytes), perDay, finished.Count, Math.Min(options.BytesMax, perDay * options.DaysMax), Math.Max(1, keptDays), storage.FreeBytes,
                [.. days.Select(day => new Day(day.Day.Number, day.Bytes))]),
            new(traces.KeptFor.TotalDays, traces.EntriesMax), new(audit.KeptFor.TotalDays, audit.EntriesMax), new(files.Retention.TotalDays, files.TotalBytesMax, store.Bytes));
    }

    /// <param name="History">What devices sent.</param>
    /// <param name="Traces">What became of it.</param>
    /// <param name="Audit">Who changed what.</param>
    /// <param name="Files">Files of devices.</param>
    public sealed record Answer(HistoryKept History, EntriesKept Traces, EntriesKept Audit, FilesKept Files);

    /// <param name="DaysMax">Days that are kept at most.</param>
    /// <param name="BytesMax">Bytes that are kept at most.</param>
    /// <param name="Bytes">Bytes now.</param>
    /// <param name="BytesPerDay">Bytes of a day, measured.</param>
    /// <param name="MeasuredDays">Over how many finished days; 0 when only today's hours are known.</param>
    /// <param name="ForecastBytes">What it will take when all days are there.</param>
    /// <param name="KeptDays">How many days that is, at this pace.</param>
    /// <param name="FreeBytes">What the disk has left.</param>
    /// <param name="Days">The days that are there, newest first.</param>
    public sealed record HistoryKept(
        int DaysMax, long BytesMax, long Bytes, long BytesPerDay, int MeasuredDays, long ForecastBytes, long KeptDays, long FreeBytes, IReadOnlyList<Day> Days);

    /// <param name="Date">The UTC day as yyyymmdd.</param>
    /// <param name="Bytes">Its bytes.</param>
    public sealed record Day(int Date, long Bytes);

    /// <param name="KeptDays">How long.</param>
    /// <param name="EntriesMax">How many at most.</param>
    public sealed record EntriesKept(double KeptDays, long EntriesMax);

    /// <param name="KeptDays">How long.</param>
    /// <param name="BytesMax">Bytes at most.</param>
    /// <param name="Bytes">Bytes now.</param>
    public sealed record FilesKept(double KeptDays, long BytesMax, long Bytes);
}
