using System.Buffers;
using System.IO.Pipelines;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Protocol.Tests.Mqtt;

public sealed class PublishPacketTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(2040)]
    [InlineData(70_000)]
    [InlineData(3_000_000)]
    public async Task A_payload_of_any_length_arrives_through_a_pipe(int payloadLength)
    {
        var payload = new byte[payloadLength];
        new Random(payloadLength).NextBytes(payload);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));

        Publish(payload).Write(pipe.Writer, ProtocolVersion.V500);
        await pipe.Writer.CompleteAsync();
        var bytes = (await pipe.Reader.ReadAtLeastAsync(int.MaxValue, TestContext.Current.CancellationToken)).Buffer.ToArray();

        Assert.True(PacketReader.TryRead(bytes, int.MaxValue, out var packet));
        var read = PublishPacket.Read(packet, ProtocolVersion.V500);
        Assert.Equal(bytes.Length, packet.Length);
        Assert.True(read.Payload.SequenceEqual(payload));
        Assert.Equal(bytes.Length, Publish(payload).GetLength(ProtocolVersion.V500));
    }

    [Fact]
    public void Properties_are_ignored_in_MQTT_3()
    {
        var packet = new PublishPacket { Topic = "t"u8, Properties = [0x01, 0x01], Payload = "p"u8 };
        var output = new ArrayBufferWriter<byte>();

        packet.Write(output, ProtocolVersion.V311);

        Assert.Equal("300400017470", Convert.ToHexString(output.WrittenSpan));
    }

    [Fact]
    public void Alias_and_subscription_identifier_are_found_without_objects()
    {
        byte[] bytes = [0x30, 0x09, 0x00, 0x01, (byte)'t', 0x05, 0x0B, 0x07, 0x23, 0x01, 0x02];
        PacketReader.TryRead(bytes, 100, out var packet);

        var publish = PublishPacket.Read(packet, ProtocolVersion.V500);

        Assert.Equal(0x0102, publish.TopicAlias);
        Assert.True(publish.HasSubscriptionIdentifier);
    }

    [Fact]
    public void A_packet_that_no_peer_may_see_is_not_written()
    {
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<InvalidOperationException>(() => new PublishPacket { Topic = ""u8 }.Write(output, ProtocolVersion.V311));
        Assert.Throws<InvalidOperationException>(() => new PublishPacket { Topic = "t"u8, PacketId = 1 }.Write(output, ProtocolVersion.V311));
        Assert.Throws<InvalidOperationException>(
            () => new PublishPacket { Topic = "t"u8, QoS = QualityOfService.AtLeastOnce }.Write(output, ProtocolVersion.V311));
        Assert.Throws<InvalidOperationException>(() => new PublishPacket { Topic = "t"u8, Duplicate = true }.Write(output, ProtocolVersion.V311));
        Assert.Throws<InvalidOperationException>(() => new PublishPacket { Topic = new byte[65_536] }.Write(output, ProtocolVersion.V500));
        Assert.Equal(0, output.WrittenCount);
    }

    static PublishPacket Publish(ReadOnlySpan<byte> payload) =>
        new() { Topic = "a/b"u8, QoS = QualityOfService.AtLeastOnce, PacketId = 7, Properties = [0x01, 0x00], Payload = payload };
}
