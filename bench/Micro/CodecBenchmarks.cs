using System.Buffers;
using BenchmarkDotNet.Attributes;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Bench.Micro;

/// <summary>One packet of each kind that devices send or get often.</summary>
public class CodecBenchmarks
{
    const int PacketBytesMax = 1024 * 1024;

    readonly ArrayBufferWriter<byte> _output = new();
    readonly byte[] _publish = Written(output => new PublishPacket { Topic = Samples.Topic, Payload = Samples.Report, QoS = QualityOfService.AtLeastOnce, PacketId = 7 }
        .Write(output, ProtocolVersion.V311));
    readonly byte[] _acknowledgement = Written(output => PubAckPacket.Write(output, 7, ReasonCode.Success, null, ProtocolVersion.V311));
    readonly byte[] _connect = Samples.Device.Connect(anonymous: false);
    readonly byte[] _subscribe = Samples.Device.Subscribe();

    [Benchmark]
    public int ReadPublish() => PublishPacket.Read(Cut(_publish), ProtocolVersion.V311).Payload.Length;

    [Benchmark]
    public int WritePublish()
    {
        _output.ResetWrittenCount();
        new PublishPacket { Topic = Samples.Topic, Payload = Samples.Report, QoS = QualityOfService.AtLeastOnce, PacketId = 7 }.Write(_output, ProtocolVersion.V311);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int ReadPubAck() => PubAckPacket.Read(Cut(_acknowledgement), ProtocolVersion.V311).PacketId;

    [Benchmark]
    public int WritePubAck()
    {
        _output.ResetWrittenCount();
        PubAckPacket.Write(_output, 7, ReasonCode.Success, null, ProtocolVersion.V311);
        return _output.WrittenCount;
    }

    [Benchmark]
    public string ReadConnect() => ConnectPacket.Read(Cut(_connect)).ClientId;

    [Benchmark]
    public int ReadSubscribe() => SubscribePacket.Read(Cut(_subscribe), ProtocolVersion.V311).Subscriptions.Count;

    static byte[] Written(Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    static Packet Cut(byte[] bytes) => PacketReader.TryRead(bytes, PacketBytesMax, out var packet) ? packet : throw new InvalidOperationException("Half a packet.");
}
