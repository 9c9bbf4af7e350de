using System.Buffers;
using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>The records of one device and day that are collected in memory until they are written as one chunk.</summary>
/// <param name="deviceId">Whose they are.</param>
/// <param name="expected">Bytes that such a chunk has come to lately.</param>
sealed class DeviceChunk(string deviceId, int expected = 0)
{
    // This object, its name and its place in the tables of whoever collects: about so much, measured.
    const int OwnBytes = 256;

    byte[] _points = [];

    public string DeviceId { get; } = deviceId;
    public long FirstSequence { get; private set; }
    public long LastSequence { get; private set; }
    public long ReceivedFrom { get; private set; } = long.MaxValue;
    public long ReceivedTo { get; private set; } = long.MinValue;
    public long EventFrom { get; private set; } = long.MaxValue;
    public long EventTo { get; private set; } = long.MinValue;
    public int Kinds { get; private set; }
    public int Count { get; private set; }
    public int Length { get; private set; }

    /// <summary>Bytes of memory that it takes, whatever it holds.</summary>
    public int Held => OwnBytes + _points.Length;

    public ReadOnlySpan<byte> Points => _points.AsSpan(0, Length);

    public void Add(in StoredRecord record)
    {
        var size = ChunkFormat.PointSize(record);
        if (Length + size > _points.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + size, Length == 0 ? expected : _points.Length * 2));
            Points.CopyTo(larger);
            GiveBack();
            _points = larger;
        }
        ChunkFormat.WritePoint(record, _points.AsSpan(Length, size));
        Length += size;
        if (Count++ == 0)
            FirstSequence = record.Sequence;
        LastSequence = record.Sequence;
        ReceivedFrom = Math.Min(ReceivedFrom, record.ReceivedAt);
        ReceivedTo = Math.Max(ReceivedTo, record.ReceivedAt);
        var (from, to) = EventTimes.Range(record);
        EventFrom = Math.Min(EventFrom, from);
        EventTo = Math.Max(EventTo, to);
        Kinds |= record.Kind.Bit();
    }

    /// <summary>Gives the memory back; the chunk is written.</summary>
    public void Release()
    {
        GiveBack();
        _points = [];
        Length = 0;
    }

    void GiveBack()
    {
        if (_points.Length > 0)
            ArrayPool<byte>.Shared.Return(_points);
    }
}
