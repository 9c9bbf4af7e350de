using System.Buffers;
using System.Buffers.Binary;
using Dukou.Server.Storage;
using ZstdSharp;

namespace Dukou.Server.History;

/// <summary>
/// Format 1 of history chunks, little-endian; records as in <see cref="RecordFormat"/>:
/// <code>
/// chunk = format u8 (1) | codec u8 (1: zstd) | length u32 of the plain points | compressed( point* )
/// point = sequence i64 | record
/// </code>
/// </summary>
static class ChunkFormat
{
    public const byte Version = 1;
    public const byte Zstd = 1;

    const int HeaderSize = 6;

    public static byte[] Pack(ReadOnlySpan<byte> points, Compressor compressor)
    {
        var target = ArrayPool<byte>.Shared.Rent(HeaderSize + Compressor.GetCompressBound(points.Length));
        target[0] = Version;
        target[1] = Zstd;
        BinaryPrimitives.WriteInt32LittleEndian(target.AsSpan(2), points.Length);
        var length = compressor.Wrap(points, target.AsSpan(HeaderSize));
        var chunk = target[..(HeaderSize + length)];
        ArrayPool<byte>.Shared.Return(target);
        return chunk;
    }

    /// <exception cref="StorageException">The chunk has a form that this release does not read, or is damaged.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> chunk, Decompressor decompressor)
    {
        if (chunk.Length < HeaderSize || chunk[0] != Version || chunk[1] != Zstd)
            throw new StorageException("A history chunk has a form that this release does not read.");
        var points = new byte[BinaryPrimitives.ReadInt32LittleEndian(chunk[2..])];
        try
        {
            if (decompressor.Unwrap(chunk[HeaderSize..], points) == points.Length)
                return points;
        }
        catch (ZstdException failure)
        {
            throw new StorageException("A history chunk is damaged.", failure);
        }
        throw new StorageException("A history chunk is damaged.");
    }

    public static int PointSize(in StoredRecord record) => sizeof(long) + record.Bytes.Length;

    public static void WritePoint(in StoredRecord record, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, record.Sequence);
        record.Bytes.CopyTo(target[sizeof(long)..]);
    }

    /// <summary>Reads the point at the start of <paramref name="rest"/> and moves past it.</summary>
    public static StoredRecord ReadPoint(ref ReadOnlySpan<byte> rest)
    {
        var sequence = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[sizeof(long)..];
        return StoredRecord.Read(sequence, ref rest);
    }
}
