using ZstdSharp;

namespace Dukou.Server.History;

/// <summary>Points of many devices, taken from what is about to be written, until there are enough to make a dictionary of.</summary>
sealed class DictionarySamples
{
    // With fewer it is larger than what it saves; with more it gets no better. Measured on reports of 170 bytes.
    const int CountMin = 100;
    const int CountMax = 500;
    const int DictionaryBytesMax = 16 * 1024;
    // Of a large message the start.
    const int SampleBytesMax = 2048;

    readonly List<byte[]> _samples = [];

    public bool Enough => _samples.Count >= CountMin;

    /// <summary>Takes points of devices that are spread over all.</summary>
    public void Take(IReadOnlyList<DeviceChunk> chunks)
    {
        var step = Math.Max(1, chunks.Count / CountMax);
        var each = Math.Max(1, CountMax / Math.Max(1, chunks.Count));
        for (var i = 0; i < chunks.Count; i += step)
            Take(chunks[i].Points, each);
    }

    /// <summary>Makes a dictionary, if they have anything in common, and starts anew.</summary>
    public byte[]? Train()
    {
        try
        {
            return DictBuilder.TrainFromBuffer(_samples, DictionaryBytesMax);
        }
        catch (ZstdException)
        {
            return null;
        }
        finally
        {
            _samples.Clear();
        }
    }

    void Take(ReadOnlySpan<byte> points, int count)
    {
        for (var taken = 0; taken < count && !points.IsEmpty; taken++)
        {
            var rest = points;
            ChunkFormat.ReadPoint(ref points);
            var size = rest.Length - points.Length;
            _samples.Add(rest[..Math.Min(size, SampleBytesMax)].ToArray());
        }
    }
}
