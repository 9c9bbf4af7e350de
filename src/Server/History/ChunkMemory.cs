using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// The memory of chunks that are collected: segments of at most <see cref="SegmentBytesMax"/>, used again for other chunks. A chunk that grows
/// takes another segment, so it holds little more than its bytes, copies none of them, and all chunks need the same few sizes. Used by one
/// thread. Bound: <paramref name="idleBytesMax"/> of segments in no chunk, and one buffer as large as the largest chunk.
/// </summary>
sealed class ChunkMemory(long idleBytesMax)
{
    public const int SegmentBytesMax = 16 * 1024;

    readonly BufferPool _segments = new(idleBytesMax);
    byte[] _whole = [];

    /// <summary>The next segment of a chunk that has <paramref name="held"/> bytes already: as many again, within bounds.</summary>
    public byte[] Rent(int held) => _segments.Rent(Math.Min(held, SegmentBytesMax));

    public void Return(byte[] segment) => _segments.Return(segment);

    /// <summary>Room to put a chunk together in; valid until it is asked for again.</summary>
    public Span<byte> Whole(int length)
    {
        if (_whole.Length < length)
        {
            if (_whole.Length > 0)
                _segments.Return(_whole);
            _whole = _segments.Rent(length);
        }
        return _whole.AsSpan(0, length);
    }
}
