using System.Text;
using Dukou.Protocol.Mqtt;

namespace Dukou.Protocol.Tests.Mqtt;

public sealed class TopicFilterTests
{
    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("#", "a")]
    [InlineData("#", "/a/b/")]
    [InlineData("a/#", "a")]
    [InlineData("a/#", "a/")]
    [InlineData("a/#", "a/b/c")]
    [InlineData("+", "a")]
    [InlineData("a/+", "a/b")]
    [InlineData("a/+", "a/")]
    [InlineData("+/+", "/a")]
    [InlineData("/+", "/a")]
    [InlineData("+/b/#", "a/b")]
    [InlineData("+/b/#", "/b/c/d")]
    [InlineData("a/+/c", "a/b/c")]
    [InlineData("$SYS/#", "$SYS/x")]
    [InlineData("$SYS/+", "$SYS/x")]
    [InlineData("a/+/b", "a/$x/b")]
    [InlineData("$oc/devices/+/sys/commands/#", "$oc/devices/灯/sys/commands/request_id=1")]
    public void A_filter_covers_a_topic(string filter, string topic) => Assert.True(Matches(filter, topic));

    [Theory]
    [InlineData("a/b", "a/c")]
    [InlineData("a/b", "a/b/c")]
    [InlineData("a/b/c", "a/b")]
    [InlineData("a/b", "A/b")]
    [InlineData("a", "a/")]
    [InlineData("a/", "a")]
    [InlineData("+", "/a")]
    [InlineData("+", "a/b")]
    [InlineData("a/+", "a")]
    [InlineData("a/+/#", "a")]
    [InlineData("a/#", "ab")]
    [InlineData("#", "$SYS/x")]
    [InlineData("+/x", "$SYS/x")]
    [InlineData("+/#", "$SYS")]
    [InlineData("", "a")]
    [InlineData("#", "")]
    public void A_filter_does_not_cover_a_topic(string filter, string topic) => Assert.False(Matches(filter, topic));

    [Theory]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("+/+/#")]
    [InlineData("a/+/b")]
    [InlineData("$share/g/a/#")]
    [InlineData("温度/#")]
    public void A_filter_is_valid(string filter) => Assert.True(TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter)));

    [Theory]
    [InlineData("")]
    [InlineData("#/a")]
    [InlineData("a#")]
    [InlineData("a/#/b")]
    [InlineData("##")]
    [InlineData("a+")]
    [InlineData("+a/b")]
    [InlineData("a/b+/c")]
    [InlineData("+/#/+")]
    [InlineData("a\0b")]
    public void A_filter_is_not_valid(string filter) => Assert.False(TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter)));

    [Fact]
    public void Names_and_filters_are_UTF_8_of_at_most_65535_bytes()
    {
        var longest = new byte[65_535];
        longest.AsSpan().Fill((byte)'a');

        Assert.True(TopicFilter.IsValid(longest));
        Assert.True(TopicName.IsValid(longest));
        Assert.False(TopicFilter.IsValid([.. longest, (byte)'a']));
        Assert.False(TopicName.IsValid([.. longest, (byte)'a']));
        Assert.False(TopicFilter.IsValid([0xC3, 0x28]));
        Assert.False(TopicName.IsValid([0xC3, 0x28]));
    }

    [Theory]
    [InlineData("a/b", true)]
    [InlineData("/", true)]
    [InlineData("$oc/灯", true)]
    [InlineData("", false)]
    [InlineData("a/+", false)]
    [InlineData("a#b", false)]
    [InlineData("a\0", false)]
    public void A_topic_name_has_neither_wildcards_nor_zeros(string topic, bool valid) =>
        Assert.Equal(valid, TopicName.IsValid(Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData("$share/g/a", "g", "a")]
    [InlineData("$share/g//", "g", "/")]
    [InlineData("$share/组/+/#", "组", "+/#")]
    public void A_shared_filter_splits_into_name_and_filter(string shared, string name, string filter)
    {
        Assert.True(TopicFilter.TryReadShared(Encoding.UTF8.GetBytes(shared), out var readName, out var readFilter));
        Assert.Equal(name, Encoding.UTF8.GetString(readName));
        Assert.Equal(filter, Encoding.UTF8.GetString(readFilter));
    }

    [Theory]
    [InlineData("share/g/a")]
    [InlineData("$share")]
    [InlineData("$share/g")]
    [InlineData("$share/g/")]
    [InlineData("$share//a")]
    [InlineData("$share/+/a")]
    [InlineData("$share/g/a#")]
    public void A_shared_filter_with_a_part_missing_is_refused(string shared) =>
        Assert.False(TopicFilter.TryReadShared(Encoding.UTF8.GetBytes(shared), out _, out _));

    static bool Matches(string filter, string topic) => TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic));
}
