using System.Buffers.Binary;

namespace Dukou.Server.Storage;

/// <summary>One record as read back: views into the bytes of its batch or chunk, valid as long as those are.</summary>
readonly ref struct StoredRecord
{
    StoredRecord(long sequence, ReadOnlySpan<byte> bytes)
    {
        Sequence = sequence;
        Bytes = bytes;
        Kind = (RecordKind)bytes[4];
        QoS = (byte)(bytes[5] & RecordFormat.QoSBits);
        Retain = (bytes[5] & RecordFormat.RetainBit) != 0;
        Epoch = BinaryPrimitives.ReadInt64LittleEndian(bytes[6..]);
        ReceivedAt = BinaryPrimitives.ReadInt64LittleEndian(bytes[14..]);
        var rest = bytes[22..];
        if ((bytes[5] & RecordFormat.PacketIdBit) != 0)
        {
            PacketId = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            rest = rest[2..];
        }
        DeviceId = Short(ref rest);
        ProductId = Short(ref rest);
        AppId = Short(ref rest);
        NodeId = Short(ref rest);
        Topic = Short(ref rest);
        RequestId = Short(ref rest);
        Properties = Long(ref rest);
        Drops = Long(ref rest);
        Payload = rest;
    }

    public long Sequence { get; }

    /// <summary>The whole record in the form of <see cref="RecordFormat"/>.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public RecordKind Kind { get; }
    public byte QoS { get; }
    public bool Retain { get; }
    public ushort PacketId { get; }
    public long Epoch { get; }
    public long ReceivedAt { get; }
    public ReadOnlySpan<byte> DeviceId { get; }
    public ReadOnlySpan<byte> ProductId { get; }
    public ReadOnlySpan<byte> AppId { get; }
    public ReadOnlySpan<byte> NodeId { get; }
    public ReadOnlySpan<byte> Topic { get; }
    public ReadOnlySpan<byte> RequestId { get; }
    public ReadOnlySpan<byte> Properties { get; }
    public ReadOnlySpan<byte> Drops { get; }
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads the record at the start of <paramref name="rest"/> and moves past it.</summary>
    /// <exception cref="StorageException">The bytes are damaged.</exception>
    public static StoredRecord Read(long sequence, scoped ref ReadOnlySpan<byte> rest)
    {
        try
        {
            var size = 4 + BinaryPrimitives.ReadInt32LittleEndian(rest);
            var record = new StoredRecord(sequence, rest[..size]);
            rest = rest[size..];
            return record;
        }
        catch (Exception failure) when (failure is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new StorageException($"The stored record {sequence} is damaged.", failure);
        }
    }

    static ReadOnlySpan<byte> Short(scoped ref ReadOnlySpan<byte> rest)
    {
        var value = rest.Slice(2, BinaryPrimitives.ReadUInt16LittleEndian(rest));
        rest = rest[(2 + value.Length)..];
        return value;
    }

    static ReadOnlySpan<byte> Long(scoped ref ReadOnlySpan<byte> rest)
    {
        var value = rest.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(rest));
        rest = rest[(4 + value.Length)..];
        return value;
    }
}
