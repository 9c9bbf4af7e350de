namespace Dukou.Protocol.Mqtt;

/// <summary>One whole control packet inside a receive buffer; valid as long as the buffer is.</summary>
public readonly ref struct Packet
{
    internal Packet(byte first, int length, ReadOnlySpan<byte> body, bool hasPaddedLength)
    {
        Type = (PacketType)(first >> 4);
        Flags = (byte)(first & 0x0F);
        Length = length;
        Body = body;
        HasPaddedLength = hasPaddedLength;
    }

    public PacketType Type { get; }

    /// <summary>The low half of the first byte.</summary>
    public byte Flags { get; }

    /// <summary>Everything after the fixed header.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The whole packet in bytes: what the reader of the buffer consumes.</summary>
    public int Length { get; }

    /// <summary>The remaining length took more bytes than it needs: tolerated in MQTT 3.x, malformed in 5.0.</summary>
    internal bool HasPaddedLength { get; }
}
