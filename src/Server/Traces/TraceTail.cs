using Dukou.Server.Storage;

namespace Dukou.Server.Traces;

/// <summary>
/// What one live stream reads: the entries after its cursor. It pulls from the log, the file and the ring, so that a reader who is slow
/// holds no memory; one who falls behind by more than <see cref="TraceOptions.StreamBehindMax"/> skips, and is told how many entries it missed.
/// </summary>
sealed class TraceTail(TraceFilter filter, TraceCursor start, Inbox inbox, TraceLedger ledger, TraceStore store, AttemptRing ring, UplinkTraces uplinks, TraceOptions options)
{
    const int RowsMax = 200;

    readonly UplinkFilter _uplinkFilter = new(filter);
    // A cursor of another installation, or of files that were lost, is of no use: the stream begins at the end.
    TraceCursor _cursor = new(Math.Min(start.Uplink, inbox.Head), Math.Min(start.Row, ledger.Published));

    public TraceCursor Cursor => _cursor;

    /// <summary>Completes when there may be something to read.</summary>
    public Task WaitAsync() => filter.WantsStoredUplinks
        ? Task.WhenAny(inbox.WaitForDurableAsync(_cursor.Uplink + 1), ledger.WaitForAsync(_cursor.Row + 1))
        : ledger.WaitForAsync(_cursor.Row + 1);

    /// <summary>
    /// The next entries, each with the cursor after it, and how many were missed before them. Both empty when there is nothing at present.
    /// </summary>
    public (List<(TraceRow Row, TraceCursor After)> Rows, long Missed) Read()
    {
        var missed = SkipUplinks() + SkipRows();
        var read = new List<(TraceRow, TraceCursor)>();
        missed += ReadUplinks(read);
        ReadRows(read);
        return (read, missed);
    }

    long SkipUplinks()
    {
        var head = inbox.Head;
        if (!filter.WantsStoredUplinks)
            _cursor = _cursor with { Uplink = head };
        // Uplinks that don't pass the filter are read past and put nobody behind.
        if (head - _cursor.Uplink <= options.StreamBehindMax || uplinks.Count(_uplinkFilter, _cursor.Uplink, head) <= options.StreamBehindMax)
            return 0;
        var target = head - options.StreamBehindMax;
        var skipped = uplinks.Count(_uplinkFilter, _cursor.Uplink, target);
        _cursor = _cursor with { Uplink = target };
        return skipped;
    }

    long SkipRows()
    {
        var published = ledger.Published;
        if (published - _cursor.Row <= options.StreamBehindMax || Rows(published) <= options.StreamBehindMax)
            return 0;
        var target = published - options.StreamBehindMax;
        var skipped = Rows(target);
        _cursor = _cursor with { Row = target };
        return skipped;

        long Rows(long through) => store.Count(filter, _cursor.Row, through) + ring.ReadAfter(filter, _cursor.Row, through, int.MaxValue).Count;
    }

    long ReadUplinks(List<(TraceRow, TraceCursor)> read)
    {
        var gone = 0L;
        while (read.Count < RowsMax && uplinks.ReadNext(_uplinkFilter, _cursor.Uplink, RowsMax - read.Count) is { } next)
        {
            foreach (var row in next.Rows)
                read.Add((row, _cursor = _cursor with { Uplink = row.Place.Position }));
            _cursor = _cursor with { Uplink = next.Through };
            gone += next.Gone;
        }
        return gone;
    }

    void ReadRows(List<(TraceRow, TraceCursor)> read)
    {
        var through = ledger.Published;
        var rows = store.ReadAfter(filter, _cursor.Row, through, RowsMax);
        rows.AddRange(ring.ReadAfter(filter, _cursor.Row, through, RowsMax));
        rows.Sort((left, right) => left.Place.Sequence.CompareTo(right.Place.Sequence));
        // Where one source was cut short, what the other has beyond would leave a hole.
        foreach (var row in rows.Take(RowsMax))
            read.Add((row, _cursor = _cursor with { Row = row.Place.Sequence }));
        if (rows.Count < RowsMax)
            _cursor = _cursor with { Row = through };
    }
}
