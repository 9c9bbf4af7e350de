using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Tests.Mqtt;

public sealed class PacketReaderTests
{
    [Fact]
    public void An_oversize_packet_is_refused_as_soon_as_its_length_is_known()
    {
        // PUBLISH, 9,999 bytes follow, none of them is here.
        byte[] header = [0x30, 0x8F, 0x4E];

        var refusal = Assert.Throws<MalformedPacketException>(() => PacketReader.TryRead(header, 10_001, out _));

        Assert.Equal(ReasonCode.PacketTooLarge, refusal.Reason);
        Assert.Contains("10002 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.False(PacketReader.TryRead(header, 10_002, out _));
    }

    [Fact]
    public void Wrong_flags_are_refused_on_the_first_byte() =>
        Assert.Throws<MalformedPacketException>(() => PacketReader.TryRead([0x16], 100, out _));

    [Fact]
    public void The_length_is_known_before_the_packet_is_there()
    {
        Assert.False(PacketReader.TryReadLength([0x30], 1000, out _));
        Assert.False(PacketReader.TryReadLength([0x30, 0x80], 1000, out _));
        Assert.True(PacketReader.TryReadLength([0x30, 0x80, 0x01], 1000, out var length));
        Assert.Equal(131, length);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(127, 2)]
    [InlineData(128, 3)]
    [InlineData(16_383, 3)]
    [InlineData(16_384, 4)]
    [InlineData(2_097_151, 4)]
    [InlineData(2_097_152, 5)]
    public void A_remaining_length_takes_one_to_four_bytes(int bodyLength, int headerLength)
    {
        var bytes = new byte[headerLength + bodyLength];
        bytes[0] = 0x30;
        for (var (i, rest) = (1, bodyLength); i < headerLength; i++, rest /= 128)
            bytes[i] = (byte)((rest % 128) | (i < headerLength - 1 ? 128 : 0));

        Assert.True(PacketReader.TryRead(bytes, int.MaxValue, out var packet));
        Assert.Equal(bodyLength, packet.Body.Length);
        Assert.Equal(bytes.Length, packet.Length);
    }
}
