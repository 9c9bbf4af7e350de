using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// Everything that devices sent, kept by day of receipt: the inbox's records are collected per device and written as compressed chunks.
/// Between flushes its thread deletes days that are too old or too many and merges the small chunks of days that are over.
/// </summary>
sealed class HistoryProjection : Projection
{
    static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(60);
    // So soon it sees that the inbox is full, which nobody says.
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    // A fifth of the thread's time at most goes into housekeeping while records come in.
    static readonly TimeSpan TidyPause = TimeSpan.FromMilliseconds(100);

    readonly Inbox _inbox;
    readonly HistoryFiles _files;
    readonly HistoryOptions _options;
    readonly HistoryRetention _retention;
    readonly HistoryMerge _merge;
    readonly ChunkMemory _memory;
    readonly ITimer _timer;

    // Who waits for a device's records, in the order of the calls. Whoever waits too long leaves at the next look.
    readonly ConcurrentQueue<Reader> _readers = new();

    // Everything below belongs to the projection's thread.
    // Of each device the newest chunk; the full ones stand before it.
    Dictionary<HistoryDay, Dictionary<string, DeviceChunk>> _collected = [];
    HistoryFlush? _flush;
    long _recheckTo;
    long _collectedSince;
    long _tidied;
    long _bytes;
    int _collectedBytes;

