using System.Buffers.Binary;
using System.IO.Compression;

namespace Dukou.Server.Pipeline;

/// <summary>
/// Payloads on topics that say <c>?encoding=gzip</c> (J:DeviceClient.java, C:base.h). Inflating stops at the limit of the topic, so that a
/// small payload can't become a large one.
/// </summary>
static class Gzip
{
    // CRC and length.
    const int TrailerBytes = 8;

    /// <summary>Null when the payload isn't gzip to its end; longer than <paramref name="bytesMax"/> by one byte when it would be longer still.</summary>
    public static byte[]? Inflate(ReadOnlySpan<byte> payload, int bytesMax)
    {
        // The length of what is in it ends the data; .NET's reader reads on without it.
        if (payload.Length < TrailerBytes)
            return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(payload[^4..]);
        using var inflated = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(payload.ToArray()), CompressionMode.Decompress);
            Span<byte> buffer = stackalloc byte[4096];
            while (inflated.Length <= bytesMax && gzip.Read(buffer) is > 0 and var read)
                inflated.Write(buffer[..(int)Math.Min(read, bytesMax + 1 - inflated.Length)]);
        }
        catch (InvalidDataException)
        {
            return null;
        }
        return inflated.Length > bytesMax || inflated.Length == length ? inflated.ToArray() : null;
    }
}
