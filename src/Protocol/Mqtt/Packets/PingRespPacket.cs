using System.Buffers;

namespace Dukou.Protocol.Mqtt.Packets;

/// <summary>PINGRESP: the server's answer to PINGREQ. It has no body, which <see cref="PacketReader"/> checks.</summary>
public readonly record struct PingRespPacket
{
    public static PingRespPacket Read(in Packet packet, ProtocolVersion version)
    {
        new FieldReader(packet, version).RequireEnd(PacketType.PingResp);
        return default;
    }

    public static void Write(IBufferWriter<byte> output)
    {
        var span = output.GetSpan(2);
        span[0] = FieldWriter.FirstByte(PacketType.PingResp, 0);
        span[1] = 0;
        output.Advance(2);
    }
}
