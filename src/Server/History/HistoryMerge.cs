using System.Diagnostics;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// Merges the small chunks of a day that is over, once, in slices: a chunk of ten records costs twice the bytes per record of a large
/// one. An interrupted merge starts again and finds little left to do. History projection's thread only.
/// </summary>
sealed class HistoryMerge(HistoryFiles files, ChunkMemory memory, TimeProvider clock) : IDisposable
{
    const long BytesMax = 64 * 1024;
    const int VacuumPages = 200;
    const int Level = 6;
    const int RowsMax = 200;

    static readonly TimeSpan SliceMax = Projection.SliceMax * 0.6;
    // A device's last reports may still be on their way when the day ends.
    static readonly TimeSpan After = TimeSpan.FromHours(1);

    readonly ChunkUnpacker _unpacker = new();
    // Of the day that is merged.
    ChunkPacker? _packer;
    readonly HashSet<HistoryDay> _done = [];
    HistoryDay? _day;
    // The device, and its chunk above those that are left; 0 before the newest.
    (string Device, long Above) _position = ("", 0);

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

    // One run of a device's chunks, from its newest to its oldest; then the next device's.
    bool MergeRun(DayFile file, ref (string Device, long Above) position)
    {
        var (device, above) = position;
        var rows = file.Connection.Query($"""
            with recursive walk (id, before, n, bytes) as (
              select id, before, n, length(blob) from chain
              where id = case when @above = 0 then (select newest from device where device_id = @device) else (select before from chain where id = @above) end
              union all
              select chain.id, chain.before, chain.n, length(chain.blob) from walk join chain on chain.id = walk.before
              limit {RowsMax})
            select id, before, n, bytes from walk
            """, row => (Id: row.GetInt64(0), Before: row.Number(1), Count: row.GetInt32(2), Bytes: row.GetInt64(3)), ("@device", device), ("@above", above));
        if (rows.Count == 0)
        {
            position = (file.Connection.Scalar<string>("select min(device_id) from device where device_id > @device", ("@device", device)) ?? "", 0);
            return position.Device != "";
        }
        var (records, bytes, length) = (0, 0L, 0);
        while (length < rows.Count && (length == 0 || (records + rows[length].Count <= DeviceChunk.RecordsMax && bytes + rows[length].Bytes <= BytesMax)))
        {
            records += rows[length].Count;
            bytes += rows[length].Bytes;
            length++;
        }
        var run = rows[..length];
        position = (device, length == 1 ? run[0].Id : Replace(file, device, above, [.. run.Select(row => row.Id)], run[^1].Before));
        return true;
    }

    // Puts one chunk in the place of a run, given newest first, between the chunk above it (0: none) and the one before it; returns its id.
    long Replace(DayFile file, string device, long above, long[] run, long? before)
    {
        var merged = new DeviceChunk(memory, device);
        foreach (var id in run.Reverse())
        {
            ReadOnlySpan<byte> points = _unpacker.Unpack(file.Connection.Scalar<byte[]>("select blob from chain where id = @id", ("@id", id)), file.Connection);
            while (!points.IsEmpty)
                merged.Add(ChunkFormat.ReadPoint(ref points));
            file.Connection.Execute("delete from chain where id = @id", ("@id", id));
        }
        var replacement = file.Insert(merged, before, _packer ??= new ChunkPacker(Level, file.Dictionary));
        merged.Release();
        if (above == 0)
            file.Connection.Execute("update device set newest = @id where device_id = @device", ("@id", replacement), ("@device", device));
        else
            file.Connection.Execute("update chain set before = @id where id = @above", ("@id", replacement), ("@above", above));
        return replacement;
    }

    // Gives the pages of the replaced chunks back to the file system; false when none is left.
    static bool Vacuum(DayFile file)
    {
        file.Connection.Query($"pragma incremental_vacuum({VacuumPages})", _ => 0);
        return file.Connection.Scalar<long>("pragma freelist_count") > 0;
    }
}
