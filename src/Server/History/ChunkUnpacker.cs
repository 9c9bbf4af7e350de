using System.Data.Common;
using Dukou.Server.Storage;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Dukou.Server.History;

/// <summary>
/// Reads chunks of day files. Those that follow each other mostly have one dictionary, so the last one stays digested. For one thread at a
/// time.
/// </summary>
sealed class ChunkUnpacker : IDisposable
{
    readonly Decompressor _plain = new();
    readonly Decompressor _bare = new();
    (DbConnection? File, int Id) _dictionary;

    // ZSTD_d_format
    public ChunkUnpacker() => _bare.SetParameter(ZSTD_dParameter.ZSTD_d_experimentalParam1, (int)ZSTD_format_e.ZSTD_f_zstd1_magicless);

    /// <summary>How many dictionaries have been digested.</summary>
    public int Digested { get; private set; }

    /// <summary>The points of a chunk of <paramref name="file"/>.</summary>
    /// <exception cref="StorageException">The chunk has a form that this release does not read, or is damaged.</exception>
    public byte[] Unpack(ReadOnlySpan<byte> chunk, DbConnection file)
    {
        var (dictionary, length) = ChunkFormat.ReadHeader(ref chunk);
        if (dictionary != 0)
            Load(dictionary, file);
        try
        {
            var points = new byte[length];
            if ((dictionary == 0 ? _plain : _bare).Unwrap(chunk, points) == length)
                return points;
        }
        catch (ZstdException failure)
        {
            throw new StorageException("A history chunk is damaged.", failure);
        }
        throw new StorageException("A history chunk is damaged.");
    }

    public void Dispose()
    {
        _plain.Dispose();
        _bare.Dispose();
    }

    void Load(int id, DbConnection file)
    {
        if (_dictionary == (file, id))
            return;
        _bare.LoadDictionary(ChunkDictionary.Read(file, id) ?? throw new StorageException($"A history chunk needs dictionary {id}, which its file lacks."));
        _dictionary = (file, id);
        Digested++;
    }
}
