using System.Data.Common;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Server.Storage;

namespace Dukou.Server.Shadows;

/// <summary>
/// Merges property reports into the shadows: first into the overlay, then, coalesced and in slices, into shadow.db. A flush takes the
/// overlay as it is; its last slice moves the cursor. Until then a restart reads the same reports again and leaves out those whose row
/// is already as new.
/// </summary>
sealed class ShadowProjection(Inbox inbox, Databases databases, ILogger<ShadowProjection> log) : Projection("shadow", inbox, log)
{
    const long OverlayBytesMax = 64 * 1024 * 1024;
    // Readers see the overlay, so nobody waits for a flush; the later it comes, the more reports of a device are one row. What a crash
    // leaves out of the file is read again.
    static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);
    // So soon it sees that the inbox is full, which nobody says.
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    static readonly TimeSpan RowsMax = SliceMax * 0.6;

    readonly Inbox _inbox = inbox;
    readonly Database _shadow = databases.Shadow;

    // Everything below belongs to the projection's thread; the task's work runs on the database's.
    long _flushed = Stopwatch.GetTimestamp();
    long _checkTo;
    Flush? _flush;

    /// <summary>What was reported above the cursor.</summary>
    public ShadowOverlay Overlay { get; } = new();

    protected override bool MayRead => Overlay.Bytes < OverlayBytesMax;

    protected override bool Finished => _flush is null;

    protected override long LoadCursor()
    {
        var (cursor, checkTo) = _shadow.Read(shadow => shadow.First("select seq, check_to from shadow_cursor", row => (row.GetInt64(0), row.GetInt64(1))));
        _checkTo = checkTo;
        return cursor;
    }

    protected override void Apply(in StoredRecord record)
    {
        if (record.Kind != RecordKind.PropertyReport)
            return;
        Span<char> buffer = stackalloc char[256];
        var deviceId = record.DeviceId.Length <= buffer.Length ? buffer[..Encoding.UTF8.GetChars(record.DeviceId, buffer)] : Encoding.UTF8.GetString(record.DeviceId).AsSpan();
        var last = (record.Epoch, record.Sequence);
        for (var entries = new ReportEntries(record.Payload); entries.MoveNext();)
            if (!entries.Properties.IsEmpty && (record.Sequence > _checkTo || !InRow(deviceId.ToString(), Encoding.UTF8.GetString(entries.ServiceId), last)))
                Overlay.Add(deviceId, entries.ServiceId, entries.Properties, last, entries.EventTime?.ToUnixTimeMilliseconds() ?? record.ReceivedAt);
    }

    protected override TimeSpan Write()
    {
        if (_flush is null)
        {
            var wait = UntilFlush();
            if (wait > TimeSpan.Zero)
                return wait;
            // In the order of the table, so that neighbours share pages; changes of one service stay in theirs, for the sort is stable.
            _flush = new Flush(Cursor, ReadThrough, [.. Overlay.Seal().OrderBy(change => change.DeviceId, StringComparer.Ordinal)]);
        }
        if (_flush.Slice is null)
        {
            _flush.Slice = _shadow.WriteAsync(_flush.WriteSlice, WritePriority.Background);
            _flush.Slice.GetAwaiter().OnCompleted(Wake);
        }
        if (!_flush.Slice.IsCompleted)
            return FlushInterval;
        return SliceDone(_flush);
    }

    protected override void Close()
    {
        // The file belongs to Databases.
    }

    TimeSpan SliceDone(Flush flush)
    {
        var slice = flush.Slice!;
        flush.Slice = null;
        // Completed: this throws what went wrong, and the same slice is written again.
        var next = slice.GetAwaiter().GetResult();
        Overlay.Remove(CollectionsMarshal.AsSpan(flush.Changes)[flush.Next..next]);
        flush.Next = next;
        if (next == flush.Changes.Count)
        {
            _flush = null;
            _flushed = Stopwatch.GetTimestamp();
            Written(flush.To);
        }
        return TimeSpan.Zero;
    }

    TimeSpan UntilFlush()
    {
        if (ReadThrough == Cursor)
            return FlushInterval;
        if (Hurry || _inbox.Stuck || Overlay.Bytes > OverlayBytesMax / 4)
            return TimeSpan.Zero;
        var left = FlushInterval - Stopwatch.GetElapsedTime(_flushed);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < LookEvery ? left : LookEvery;
    }

    bool InRow(string deviceId, string serviceId, (long, long) last) =>
        _shadow.Read(shadow => ShadowRow.Read(shadow, deviceId, serviceId)) is { } row && last.CompareTo(row.Last) <= 0;

    /// <summary>One flush under way; <see cref="WriteSlice"/> runs on the writer thread of shadow.db.</summary>
    sealed class Flush(long cursor, long to, List<ReportedChange> changes)
    {
        public long To => to;
        public List<ReportedChange> Changes => changes;

        /// <summary>The first change that is not written yet.</summary>
        public int Next { get; set; }
        public Task<int>? Slice { get; set; }

        public int WriteSlice(DbConnection shadow)
        {
            var started = Stopwatch.GetTimestamp();
            var next = Next;
            while (next < changes.Count && Stopwatch.GetElapsedTime(started) < RowsMax)
            {
                var change = changes[next++];
                var known = ShadowRow.Read(shadow, change.DeviceId, change.ServiceId);
                if (known is null && change.ServiceId.StartsWith('$') && ShadowRow.IsCrowded(shadow, change.DeviceId))
                    continue;
                var row = known ?? ShadowRow.Empty(change.DeviceId, change.ServiceId);
                var merged = row.With(change);
                if (!ReferenceEquals(merged, row))
                    merged.Write(shadow);
            }
            var last = next == changes.Count;
            shadow.Execute("update shadow_cursor set seq = @seq, check_to = case when check_to > @to then check_to else @to end", ("@seq", last ? to : cursor), ("@to", to));
            if (last)
                shadow.Execute("delete from shadow where version < 0 and seq <= @to", ("@to", to));
            return next;
        }
    }
}