    public HistoryProjection(Inbox inbox, HistoryFiles files, HistoryOptions options, TimeProvider clock, ILogger<HistoryProjection> log)
        : base("history", inbox, log)
    {
        _inbox = inbox;
        _files = files;
        _options = options;
        _retention = new HistoryRetention(files, options, clock, log);
        _memory = new ChunkMemory(options.BufferBytesMax);
        _merge = new HistoryMerge(files, _memory, clock);
        // Days end by domain time, also when nothing is received.
        _timer = clock.CreateTimer(_ => Wake(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <summary>Read your writes: true once the device's records up to <paramref name="sequence"/> are in the files; false when that takes too long.</summary>
    public async Task<bool> WaitUntilAsync(string deviceId, long sequence, TimeSpan max)
    {
        if (sequence <= Cursor)
            return true;
        var reader = new Reader(deviceId, sequence);
        _readers.Enqueue(reader);
        Wake();
        try
        {
            await reader.Served.Task.WaitAsync(max);
            return true;
        }
        catch (TimeoutException)
        {
            return !reader.Served.TrySetCanceled();
        }
    }

    protected override bool MayRead => _bytes < _options.BufferBytesMax;

    protected override long LoadCursor()
    {
        // Until the inbox's present head, records may be in a file already.
        _recheckTo = _inbox.Head;
        return _files.Days is [var newest, ..] ? _files.Write(newest, 0).Cursor : 0;
    }

    protected override void Apply(in StoredRecord record)
    {
        if (record.Kind.IsBookkeeping())
            return;
        var day = HistoryDay.OfMilliseconds(record.ReceivedAt);
        Span<char> buffer = stackalloc char[256];
        var deviceId = record.DeviceId.Length <= buffer.Length ? buffer[..Encoding.UTF8.GetChars(record.DeviceId, buffer)] : Encoding.UTF8.GetString(record.DeviceId).AsSpan();
        if (record.Sequence <= _recheckTo && _files.Write(day, Cursor).Holds(deviceId.ToString(), record.Sequence))
            return;
        if (!_collected.TryGetValue(day, out var devices))
            _collected.Add(day, devices = []);
        var byName = devices.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!byName.TryGetValue(deviceId, out var chunk))
        {
            var name = deviceId.ToString();
            devices.Add(name, chunk = new DeviceChunk(_memory, name));
        }
        if (chunk.IsFull)
            devices[chunk.DeviceId] = chunk = new DeviceChunk(_memory, chunk.DeviceId) { Before = chunk };
        if (_collectedBytes == 0)
            _collectedSince = Stopwatch.GetTimestamp();
        var before = chunk.Count == 0 ? 0 : chunk.Held;
        chunk.Add(record);
        _collectedBytes += chunk.Held - before;
        _bytes += chunk.Held - before;
    }

    protected override TimeSpan Write()
    {
        // What is being flushed may hold what they wait for.
        if (_flush is null)
            Serve();
        if (_flush is null && UntilFlush() is var wait && wait > TimeSpan.Zero)
            return Tidy(wait);
        _flush ??= Begin();
        var (bytes, done) = _flush.WriteSlice();
        _bytes -= bytes;
        if (!done)
            return TimeSpan.Zero;
        var flush = _flush;
        _flush = null;
        Written(flush.To);
        _files.CloseExcept(flush.Days.ToHashSet());
        return TimeSpan.Zero;
    }

    protected override void Close()
    {
        _timer.Dispose();
        _files.Dispose();
        _merge.Dispose();
        while (_readers.TryDequeue(out var reader))
            reader.Served.TrySetException(new ObjectDisposedException(Name));
    }

    /// <summary>Writes what readers wait for, and nothing else: what is collected of others goes on growing into larger chunks.</summary>
    void Serve()
    {
        while (_readers.TryPeek(out var reader) && (reader.Served.Task.IsCompleted || reader.Sequence <= ReadThrough))
        {
            if (!reader.Served.Task.IsCompleted)
                WriteDevice(reader.DeviceId);
            _readers.TryDequeue(out _);
            reader.Served.TrySetResult();
        }
    }

    // Like a flush that is cut off after this device: the file's cursor stays, and the device's last sequence tells what it holds.
    void WriteDevice(string deviceId)
    {
        foreach (var (day, devices) in _collected)
            if (devices.TryGetValue(deviceId, out var newest))
            {
                var chunks = newest.All.ToList();
                var file = _files.Write(day, Cursor);
                var pendingTo = Math.Max(file.PendingTo, ReadThrough);
                using (var transaction = file.Begin())
                {
                    chunks.ForEach(file.Insert);
                    file.Mark(file.Cursor, pendingTo);
                    transaction.Commit();
                }
                file.Marked(file.Cursor, pendingTo);
                devices.Remove(deviceId);
                foreach (var chunk in chunks)
                {
                    _collectedBytes -= chunk.Held;
                    _bytes -= chunk.Held;
                    chunk.Release();
                }
            }
    }

    /// <summary>How long until a flush is due.</summary>
    TimeSpan UntilFlush()
    {
        if (ReadThrough == Cursor)
            return IdleMax;
        // A full inbox takes nothing until its readers, of which this may be the slowest, have written what they read.
        if (Hurry || _inbox.Stuck || _collectedBytes >= _options.BufferBytesMax / 2)
            return TimeSpan.Zero;
        // Records that were all in the files already: only the cursor has to move.
        if (_collectedBytes == 0)
            return TimeSpan.Zero;
        var left = _options.FlushInterval - Stopwatch.GetElapsedTime(_collectedSince);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < LookEvery ? left : LookEvery;
    }

    HistoryFlush Begin()
    {
        var days = _collected.Keys.ToHashSet();
        // The newest file's cursor is the one that counts, so it takes part in every flush.
        if (_files.Days is [var newest, ..])
            days.Add(newest);
        var flush = new HistoryFlush(ReadThrough, days.Select(day => Begin(_files.Write(day, Cursor), _collected.GetValueOrDefault(day)?.Values.SelectMany(chunk => chunk.All).ToList() ?? [])));
        _collected = [];
        _collectedBytes = 0;
        return flush;
    }

    static (DayFile, List<DeviceChunk>) Begin(DayFile file, List<DeviceChunk> chunks)
    {
        file.Learn(chunks);
        return (file, chunks);
    }

    /// <summary>One step of housekeeping, at most every <see cref="TidyPause"/> while records come in; returns how long until the next step or flush.</summary>
    TimeSpan Tidy(TimeSpan untilFlush)
    {
        var busy = _collectedBytes > 0;
        var soon = untilFlush < TidyPause ? untilFlush : TidyPause;
        if (Stopping || (busy && Stopwatch.GetElapsedTime(_tidied) < TidyPause))
            return busy ? soon : untilFlush;
        _tidied = Stopwatch.GetTimestamp();
        _retention.Apply();
        return (_merge.Step(), busy) switch
        {
            (false, _) => untilFlush,
            (true, true) => soon,
            (true, false) => TimeSpan.Zero,
        };
    }

    sealed record Reader(string DeviceId, long Sequence)
    {
        public TaskCompletionSource Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
