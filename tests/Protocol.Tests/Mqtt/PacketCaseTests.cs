using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Tests.Mqtt.Cases;
using static Dukou.Protocol.Tests.Mqtt.PacketText;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>Every valid packet of the case tables: read, written, read again, and split everywhere.</summary>
public sealed class PacketCaseTests
{
    public static TheoryData<string> Names() => [.. AllCases.Valid.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_bytes_mean_the_packet(string name)
    {
        var example = AllCases.FindValid(name);

        var packet = WireCodec.Decode(example.Bytes, example.Version, out var length);

        Assert.Equal(Describe(example.Expected), Describe(packet));
        Assert.Equal(example.Bytes.Length, length);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_packet_is_written_as_the_bytes(string name)
    {
        var example = AllCases.FindValid(name);

        var written = WireCodec.Encode(example.Expected, example.Version);

        Assert.Equal(Convert.ToHexString(example.WrittenBytes), Convert.ToHexString(written));
    }

    [Theory, MemberData(nameof(Names))]
    public void What_was_written_reads_as_the_same_packet(string name)
    {
        var example = AllCases.FindValid(name);

        var again = WireCodec.Decode(WireCodec.Encode(example.Expected, example.Version), example.Version, out _);

        Assert.Equal(Describe(example.Expected), Describe(again));
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_prefix_asks_for_more_bytes(string name)
    {
        var example = AllCases.FindValid(name);

        for (var cut = 0; cut < example.Bytes.Length; cut++)
            Assert.False(PacketReader.TryRead(example.Bytes.AsSpan(0, cut), WireCodec.PacketBytesMax, out _), $"cut after {cut} bytes");
    }

    [Theory, MemberData(nameof(Names))]
    public void Bytes_of_the_next_packet_are_left_alone(string name)
    {
        var example = AllCases.FindValid(name);
        byte[] withMore = [.. example.Bytes, 0xC0, 0x00];

        var packet = WireCodec.Decode(withMore, example.Version, out var length);

        Assert.Equal(Describe(example.Expected), Describe(packet));
        Assert.Equal(example.Bytes.Length, length);
    }

    [Fact]
    public void The_tables_hold_all_fifteen_packets()
    {
        var types = AllCases.Valid.Select(c => (PacketType)(c.Bytes[0] >> 4)).Distinct().Order();

        Assert.Equal(Enum.GetValues<PacketType>(), types);
    }
}
