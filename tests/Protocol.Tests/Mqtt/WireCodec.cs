using System.Buffers;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>A PUBLISH that outlives its buffer, for comparison.</summary>
sealed record Publish(string Topic, ushort PacketId, QualityOfService QoS, byte[] Payload)
{
    public bool Duplicate { get; init; }

    public bool Retain { get; init; }

    public PublishProperties Properties { get; init; } = PublishProperties.Empty;
}

/// <summary>Any packet from bytes and to bytes: what tables, generators and the fuzz target share.</summary>
static class WireCodec
{
    public const int PacketBytesMax = 1 << 20;

    /// <summary>The packet that the bytes hold, or null while they are a part of one.</summary>
    public static object? Decode(ReadOnlySpan<byte> bytes, ProtocolVersion version, out int length)
    {
        length = 0;
        if (!PacketReader.TryRead(bytes, PacketBytesMax, out var packet))
            return null;
        length = packet.Length;
        return packet.Type switch
        {
            PacketType.Connect => ConnectPacket.Read(packet),
            PacketType.ConnAck => ConnAckPacket.Read(packet, version),
            PacketType.Publish => Copy(PublishPacket.Read(packet, version)),
            PacketType.PubAck => PubAckPacket.Read(packet, version),
            PacketType.PubRec => PubRecPacket.Read(packet, version),
            PacketType.PubRel => PubRelPacket.Read(packet, version),
            PacketType.PubComp => PubCompPacket.Read(packet, version),
            PacketType.Subscribe => SubscribePacket.Read(packet, version),
            PacketType.SubAck => SubAckPacket.Read(packet, version),
            PacketType.Unsubscribe => UnsubscribePacket.Read(packet, version),
            PacketType.UnsubAck => UnsubAckPacket.Read(packet, version),
            PacketType.PingReq => PingReqPacket.Read(packet, version),
            PacketType.PingResp => PingRespPacket.Read(packet, version),
            PacketType.Disconnect => DisconnectPacket.Read(packet, version),
            PacketType.Auth => AuthPacket.Read(packet, version),
            _ => throw new ArgumentException($"The reader let packet type {packet.Type} pass."),
        };
    }

    public static byte[] Encode(object packet, ProtocolVersion version)
    {
        var output = new ArrayBufferWriter<byte>();
        switch (packet)
        {
            case ConnectPacket p: p.Write(output); break;
            case ConnAckPacket p: p.Write(output, version); break;
            case Publish p: Write(p, output, version); break;
            case PubAckPacket p: p.Write(output, version); break;
            case PubRecPacket p: p.Write(output, version); break;
            case PubRelPacket p: p.Write(output, version); break;
            case PubCompPacket p: p.Write(output, version); break;
            case SubscribePacket p: p.Write(output, version); break;
            case SubAckPacket p: p.Write(output, version); break;
            case UnsubscribePacket p: p.Write(output, version); break;
            case UnsubAckPacket p: p.Write(output, version); break;
            case PingReqPacket: PingReqPacket.Write(output); break;
            case PingRespPacket: PingRespPacket.Write(output); break;
            case DisconnectPacket p: p.Write(output, version); break;
            case AuthPacket p: p.Write(output, version); break;
            default: throw new ArgumentException($"{packet.GetType()} is not a packet.");
        }

        return output.WrittenSpan.ToArray();
    }

    static Publish Copy(PublishPacket publish) =>
        new(Encoding.UTF8.GetString(publish.Topic), publish.PacketId, publish.QoS, publish.Payload.ToArray())
        {
            Duplicate = publish.Duplicate,
            Retain = publish.Retain,
            Properties = PublishProperties.Read(publish.Properties),
        };

    static void Write(Publish publish, ArrayBufferWriter<byte> output, ProtocolVersion version)
    {
        var packet = new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(publish.Topic),
            PacketId = publish.PacketId,
            QoS = publish.QoS,
            Duplicate = publish.Duplicate,
            Retain = publish.Retain,
            Properties = publish.Properties.ToBytes(),
            Payload = publish.Payload,
        };
        packet.Write(output, version);
        if (output.WrittenCount != packet.GetLength(version))
            throw new ArgumentException($"GetLength says {packet.GetLength(version)}, {output.WrittenCount} bytes were written.");
    }
}
