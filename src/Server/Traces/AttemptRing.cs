namespace Dukou.Server.Traces;

/// <summary>
/// What peers tried who did not prove who they are: in memory only, so that a stranger can neither fill the disk nor displace a device's
/// entries. Bounds: <see cref="TraceOptions.AttemptsMax"/> and <see cref="TraceOptions.AttemptCharactersMax"/>; the oldest go. Any thread.
/// </summary>
sealed class AttemptRing(TraceOptions options)
{
    // Guards the fields below. Rows are in the order of their sequence.
    readonly Lock _gate = new();
    readonly List<TraceRow> _rows = [];
    int _start;
    long _characters;

    public int Count
    {
        get
        {
            lock (_gate)
                return _rows.Count - _start;
        }
    }

    public void Add(TraceRow row)
    {
        lock (_gate)
        {
            _rows.Add(row);
            _characters += row.Characters;
            while (_rows.Count - _start > options.AttemptsMax || (_characters > options.AttemptCharactersMax && _rows.Count - _start > 1))
                DropOldest();
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _rows.Clear();
            (_start, _characters) = (0, 0);
        }
    }

    public void DropBefore(DateTimeOffset oldest)
    {
        lock (_gate)
            while (_start < _rows.Count && _rows[_start].Entry.At < oldest)
                DropOldest();
    }

    /// <summary>Newest first, below <paramref name="before"/>.</summary>
    public List<TraceRow> Read(TraceFilter filter, TracePlace before, int limit)
    {
        lock (_gate)
        {
            var found = new List<TraceRow>();
            for (var i = _rows.Count - 1; i >= _start; i--)
                if (_rows[i].Place < before && filter.Matches(_rows[i].Entry))
                    found.Add(_rows[i]);
            // Positions are taken by many threads and may be out of step with the sequence by a little.
            found.Sort((left, right) => right.Place.CompareTo(left.Place));
            return found.Count > limit ? found.GetRange(0, limit) : found;
        }
    }

    /// <summary>In the order of their sequence, above <paramref name="after"/> and up to <paramref name="through"/>.</summary>
    public List<TraceRow> ReadAfter(TraceFilter filter, long after, long through, int limit)
    {
        lock (_gate)
        {
            var found = new List<TraceRow>();
            for (var i = FirstAbove(after); i < _rows.Count && _rows[i].Place.Sequence <= through && found.Count < limit; i++)
                if (filter.Matches(_rows[i].Entry))
                    found.Add(_rows[i]);
            return found;
        }
    }

    // Called under the lock.
    int FirstAbove(long sequence)
    {
        var (low, high) = (_start, _rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_rows[middle].Place.Sequence > sequence)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    // Called under the lock.
    void DropOldest()
    {
        _characters -= _rows[_start].Characters;
        _rows[_start++] = null!; // Below _start nothing is read.
        if (_start > 1024 && _start > _rows.Count / 2)
        {
            _rows.RemoveRange(0, _start);
            _start = 0;
        }
    }
}
