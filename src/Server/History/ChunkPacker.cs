using System.Buffers;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Dukou.Server.History;

/// <summary>Compresses chunks on one level against one dictionary, which is digested once. For one thread at a time.</summary>
sealed class ChunkPacker : IDisposable
{
    readonly Compressor _compressor;
    readonly int _dictionary;

    public ChunkPacker(int level, ChunkDictionary? dictionary)
    {
        _compressor = new Compressor(level);
        if (dictionary is null)
            return;
        _dictionary = dictionary.Id;
        _compressor.LoadDictionary(dictionary.Bytes);
        // ZSTD_c_format
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_experimentalParam2, (int)ZSTD_format_e.ZSTD_f_zstd1_magicless);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_contentSizeFlag, 0);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_dictIDFlag, 0);
    }

    public byte[] Pack(ReadOnlySpan<byte> points)
    {
        var target = ArrayPool<byte>.Shared.Rent(ChunkFormat.HeaderSizeMax + Compressor.GetCompressBound(points.Length));
        var length = ChunkFormat.WriteHeader(target, _dictionary, points.Length);
        length += _compressor.Wrap(points, target.AsSpan(length));
        var chunk = target[..length];
        ArrayPool<byte>.Shared.Return(target);
        return chunk;
    }

    public void Dispose() => _compressor.Dispose();
}
