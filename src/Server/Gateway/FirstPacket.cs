using System.Buffers;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Server.Gateway;

/// <summary>Reads CONNECT from what a stranger has sent so far; gathers at most <see cref="BytesMax"/>, and copies them once.</summary>
static class FirstPacket
{
    // Client id, user name and password are at most 256 characters each (D:3009); a will may be longer.
    public const int BytesMax = 64 * 1024;

    const byte TlsHandshake = 0x16;

    /// <summary>False when it isn't whole yet.</summary>
    /// <exception cref="MalformedPacketException">It isn't CONNECT, or not a well-formed one.</exception>
    public static bool TryRead(ReadOnlySequence<byte> buffer, out ConnectPacket? connect, out SequencePosition consumed)
    {
        connect = null;
        consumed = buffer.Start;
        if (buffer.IsEmpty)
            return false;
        // [MQTT-3.1.0-1]: decided on the first byte, before anything is gathered.
        RequireConnect(buffer.FirstSpan[0]);
        Span<byte> head = stackalloc byte[5];
        head = head[..(int)Math.Min(buffer.Length, head.Length)];
        buffer.Slice(0, head.Length).CopyTo(head);
        if (!PacketReader.TryReadLength(head, BytesMax, out var length) || buffer.Length < length)
            return false;
        var whole = buffer.Slice(0, length);
        PacketReader.TryRead(whole.IsSingleSegment ? whole.FirstSpan : whole.ToArray(), BytesMax, out var packet);
        connect = ConnectPacket.Read(packet);
        consumed = whole.End;
        return true;
    }

    static void RequireConnect(byte first)
    {
        if (first == (byte)PacketType.Connect << 4)
            return;
        var likeness = first == TlsHandshake ? ", as TLS does" : char.IsAsciiLetterUpper((char)first) ? ", as HTTP does" : "";
        throw new MalformedPacketException(ReasonCode.MalformedPacket, $"it begins with byte 0x{first:X2}{likeness}");
    }
}
