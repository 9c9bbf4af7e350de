using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Tests.Mqtt.Cases;

namespace Dukou.Protocol.Tests.Mqtt;

/// <summary>Every malformed packet of the case tables ends in its reason and in a sentence that names the rule.</summary>
public sealed class RefusedCaseTests
{
    public static TheoryData<string> Names() => [.. AllCases.Refused.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_bytes_are_refused_with_reason_and_clause(string name)
    {
        var example = AllCases.FindRefused(name);

        var refusal = Assert.Throws<MalformedPacketException>(() => WireCodec.Decode(example.Bytes, example.Version, out _));

        Assert.Equal(example.Reason, refusal.Reason);
        Assert.Contains(example.Clause, refusal.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_prefix_asks_for_more_bytes_or_is_refused_alike(string name)
    {
        var example = AllCases.FindRefused(name);

        for (var cut = 0; cut < example.Bytes.Length; cut++)
        {
            try
            {
                Assert.Null(WireCodec.Decode(example.Bytes.AsSpan(0, cut), example.Version, out _));
            }
            catch (MalformedPacketException refusal)
            {
                Assert.Equal(example.Reason, refusal.Reason);
            }
        }
    }

    [Theory]
    [InlineData("CONNECT with level 6", ProtocolVersion.V500)]
    [InlineData("CONNECT of a bridge, level 4 with the high bit", ProtocolVersion.V311)]
    [InlineData("CONNECT named MQIsdp with level 4", ProtocolVersion.V311)]
    [InlineData("CONNECT 3.1.1 without client id and clean session", ProtocolVersion.V311)]
    [InlineData("CONNECT with U+0000 in the client id", ProtocolVersion.V500)]
    public void A_refused_CONNECT_says_in_which_version_to_answer(string name, ProtocolVersion version)
    {
        var example = AllCases.FindRefused(name);

        var refusal = Assert.Throws<MalformedPacketException>(() => WireCodec.Decode(example.Bytes, example.Version, out _));

        Assert.Equal(version, refusal.AnswerIn);
    }

    [Fact]
    public void A_CONNECT_that_ends_before_its_level_gets_no_answer()
    {
        var bytes = WireBytes.Parse("10 06 00 04 'MQTT'");

        var refusal = Assert.Throws<MalformedPacketException>(() => WireCodec.Decode(bytes, ProtocolVersion.V311, out _));

        Assert.Null(refusal.AnswerIn);
    }
}
