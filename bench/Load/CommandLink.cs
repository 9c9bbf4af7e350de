using System.Buffers;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Bench.Load;

/// <summary>A device that carries out every command at once.</summary>
sealed class CommandLink(BenchDevice device) : Link(device)
{
    readonly byte[] _asked = Encoding.UTF8.GetBytes($"$oc/devices/{device.DeviceId}/sys/commands/request_id=");
    readonly byte[] _answered = Encoding.UTF8.GetBytes($"$oc/devices/{device.DeviceId}/sys/commands/response/request_id=");
    readonly ArrayBufferWriter<byte> _answer = new();

    protected override void OnPacket(in Packet packet)
    {
        if (packet.Type != PacketType.Publish || PublishPacket.Read(packet, ProtocolVersion.V311) is var publish && !publish.Topic.StartsWith(_asked))
            return;
        _answer.ResetWrittenCount();
        new PublishPacket { Topic = [.. _answered, .. publish.Topic[_asked.Length..]], Payload = """{"result_code":0,"response_name":"done","paras":{"level":1}}"""u8 }
            .Write(_answer, ProtocolVersion.V311);
        Send(_answer.WrittenSpan);
    }
}
