using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dukou.Protocol.Mqtt;

/// <summary>
/// Builds the body of a packet in a pooled buffer, because lengths stand before what they count, and hands the whole packet
/// to the output at the end. Used for every packet but the hot ones, which compute their lengths. One owner, used once.
/// </summary>
ref struct FieldWriter
{
    // Room for the fixed header, which is written last.
    const int HeaderRoom = 5;

    byte[] _buffer;
    int _length = HeaderRoom;

    public FieldWriter() => _buffer = ArrayPool<byte>.Shared.Rent(256);

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void Variable(int value) => VariableByteInteger.Write(Take(VariableByteInteger.Size(value)), value);

    public void Binary(ReadOnlySpan<byte> value, [CallerArgumentExpression(nameof(value))] string what = "")
    {
        UInt16(FieldLength(value.Length, what));
        value.CopyTo(Take(value.Length));
    }

    public void Text(string value, [CallerArgumentExpression(nameof(value))] string what = "")
    {
        var length = FieldLength(Encoding.UTF8.GetByteCount(value), what);
        UInt16(length);
        Encoding.UTF8.GetBytes(value, Take(length));
    }

    public void Property(PropertyId id, bool? value)
    {
        if (value is null)
            return;
        Byte((byte)id);
        Byte(value.Value ? (byte)1 : (byte)0);
    }

    public void Property(PropertyId id, ushort? value)
    {
        if (value is null)
            return;
        Byte((byte)id);
        UInt16(value.Value);
    }

    public void Property(PropertyId id, uint? value)
    {
        if (value is null)
            return;
        Byte((byte)id);
        UInt32(value.Value);
    }

    public void Property(PropertyId id, string? value)
    {
        if (value is null)
            return;
        Byte((byte)id);
        Text(value, PropertyTable.Find((byte)id).Name);
    }

    public void Property(PropertyId id, byte[]? value)
    {
        if (value is null)
            return;
        Byte((byte)id);
        Binary(value, PropertyTable.Find((byte)id).Name);
    }

    public void SubscriptionIdentifier(int? value)
    {
        if (value is null)
            return;
        Byte((byte)PropertyId.SubscriptionIdentifier);
        Variable(value.Value);
    }

    public void UserProperties(IReadOnlyList<UserProperty> properties)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            Byte((byte)PropertyId.UserProperty);
            Text(properties[i].Name);
            Text(properties[i].Value);
        }
    }

    /// <summary>Marks the start of a property list; <see cref="EndProperties"/> puts its length there.</summary>
    public int BeginProperties()
    {
        Byte(0);
        return _length;
    }

    public void EndProperties(int start)
    {
        var length = _length - start;
        var size = VariableByteInteger.Size(length);
        if (size > 1)
        {
            Take(size - 1);
            _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + size - 1));
        }

        VariableByteInteger.Write(_buffer.AsSpan(start - 1), length);
    }

    /// <summary>Puts the fixed header before the fields, writes the packet and returns the buffer to the pool.</summary>
    public void Complete(PacketType type, int flags, IBufferWriter<byte> output)
    {
        var bodyLength = _length - HeaderRoom;
        var start = HeaderRoom - 1 - VariableByteInteger.Size(bodyLength);
        _buffer[start] = FirstByte(type, flags);
        VariableByteInteger.Write(_buffer.AsSpan(start + 1), bodyLength);
        output.Write(_buffer.AsSpan(start, _length - start));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>The fields alone, without a header; returns the buffer to the pool.</summary>
    public byte[] ToArray()
    {
        var fields = _buffer.AsSpan(HeaderRoom, _length - HeaderRoom).ToArray();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        return fields;
    }

    public static byte FirstByte(PacketType type, int flags) => (byte)(((int)type << 4) | flags);

    static ushort FieldLength(int length, string what) => length <= ushort.MaxValue
        ? (ushort)length
        : throw new ArgumentException($"{what} has {length} bytes; a field of MQTT holds 65,535.");

    Span<byte> Take(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var taken = _buffer.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
