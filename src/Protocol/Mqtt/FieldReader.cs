using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Dukou.Protocol.Mqtt;

/// <summary>Reads the fields of a packet's body in order; each read names its field for the sentence of a refusal.</summary>
ref struct FieldReader
{
    ReadOnlySpan<byte> _rest;

    public FieldReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>Starts at the body and refuses what only some versions allow in the fixed header.</summary>
    public FieldReader(scoped in Packet packet, ProtocolVersion version)
    {
        if (version == ProtocolVersion.V500 && packet.HasPaddedLength)
            Refuse.Malformed("The remaining length takes more bytes than it needs [MQTT-1.5.5-1].");
        // MQTT 3.1 marks a repeated PUBREL, SUBSCRIBE or UNSUBSCRIBE with DUP; later versions reserve the bit.
        if ((packet.Flags & 0b1000) != 0 && packet.Type != PacketType.Publish && version != ProtocolVersion.V310)
            PacketReader.RefuseFlags(packet.Type, packet.Flags);
        _rest = packet.Body;
    }

    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte Byte(string what)
    {
        if (_rest.IsEmpty)
            Refuse.Truncated(what, 1, 0);
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ushort UInt16(string what)
    {
        if (_rest.Length < 2)
            Refuse.Truncated(what, 2, _rest.Length);
        var value = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        _rest = _rest[2..];
        return value;
    }

    public uint UInt32(string what)
    {
        if (_rest.Length < 4)
            Refuse.Truncated(what, 4, _rest.Length);
        var value = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        _rest = _rest[4..];
        return value;
    }

    public int Variable(string what)
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = Byte(what);
            value |= (digit & 0x7F) << (7 * i);
            if (digit >= 0x80)
                continue;
            if (digit == 0 && i > 0)
                Refuse.Malformed($"The {what} takes more bytes than it needs [MQTT-1.5.5-1].");
            return value;
        }

        Refuse.Malformed($"The {what} goes on after its fourth byte [MQTT-1.5.5-1].");
        return 0;
    }

    public ReadOnlySpan<byte> Bytes(int length, string what)
    {
        if (_rest.Length < length)
            Refuse.Truncated(what, length, _rest.Length);
        var value = _rest[..length];
        _rest = _rest[length..];
        return value;
    }

    /// <summary>Binary data: length (2) | bytes.</summary>
    public ReadOnlySpan<byte> Binary(string what) => Bytes(UInt16(what), what);

    /// <summary>A UTF-8 string as its bytes: length (2) | bytes, well formed and without U+0000.</summary>
    public ReadOnlySpan<byte> Text(string what)
    {
        var text = Binary(what);
        // Both calls are vectorized; IsValid runs through ASCII without decoding.
        if (!Utf8.IsValid(text))
            Refuse.Malformed($"The {what} is not well-formed UTF-8 [MQTT-1.5.4-1].");
        if (text.Contains((byte)0))
            Refuse.Malformed($"The {what} contains U+0000 [MQTT-1.5.4-2].");
        return text;
    }

    public string String(string what) => Encoding.UTF8.GetString(Text(what));

    /// <summary>A packet identifier, which is never 0.</summary>
    public ushort PacketId()
    {
        var id = UInt16("packet identifier");
        if (id == 0)
            Refuse.Protocol("The packet identifier is 0 [MQTT-2.2.1-3].");
        return id;
    }

    /// <summary>The raw property list without its length. The caller validates it by reading it.</summary>
    public ReadOnlySpan<byte> Properties() => Bytes(Variable("property length"), "properties");

    /// <summary>Refuses bytes that no field accounts for.</summary>
    public readonly void RequireEnd(PacketType type)
    {
        if (!_rest.IsEmpty)
            Refuse.Malformed($"{Refuse.Name(type)} goes on for {_rest.Length} bytes after its last field [MQTT-4.13.1-1].");
    }
}
