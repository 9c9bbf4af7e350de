using System.Buffers.Binary;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>
/// Format 1 of history chunks, little-endian; records as in <see cref="RecordFormat"/>:
/// <code>
/// chunk = format u8 (1) | codec u8 (1) | length u32 of the plain points | zstd( point* )
///       | format u8 (1) | codec u8 (2) | dictionary varint | length varint | bare zstd( point* )
/// point = sequence i64 | record
/// </code>
/// Codec 2 was compressed against a dictionary of the same file (<see cref="ChunkDictionary"/>); its frame is without the magic number,
/// the content's size and the dictionary's number, which would be a fifth of a small chunk. A varint is LEB128.
/// </summary>
static class ChunkFormat
{
    public const byte Version = 1;
    public const byte Zstd = 1;
    public const byte ZstdWithDictionary = 2;

    /// <summary>The longest header.</summary>
    public const int HeaderSizeMax = 2 + 5 + 5;

    /// <summary>Writes the header of a chunk; a dictionary of 0 is none. Returns its length.</summary>
    public static int WriteHeader(Span<byte> target, int dictionary, int length)
    {
        target[0] = Version;
        if (dictionary == 0)
        {
            target[1] = Zstd;
            BinaryPrimitives.WriteInt32LittleEndian(target[2..], length);
            return 6;
        }
        target[1] = ZstdWithDictionary;
        var at = 2;
        WriteVarint(target, ref at, dictionary);
        WriteVarint(target, ref at, length);
        return at;
    }

    /// <summary>Reads a chunk's header and leaves its frame in <paramref name="rest"/>.</summary>
    /// <exception cref="StorageException">The chunk has a form that this release does not read.</exception>
    public static (int Dictionary, int Length) ReadHeader(ref ReadOnlySpan<byte> rest)
    {
        if (rest is [Version, Zstd, _, _, _, _, ..])
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest[2..]);
            rest = rest[6..];
            return (0, length);
        }
        if (rest is not [Version, ZstdWithDictionary, ..])
            throw new StorageException("A history chunk has a form that this release does not read.");
        rest = rest[2..];
        return (ReadVarint(ref rest), ReadVarint(ref rest));
    }

    /// <summary>Writes what stands before the record in its point.</summary>
    public static void WriteSequence(in StoredRecord record, Span<byte> target) => BinaryPrimitives.WriteInt64LittleEndian(target, record.Sequence);

    /// <summary>Reads the point at the start of <paramref name="rest"/> and moves past it.</summary>
    public static StoredRecord ReadPoint(ref ReadOnlySpan<byte> rest)
    {
        var sequence = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[sizeof(long)..];
        return StoredRecord.Read(sequence, ref rest);
    }

    static void WriteVarint(Span<byte> target, ref int at, int value)
    {
        for (var left = (uint)value; ; left >>= 7)
        {
            target[at++] = (byte)(left < 0x80 ? left : left | 0x80);
            if (left < 0x80)
                return;
        }
    }

    static int ReadVarint(ref ReadOnlySpan<byte> rest)
    {
        var value = 0u;
        for (var i = 0; i < Math.Min(5, rest.Length); i++)
        {
            value |= (uint)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80 && value <= int.MaxValue)
            {
                rest = rest[(i + 1)..];
                return (int)value;
            }
        }
        throw new StorageException("A history chunk is damaged.");
    }
}
