using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Traces;
using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Exchange;

public sealed class CrowdedTopicTests
{
    [Theory]
    [InlineData(ProtocolVersion.V311, ReasonCode.UnspecifiedError)]
    [InlineData(ProtocolVersion.V500, ReasonCode.QuotaExceeded)]
    [ShowsLimit("TopicSubscribersMax")]
    [Provokes("subscribe.crowded")]
    public async Task As_many_devices_listen_to_a_topic_as_may_and_another_one_when_one_goes(ProtocolVersion version, ReasonCode refused)
    {
        await using var pair = await Pair.StartAsync(options => options with
        {
            Profile = CompatibilityProfile.Iotda,
            Limits = options.Limits with { DeviceToDevice = 1, TopicSubscribersMax = 1 },
        });
        await using var b = await pair.ConnectAsync(pair.B, version);
        await using (var a = await pair.ConnectAsync(pair.A, version))
        {
            Assert.Equal([ReasonCode.Success], await a.SubscribeAsync("line/1"));
            // What it has it may have again.
            Assert.Equal([ReasonCode.Success], await a.SubscribeAsync("line/1"));
            Assert.Equal([refused], await b.SubscribeAsync("line/1"));
            Assert.Contains("line/1", (await pair.Platform.TraceAsync("subscribe.crowded")).Because.Sentence(), StringComparison.Ordinal);
            Assert.Equal([ReasonCode.Success], await b.SubscribeAsync("line/2"));
        }
        await Eventually.BecomesTrueAsync(async () => (await b.SubscribeAsync("line/1"))[0] == ReasonCode.Success);
    }
}
