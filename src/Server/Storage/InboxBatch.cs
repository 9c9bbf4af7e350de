namespace Dukou.Server.Storage;

/// <summary>
/// The records of one commit. Filled under the inbox's lock, then immutable and shared: whoever got it from
/// <see cref="Inbox.ReadAfter"/> disposes it, and the buffer is used again when nobody holds it any more.
/// </summary>
sealed class InboxBatch : IDisposable
{
    const int BufferSizeMin = 16 * 1024;

    readonly InboxBatchPool _pool;
    byte[] _buffer;
    int _length = RecordFormat.BatchHeaderSize;
    int _holders = 1;

    public InboxBatch(InboxBatchPool pool)
    {
        _pool = pool;
        _buffer = new byte[BufferSizeMin];
    }

    public long FirstSequence { get; private set; }
    public int Count { get; private set; }
    public long LastSequence => FirstSequence + Count - 1;
    public int Length => _length;
    public int Capacity => _buffer.Length;
    public ReadOnlySpan<byte> Blob => _buffer.AsSpan(0, _length);

    public RecordReader Read() => new(Blob, FirstSequence);

    public void Append(in InboxRecord record, int size, long sequence)
    {
        if (Count == 0)
            FirstSequence = sequence;
        if (_length + size > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_length + size, _buffer.Length * 2));
        RecordFormat.Write(record, _buffer.AsSpan(_length, size));
        _length += size;
        Count++;
    }

    /// <summary>Becomes a batch that was read back from the file.</summary>
    public void Load(long firstSequence, int count, ReadOnlySpan<byte> blob)
    {
        if (blob.Length > _buffer.Length)
            _buffer = new byte[Math.Max(blob.Length, Math.Min(_buffer.Length * 2, Inbox.CommitBytesMax))];
        blob.CopyTo(_buffer);
        (FirstSequence, Count, _length) = (firstSequence, count, blob.Length);
    }

    /// <summary>No record follows: the header gets its count.</summary>
    public void Seal() => RecordFormat.WriteBatchHeader(_buffer, Count);

    public void Hold() => Interlocked.Increment(ref _holders);

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            _pool.Return(this);
    }

    public void Reset()
    {
        _length = RecordFormat.BatchHeaderSize;
        FirstSequence = 0;
        Count = 0;
        _holders = 1;
    }
}

/// <summary>Batches whose buffers wait for their next use; at most <paramref name="keptBytesMax"/> of them are kept.</summary>
sealed class InboxBatchPool(long keptBytesMax)
{
    readonly Lock _gate = new();
    readonly Stack<InboxBatch> _idle = new();
    long _keptBytes;

    public InboxBatch Rent()
    {
        lock (_gate)
            if (_idle.TryPop(out var batch))
            {
                _keptBytes -= batch.Capacity;
                batch.Reset();
                return batch;
            }
        return new InboxBatch(this);
    }

    public void Return(InboxBatch batch)
    {
        lock (_gate)
            if (_keptBytes + batch.Capacity <= keptBytesMax)
            {
                _idle.Push(batch);
                _keptBytes += batch.Capacity;
            }
    }
}
