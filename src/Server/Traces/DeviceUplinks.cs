using Dukou.Server.History;
using Dukou.Server.Storage;

namespace Dukou.Server.Traces;

/// <summary>The traces of a device's stored uplinks, derived from the history as far back as traces are kept. Reads block on the disk.</summary>
sealed class DeviceUplinks(HistoryStore history, HistoryFiles files, UplinkTraces log, TraceOptions options, TimeProvider clock)
{
    /// <exception cref="Api.IotdaException">503 when the history is too far behind.</exception>
    public Task UpToDateAsync(string deviceId) => history.UpToDateAsync(deviceId);

    /// <summary>Newest first in the order of receipt, below <paramref name="before"/>.</summary>
    public List<TraceRow> Read(string deviceId, TraceFilter filter, TracePlace before, int limit)
    {
        var filtered = new UplinkFilter(filter with { DeviceId = null });
        var forgotten = log.ForgottenThrough;
        var oldest = clock.GetUtcNow() - options.KeptFor;
        var rows = new List<TraceRow>();
        // Days follow the clock, sequences don't: each day is asked for its newest, and the newest of all are kept.
        foreach (var day in files.Days)
        {
            var start = StartOf(day);
            if (start.AddDays(1) <= oldest)
                continue;
            var below = new HistoryPosition(day, UplinkTraces.Highest(before) + 1);
            foreach (var record in history.ReadRecords(deviceId, start < oldest ? oldest : start, start.AddDays(1).AddTicks(-1), RecordKinds.All, below, limit,
                record => record.Sequence > forgotten && filtered.Matches(record)))
                rows.Add(UplinkTraces.Row(record.View));
        }
        rows.Sort((left, right) => right.Place.CompareTo(left.Place));
        return rows.Count > limit ? rows.GetRange(0, limit) : rows;
    }

    static DateTimeOffset StartOf(HistoryDay day) => new(day.Number / 10_000, day.Number / 100 % 100, day.Number % 100, 0, 0, 0, TimeSpan.Zero);
}
