namespace Dukou.Server.Storage;

/// <summary>
/// The records of one commit. Filled under the inbox's lock, then immutable and shared. Whoever makes it, calls <see cref="Hold"/> or gets it
/// from <see cref="Inbox.ReadAfter"/> holds it and disposes it once; the last one gives the buffer back. A batch lives once: when its
/// buffer is gone it can be neither read nor held, so it never shows the bytes of a later one.
/// </summary>
/// <param name="buffers">Where its buffer comes from and goes to.</param>
/// <param name="expected">Bytes that such a batch has come to lately.</param>
sealed class InboxBatch(BufferPool buffers, int expected = 0) : IDisposable
{
    const int BufferSizeMin = 16 * 1024;

    byte[] _buffer = [];
    int _length = RecordFormat.BatchHeaderSize;
    int _holders = 1;

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
            Grow(_length + size);
        RecordFormat.Write(record, _buffer.AsSpan(_length, size));
        _length += size;
        Count++;
    }

    /// <summary>Becomes a batch that was read back from the file.</summary>
    public void Load(long firstSequence, int count, ReadOnlySpan<byte> blob)
    {
        _buffer = buffers.Rent(blob.Length);
        blob.CopyTo(_buffer);
        (FirstSequence, Count, _length) = (firstSequence, count, blob.Length);
    }

    /// <summary>No record follows: the header gets its count.</summary>
    public void Seal() => RecordFormat.WriteBatchHeader(_buffer, Count);

    /// <summary>For who can be sure that somebody else holds it meanwhile.</summary>
    public void Hold() => ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _holders) <= 1, this);

    public void Dispose()
    {
        var holders = Interlocked.Decrement(ref _holders);
        ObjectDisposedException.ThrowIf(holders < 0, this);
        if (holders == 0)
            GiveBack();
    }

    // Only while it is filled: nobody reads it yet.
    void Grow(int size)
    {
        var larger = buffers.Rent(Math.Max(size, Count == 0 ? Math.Max(expected, BufferSizeMin) : _buffer.Length * 2));
        _buffer.AsSpan(0, Count == 0 ? 0 : _length).CopyTo(larger);
        GiveBack();
        _buffer = larger;
    }

    void GiveBack()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            buffers.Return(buffer);
    }
}
