using System.Buffers.Binary;

namespace Dukou.Server.Storage;

/// <summary>
/// Format 1 of inbox batches and of the records inside history chunks, little-endian:
/// <code>
/// batch  = format u8 (1) | codec u8 (0: as is) | count u32 | record*
/// record = length u32 (of what follows) | kind u8 | flags u8 | epoch i64 | received_at i64
///          | packet_id u16 (when the flags say so)
///          | device_id | product_id | app_id | node_id | topic | request_id   (each: length u16, UTF-8)
///          | properties | drops                                              (each: length u32, bytes)
///          | payload                                                         (the rest)
/// flags  = qos (bits 0-1) | retain (bit 2) | packet_id follows (bit 3)
/// </code>
/// A release reads its own format and the one before; golden bytes of every released format are tests.
/// </summary>
static class RecordFormat
{
    public const byte Version = 1;
    public const byte Plain = 0;
    public const int BatchHeaderSize = 6;

    public const int QoSBits = 0b0011;
    public const int RetainBit = 0b0100;
    public const int PacketIdBit = 0b1000;

    const int FixedSize = 4 + 1 + 1 + 8 + 8;

    public static int SizeOf(in InboxRecord record) =>
        FixedSize + (record.PacketId == 0 ? 0 : 2) + record.Identity.Bytes.Length + 2 + record.Topic.Length + 2 + record.RequestId.Length
        + 4 + record.Properties.Length + 4 + record.Drops.Length + record.Payload.Length;

    public static void WriteBatchHeader(Span<byte> target, int count)
    {
        target[0] = Version;
        target[1] = Plain;
        BinaryPrimitives.WriteInt32LittleEndian(target[2..], count);
    }

    /// <summary>Writes the record into <paramref name="target"/>, which has exactly its size.</summary>
    public static void Write(in InboxRecord record, Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, target.Length - 4);
        target[4] = (byte)record.Kind;
        target[5] = (byte)(record.QoS | (record.Retain ? RetainBit : 0) | (record.PacketId == 0 ? 0 : PacketIdBit));
        BinaryPrimitives.WriteInt64LittleEndian(target[6..], record.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(target[14..], record.ReceivedAt);
        var rest = target[FixedSize..];
        if (record.PacketId != 0)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, record.PacketId);
            rest = rest[2..];
        }
        record.Identity.Bytes.CopyTo(rest);
        rest = rest[record.Identity.Bytes.Length..];
        rest = WriteShort(record.Topic, rest);
        rest = WriteShort(record.RequestId, rest);
        rest = WriteLong(record.Properties, rest);
        rest = WriteLong(record.Drops, rest);
        record.Payload.CopyTo(rest);
    }

    static Span<byte> WriteShort(ReadOnlySpan<byte> value, Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, checked((ushort)value.Length));
        value.CopyTo(target[2..]);
        return target[(2 + value.Length)..];
    }

    static Span<byte> WriteLong(ReadOnlySpan<byte> value, Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, value.Length);
        value.CopyTo(target[4..]);
        return target[(4 + value.Length)..];
    }
}
