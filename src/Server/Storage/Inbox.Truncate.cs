using Microsoft.Data.Sqlite;

namespace Dukou.Server.Storage;

// What every reader has behind it is deleted; what a slow reader still needs is kept up to the caps, then the inbox is full.
sealed partial class Inbox
{
    // Below this the file is left alone: deleting costs a share of every commit.
    const long TruncateAtBytes = 8 * 1024 * 1024;
    const long TruncateSliceMin = 64 * 1024;
    // A record that comes meanwhile waits for it.
    const long TruncateSliceIdle = 512 * 1024;
    const long MarkEveryMs = 60_000;

    // One mark a minute (sequence, tick) tells how long the records above a cursor have waited. Commit thread only.
    readonly Queue<(long Sequence, long Tick)> _marks = new();
    long _lastMark = long.MinValue / 2;
    bool _truncating;

    InboxCursor[] _cursors = [];
    int _holds;

    /// <summary>The readers that have registered, and how far each has come.</summary>
    public IReadOnlyList<InboxCursor> Cursors => Volatile.Read(ref _cursors);

    /// <summary>The highest sequence that no reader needs any more.</summary>
    long Cut
    {
        get
        {
            if (Volatile.Read(ref _holds) > 0)
                return 0;
            var cursors = Volatile.Read(ref _cursors);
            return cursors.Length == 0 ? 0 : cursors.Min(cursor => cursor.Position);
        }
    }

    /// <summary>The highest sequence that every reader has read; without readers nothing is.</summary>
    long ReadByAll
    {
        get
        {
            var read = long.MaxValue;
            foreach (var cursor in Volatile.Read(ref _cursors))
                read = Math.Min(read, cursor.ReadThrough);
            return read == long.MaxValue ? 0 : read;
        }
    }

    /// <summary>
    /// Registers a reader that has everything up to <paramref name="position"/>; records above its cursor are kept. When the inbox is
    /// older than the reader's file (its own file was lost), sequences go on above the reader's cursor.
    /// </summary>
    public InboxCursor Register(string name, long position)
    {
        var cursor = new InboxCursor(name, position, CursorMoved);
        lock (_gate)
        {
            if (position >= _next)
            {
                if (_filling.Count > 0 || _sealed.Count > 0)
                    throw new InvalidOperationException("Readers register before the first record of a run.");
                _next = position + 1;
                _head.Advance(position);
            }
            _cursors = [.. _cursors, cursor];
        }
        return cursor;
    }

    /// <summary>While the returned hold lives, nothing is deleted: a backup copies the readers' files first and the inbox last.</summary>
    public IDisposable HoldTruncation()
    {
        Interlocked.Increment(ref _holds);
        return new Hold(this);
    }

    void CursorMoved()
    {
        if (_overCap is not null)
            _wake.Set();
    }

    void Truncate(bool whileIdle)
    {
        var cut = Cut;
        try
        {
            if (_file.Bytes >= TruncateAtBytes || _overCap is not null)
                _truncating = true;
            if (_truncating && whileIdle && _file.First <= cut)
                while (_file.Bytes > TruncateAtBytes / 2 && _file.Delete(cut, TruncateSliceIdle) > 0 && !SomethingWaits())
                    continue;
            if (_file.Bytes <= TruncateAtBytes / 2)
                _truncating = false;
        }
        // The next commit meets the same disk and tells the operator; deleting can wait.
        catch (SqliteException)
        {
            _metrics.WriteFailed();
        }
        CheckCaps(cut);
    }

    bool SomethingWaits()
    {
        lock (_gate)
            return _filling.Count > 0 || _sealed.Count > 0;
    }

    void CheckCaps(long cut)
    {
        var now = Environment.TickCount64;
        var head = Head;
        while (_marks.TryPeek(out var read) && read.Sequence <= cut)
            _marks.Dequeue();
        if (head > cut && now - _lastMark >= MarkEveryMs)
        {
            _marks.Enqueue((head, now));
            _lastMark = now;
        }
        var problem = _file.Bytes >= _options.DiskBytesMax
            ? $"{_file.Bytes} bytes wait for {Slowest()}, {_options.DiskBytesMax} are allowed"
            : _marks.TryPeek(out var oldest) && now - oldest.Tick >= _options.AgeMax.TotalMilliseconds
                ? $"records have waited longer than {_options.AgeMax} for {Slowest()}"
                : null;
        if (problem is not null && _overCap is null)
            StorageLog.InboxFull(_log, problem);
        else if (problem is null && _overCap is not null)
            StorageLog.InboxHasRoom(_log);
        _overCap = problem;
    }

    string Slowest() => Volatile.Read(ref _holds) > 0 ? "a backup" : Volatile.Read(ref _cursors).MinBy(cursor => cursor.Position)?.Name ?? "a reader that is not registered";

    sealed class Hold(Inbox inbox) : IDisposable
    {
        int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                Interlocked.Decrement(ref inbox._holds);
                inbox.CursorMoved();
            }
        }
    }
}
