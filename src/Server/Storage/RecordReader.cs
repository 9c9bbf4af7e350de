using System.Buffers.Binary;

namespace Dukou.Server.Storage;

/// <summary>Walks through the records of one batch in order.</summary>
ref struct RecordReader
{
    ReadOnlySpan<byte> _rest;
    long _next;
    int _left;
    StoredRecord _current;

    /// <exception cref="StorageException">The batch has a format or codec that this release does not read.</exception>
    public RecordReader(ReadOnlySpan<byte> batch, long firstSequence)
    {
        if (batch.Length < RecordFormat.BatchHeaderSize || batch[0] != RecordFormat.Version || batch[1] != RecordFormat.Plain)
            throw new StorageException($"The inbox batch at {firstSequence} has a form that this release does not read.");
        _left = BinaryPrimitives.ReadInt32LittleEndian(batch[2..]);
        _rest = batch[RecordFormat.BatchHeaderSize..];
        _next = firstSequence;
    }

    public readonly StoredRecord Current => _current;

    public bool Read()
    {
        if (_left == 0)
            return false;
        _current = StoredRecord.Read(_next, ref _rest);
        _next++;
        _left--;
        return true;
    }
}
