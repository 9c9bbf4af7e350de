using Dukou.Server.Storage;

namespace Dukou.Server.History;

/// <summary>Records of one device and day that are collected in memory until they are written as one chunk.</summary>
/// <param name="memory">Where its bytes are.</param>
/// <param name="deviceId">Whose they are.</param>
sealed class DeviceChunk(ChunkMemory memory, string deviceId)
{
    /// <summary>A reader unpacks a chunk as a whole, also for a page of it: a device that sends very often has several.</summary>
    public const int RecordsMax = 2000;

    // This object, its name and its place in the tables of whoever collects: about so much, measured.
    const int OwnBytes = 320;

    // The segments are full but for the last, of which _used bytes are.
    readonly List<byte[]> _segments = new(1);
    int _capacity;
    int _used;

    public string DeviceId { get; } = deviceId;

    /// <summary>The device's full one before this.</summary>
    public DeviceChunk? Before { get; init; }

    public bool IsFull => Count >= RecordsMax;

    /// <summary>This one and all before it, in the order in which they are written: oldest first.</summary>
    public IEnumerable<DeviceChunk> All => Before is null ? [this] : Before.All.Append(this);

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
    public int Held => OwnBytes + _capacity;

    /// <summary>All records in one piece, valid until another chunk of the same memory is asked for its own.</summary>
    public ReadOnlySpan<byte> Points
    {
        get
        {
            if (_segments is [var only])
                return only.AsSpan(0, Length);
            var whole = memory.Whole(Length);
            var rest = whole;
            foreach (var segment in _segments)
            {
                var part = segment.AsSpan(0, Math.Min(segment.Length, rest.Length));
                part.CopyTo(rest);
                rest = rest[part.Length..];
            }
            return whole;
        }
    }

    public void Add(in StoredRecord record)
    {
        Span<byte> sequence = stackalloc byte[sizeof(long)];
        ChunkFormat.WriteSequence(record, sequence);
        Append(sequence);
        Append(record.Bytes);
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
        _segments.ForEach(memory.Return);
        _segments.Clear();
        (_capacity, _used, Length) = (0, 0, 0);
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        while (!bytes.IsEmpty)
        {
            if (_segments.Count == 0 || _used == _segments[^1].Length)
            {
                var segment = memory.Rent(_capacity);
                _segments.Add(segment);
                _capacity += segment.Length;
                _used = 0;
            }
            var part = bytes[..Math.Min(bytes.Length, _segments[^1].Length - _used)];
            part.CopyTo(_segments[^1].AsSpan(_used));
            _used += part.Length;
            bytes = bytes[part.Length..];
        }
    }
}
