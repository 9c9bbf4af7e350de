using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>PINGREQ: the client shows that it is alive. It has no body, which <see cref="PacketReader"/> checks.</summary>
public readonly record struct PingReqPacket
{
    public static PingReqPacket Read(in Packet packet, ProtocolVersion version)
    {
        new FieldReader(packet, version).RequireEnd(PacketType.PingReq);
        return default;
    }

    public static void Write(IBufferWriter<byte> output)
    {
        var span = output.GetSpan(2);
        span[0] = FieldWriter.FirstByte(PacketType.PingReq, 0);
        span[1] = 0;
        output.Advance(2);
    }
}
