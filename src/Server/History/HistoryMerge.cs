using System.Diagnostics;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// Merges the small chunks of a day that is over, once, in slices: a chunk of ten records costs twice the bytes per record of a large
/// one. An interrupted merge starts again and finds little left to do. History projection's thread only.
/// </summary>
sealed class HistoryMerge(HistoryFiles files, TimeProvider clock) : IDisposable
{
    const int RecordsMax = 2000;
    const long BytesMax = 64 * 1024;
    const int VacuumPages = 200;
    const int Level = 6;

    static readonly TimeSpan SliceMax = Projection.SliceMax * 0.6;
    // A device's last reports may still be on their way when the day ends.
    static readonly TimeSpan After = TimeSpan.FromHours(1);

    readonly ChunkUnpacker _unpacker = new();
    // Of the day that is merged.
    ChunkPacker? _packer;
    readonly HashSet<HistoryDay> _done = [];
    HistoryDay? _day;
    (string Device, long First) _position = ("", 0);

    /// <summary>Merges one slice; true when there is more to do at once.</summary>
    public bool Step()
    {
        if (_day is null || !files.Days.Contains(_day.Value))
        {
            if (Next() is not { } next)
                return false;
            _done.Add(next);
            _day = next;
            _packer?.Dispose();
            _packer = null;
            _position = ("", 0);
        }
        // Flushes close files that they don't need, so the file is asked for at each step.
        var file = files.Write(_day.Value, 0);
        if (!file.Merged && MergeSlice(file))
            return true;
        if (!file.Merged)
            file.MarkMerged();
        if (Vacuum(file))
            return true;
        _day = null;
        files.CloseExcept(files.Days.Take(1).ToHashSet());
        return true;
    }

    HistoryDay? Next()
    {
        var open = HistoryDay.Of(clock.GetUtcNow() - After);
        foreach (var day in files.Days)
            if (day.CompareTo(open) < 0 && !_done.Contains(day))
                return day;
        return null;
    }

    public void Dispose()
    {
        _packer?.Dispose();
        _unpacker.Dispose();
    }

    // False when no run of small chunks is left.
    bool MergeSlice(DayFile file)
    {
        var started = Stopwatch.GetTimestamp();
        var position = _position;
        var found = true;
        using (var transaction = file.Begin())
        {
            while (found && Stopwatch.GetElapsedTime(started) < SliceMax)
                found = MergeRun(file, ref position);
            transaction.Commit();
        }
        _position = position;
        return found;
    }

    bool MergeRun(DayFile file, ref (string Device, long First) position)
    {
        var rows = file.Connection.Query("""
            select device_id, first_seq, n, length(blob) from chunk
            where (device_id = @device and first_seq > @first) or device_id > @device order by device_id, first_seq limit 200
            """, row => (Device: row.GetString(0), First: row.GetInt64(1), Count: row.GetInt32(2), Bytes: row.GetInt64(3)),
            ("@device", position.Device), ("@first", position.First));
        if (rows.Count == 0)
            return false;
        var run = rows.TakeWhile(row => row.Device == rows[0].Device).ToList();
        var (records, bytes, length) = (0, 0L, 0);
        while (length < run.Count && (length == 0 || (records + run[length].Count <= RecordsMax && bytes + run[length].Bytes <= BytesMax)))
        {
            records += run[length].Count;
            bytes += run[length].Bytes;
            length++;
        }
        position = (run[0].Device, run[length - 1].First);
        if (length > 1)
            Replace(file, run[0].Device, run[0].First, run[length - 1].First);
        return true;
    }

    void Replace(DayFile file, string device, long first, long last)
    {
        var merged = new DeviceChunk(device);
        foreach (var blob in file.Connection.Query("select blob from chunk where device_id = @device and first_seq between @first and @last order by first_seq",
            row => row.GetFieldValue<byte[]>(0), ("@device", device), ("@first", first), ("@last", last)))
        {
            ReadOnlySpan<byte> points = _unpacker.Unpack(blob, file.Connection);
            while (!points.IsEmpty)
                merged.Add(ChunkFormat.ReadPoint(ref points));
        }
        file.Connection.Execute("delete from chunk where device_id = @device and first_seq between @first and @last", ("@device", device), ("@first", first), ("@last", last));
        file.Insert(merged, _packer ??= new ChunkPacker(Level, file.Dictionary));
        merged.Release();
    }

    // Gives the pages of the replaced chunks back to the file system; false when none is left.
    static bool Vacuum(DayFile file)
    {
        file.Connection.Query($"pragma incremental_vacuum({VacuumPages})", _ => 0);
        return file.Connection.Scalar<long>("pragma freelist_count") > 0;
    }
}
