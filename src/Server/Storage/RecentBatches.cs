namespace Dukou.Server.Storage;

/// <summary>The newest durable batches in memory until every reader has read them, so that readers which keep up never touch the file. Bound: bytes of buffers.</summary>
sealed class RecentBatches(int bytesMax) : IDisposable
{
    // Guards the queue's content.
    readonly Lock _gate = new();
    readonly List<InboxBatch> _batches = [];
    long _bytes;
    int _start;

    /// <param name="batch">The newest.</param>
    /// <param name="readThrough">What no reader needs any more.</param>
    public void Add(InboxBatch batch, long readThrough)
    {
        lock (_gate)
        {
            _batches.Add(batch);
            _bytes += batch.Capacity;
            while (_start < _batches.Count - 1 && (_bytes > bytesMax || _batches[_start].LastSequence <= readThrough))
            {
                var oldest = _batches[_start];
                _batches[_start++] = null!;
                _bytes -= oldest.Capacity;
                oldest.Dispose();
            }
            if (_start > 64 && _start > _batches.Count / 2)
            {
                _batches.RemoveRange(0, _start);
                _start = 0;
            }
        }
    }

    /// <summary>The batch that holds the first record above <paramref name="sequence"/>, or null when it is not in memory.</summary>
    public InboxBatch? Find(long sequence)
    {
        lock (_gate)
        {
            if (_start == _batches.Count || sequence + 1 < _batches[_start].FirstSequence)
                return null;
            var (low, high) = (_start, _batches.Count - 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (_batches[middle].LastSequence > sequence)
                    high = middle;
                else
                    low = middle + 1;
            }
            var found = _batches[low];
            if (found.LastSequence <= sequence)
                return null;
            found.Hold();
            return found;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            for (var i = _start; i < _batches.Count; i++)
                _batches[i].Dispose();
            _batches.Clear();
            _start = 0;
            _bytes = 0;
        }
    }
}
