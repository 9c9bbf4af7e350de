namespace Dukou.Protocol.Mqtt;

/// <summary>
/// Cuts control packets out of a receive buffer. It checks the fixed header as soon as its bytes are there, so that garbage
/// and oversize packets are refused before they are received. Stateless; any thread.
/// </summary>
public static class PacketReader
{
    const byte DupBit = 0b1000;

    /// <summary>False when the buffer does not yet hold a whole packet.</summary>
    /// <param name="buffer">Received bytes, starting at a packet.</param>
    /// <param name="packetBytesMax">The longest whole packet that is accepted, fixed header included.</param>
    /// <param name="packet">The packet, a view of <paramref name="buffer"/>.</param>
    /// <exception cref="MalformedPacketException">The fixed header is wrong or announces more than accepted.</exception>
    public static bool TryRead(ReadOnlySpan<byte> buffer, int packetBytesMax, out Packet packet)
    {
        if (!TryReadHeader(buffer, packetBytesMax, out var headerLength, out var bodyLength)
            || buffer.Length - headerLength < bodyLength)
        {
            packet = default;
            return false;
        }

        var padded = headerLength > 2 && buffer[headerLength - 1] == 0;
        packet = new Packet(buffer[0], headerLength + bodyLength, buffer.Slice(headerLength, bodyLength), padded);
        return true;
    }

    /// <summary>The length of the packet that starts the buffer, once its fixed header is there: for buffers in several parts.</summary>
    /// <exception cref="MalformedPacketException">As for <see cref="TryRead"/>.</exception>
    public static bool TryReadLength(ReadOnlySpan<byte> buffer, int packetBytesMax, out int packetLength)
    {
        var known = TryReadHeader(buffer, packetBytesMax, out var headerLength, out var bodyLength);
        packetLength = headerLength + bodyLength;
        return known;
    }

    // Fixed header: type and flags (1) | remaining length (1-4)
    static bool TryReadHeader(ReadOnlySpan<byte> buffer, int packetBytesMax, out int headerLength, out int bodyLength)
    {
        headerLength = bodyLength = 0;
        if (buffer.IsEmpty)
            return false;

        RequireFlags(buffer[0]);
        var length = 0;
        for (var i = 1; i < buffer.Length; i++)
        {
            var digit = buffer[i];
            length |= (digit & 0x7F) << (7 * (i - 1));
            if (digit < 0x80)
            {
                RequireLength((PacketType)(buffer[0] >> 4), length, 1 + i + (long)length, packetBytesMax);
                headerLength = i + 1;
                bodyLength = length;
                return true;
            }

            if (i == 4)
                Refuse.Malformed("The remaining length goes on after its fourth byte [MQTT-1.5.5-1].");
        }

        return false;
    }

    static void RequireFlags(byte first)
    {
        var type = (PacketType)(first >> 4);
        var flags = first & 0x0F;
        switch (type)
        {
            case PacketType.Publish:
                if ((flags & 0b0110) == 0b0110)
                    Refuse.Malformed("PUBLISH has both QoS bits set [MQTT-3.3.1-4].");
                if ((flags & 0b1110) == DupBit)
                    Refuse.Malformed("PUBLISH with QoS 0 has the DUP flag set [MQTT-3.3.1-2].");
                break;
            case PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe:
                // The DUP bit is legal in MQTT 3.1 here; FieldReader refuses it in the later versions.
                if ((flags & ~DupBit) != 0b0010)
                    RefuseFlags(type, flags);
                break;
            case 0:
                Refuse.Malformed("Control packet type 0 is reserved (MQTT 5.0, 2.1.2).");
                break;
            default:
                if (flags != 0)
                    RefuseFlags(type, flags);
                break;
        }
    }

    static void RequireLength(PacketType type, int bodyLength, long packetLength, int packetBytesMax)
    {
        if (packetLength > packetBytesMax)
            Refuse.With(ReasonCode.PacketTooLarge,
                $"{Refuse.Name(type)} announces {packetLength} bytes, {packetBytesMax} are accepted [MQTT-3.2.2-15], [MQTT-3.1.2-24].");
        if (type is PacketType.PingReq or PacketType.PingResp && bodyLength != 0)
            Refuse.Malformed($"{Refuse.Name(type)} has a body of {bodyLength} bytes; it has none (MQTT 5.0, 3.12).");
    }

    internal static void RefuseFlags(PacketType type, int flags) =>
        Refuse.Malformed($"{Refuse.Name(type)} has fixed header flags 0x{flags:X} [MQTT-2.2.2-2] (3.1.1), [MQTT-2.1.3-1].");
}
