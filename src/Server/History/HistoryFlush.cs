using System.Diagnostics;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// One flush under way: everything collected up to a sequence, written in slices of one transaction each. Older days go first and the
/// newest day's file last, because that file's cursor tells where reading goes on after a restart: a flush cut off anywhere is taken
/// up again without a gap and without a double.
/// </summary>
sealed class HistoryFlush
{
    // A slice's commit must fit into Projection.SliceMax, too.
    static readonly TimeSpan InsertMax = Projection.SliceMax * 0.6;

    readonly long _to;
    readonly List<(DayFile File, List<DeviceChunk> Chunks)> _days;
    int _day;
    int _chunk;

    public HistoryFlush(long to, IEnumerable<(DayFile File, List<DeviceChunk> Chunks)> days)
    {
        _to = to;
        _days = [.. days.OrderBy(day => day.File.Day)];
        // In the order of the table of devices, neighbours are on one page; a device's own in their order.
        foreach (var (_, chunks) in _days)
            chunks.Sort((left, right) => string.CompareOrdinal(left.DeviceId, right.DeviceId) is not 0 and var order ? order : left.FirstSequence.CompareTo(right.FirstSequence));
    }

    public long To => _to;

    public IEnumerable<HistoryDay> Days => _days.Select(day => day.File.Day);

    /// <summary>Writes one slice; returns the bytes that left memory, and whether the flush is done. A failure leaves the slice to be written again.</summary>
    public (int Bytes, bool Done) WriteSlice()
    {
        var (file, chunks) = _days[_day];
        var started = Stopwatch.GetTimestamp();
        var next = _chunk;
        // A flush that a crash cut off may have reached further: what it wrote stays known as written.
        var pendingTo = Math.Max(file.PendingTo, _to);
        bool last;
        using (var transaction = file.Begin())
        {
            do
            {
                if (next < chunks.Count)
                    file.Insert(chunks[next++]);
            }
            while (next < chunks.Count && Stopwatch.GetElapsedTime(started) < InsertMax);
            last = next == chunks.Count;
            file.Mark(last ? _to : file.Cursor, pendingTo);
            transaction.Commit();
        }
        file.Marked(last ? _to : file.Cursor, pendingTo);

        var bytes = 0;
        for (; _chunk < next; _chunk++)
        {
            bytes += chunks[_chunk].Held;
            chunks[_chunk].Release();
        }
        if (last)
            (_day, _chunk) = (_day + 1, 0);
        return (bytes, _day == _days.Count);
    }
}
