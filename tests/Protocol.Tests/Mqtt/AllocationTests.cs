using System.Buffers;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Protocol.Tests.Mqtt.Cases;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>The hot path leaves nothing for the garbage collector.</summary>
public sealed class AllocationTests
{
    const int Messages = 10_000;

    [Theory]
    [InlineData(ProtocolVersion.V310)]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    public void Reading_and_acknowledging_10000_publishes_allocates_nothing(ProtocolVersion version)
    {
        var properties = version == ProtocolVersion.V500 ? "07 26 00 01 'k' 00 01 'v'" : "";
        var bytes = WireBytes.Parse($"32 {(version == ProtocolVersion.V500 ? "11" : "09")} 00 03 'a/b' 00 07 {properties} '{{}}'");
        var output = new ArrayBufferWriter<byte>(64);

        Assert.Equal(0, OfMany(() => ReadAndAcknowledge(bytes, version, output)));
        Assert.Equal("40020007", Convert.ToHexString(output.WrittenSpan));
    }

    [Fact]
    public void Publishing_and_reading_10000_acknowledgements_allocates_nothing()
    {
        byte[] acknowledgement = [0x40, 0x02, 0x00, 0x07];
        var output = new ArrayBufferWriter<byte>(64);

        Assert.Equal(0, OfMany(() => PublishAndRead(acknowledgement, output)));
    }

    [Fact]
    public void Refusing_10000_publishes_with_a_reason_string_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(128);

        Assert.Equal(0, OfMany(() => Refuse(output)));
    }

    static long OfMany(Action action) => Allocations.Of(() =>
    {
        for (var i = 0; i < Messages; i++)
            action();
        return true;
    });

    static void ReadAndAcknowledge(byte[] bytes, ProtocolVersion version, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        if (!PacketReader.TryRead(bytes, 1000, out var packet))
            throw new InvalidOperationException("The packet is whole.");
        var publish = PublishPacket.Read(packet, version);
        PubAckPacket.Write(output, publish.PacketId, ReasonCode.Success, null, version);
    }

    static void PublishAndRead(byte[] acknowledgement, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        var publish = new PublishPacket { Topic = "a/b"u8, QoS = QualityOfService.AtLeastOnce, PacketId = 7, Payload = "{}"u8 };
        publish.Write(output, ProtocolVersion.V311);
        PacketReader.TryRead(acknowledgement, 1000, out var packet);
        if (PubAckPacket.Read(packet, ProtocolVersion.V500).PacketId != 7)
            throw new InvalidOperationException("The acknowledgement is of packet 7.");
    }

    static void Refuse(ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        PubAckPacket.Write(output, 7, ReasonCode.PayloadFormatInvalid, "the property state is an int", ProtocolVersion.V500);
    }
}
