using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Exchange;

public sealed class RetainedTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause5("3.3.1-5", "3.3.1-8", "3.3.1-9"), Clause311("3.1.2-7", "3.3.1-5", "3.3.1-6", "3.3.1-8", "3.3.1-12")]
    public async Task A_later_subscriber_gets_the_last_message_of_each_topic(bool restart)
    {
        await using var pair = await Pair.StartAsync();
        await using (var a = await pair.ConnectAsync(pair.A))
        {
            await a.SayAckedAsync("line/1", "old", retain: true, 1);
            await a.SayAckedAsync("line/1", "new", retain: true, 2, new PublishProperties { ContentType = "text/plain" });
            await a.SayAckedAsync("line/2", "two", retain: true, 3);
            await a.SayAckedAsync("line/3", "not kept", packetId: 4);
            // The exchange is beside the acknowledging path: what this device hears of itself comes after it.
            await a.ListenAsync("done");
            await a.SayAckedAsync("done", "done", packetId: 5);
            await a.HearAsync("done");
        }
        if (restart)
            await pair.RestartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/+");
        var first = await b.HearAsync("new");
        Assert.Equal((true, QualityOfService.AtLeastOnce, "text/plain"), (first.Retain, first.QoS, first.Properties.ContentType));
        Assert.True((await b.HearAsync("two")).Retain);
        await b.PingAsync();
        await b.ListenAsync("line/2", 0);
        Assert.Equal(QualityOfService.AtMostOnce, (await b.HearAsync("two")).QoS);
    }

    [Fact]
    [Clause5("3.3.1-6", "3.3.1-7"), Clause311("3.3.1-10", "3.3.1-11")]
    public async Task An_empty_one_takes_it_away()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/1", 0);
        await a.SayAsync("line/1", "on", retain: true);
        await a.SayAsync("line/1", "", retain: true);
        await b.HearAsync("on");
        await b.HearAsync("");
        await b.ListenAsync("line/#", 0);
        await b.PingAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause5("3.3.1-12", "3.3.1-13"), Clause311("3.3.1-9")]
    public async Task Who_listens_already_sees_the_flag_only_when_it_asked_for_it(bool asPublished)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync(new Subscription("line/1", QualityOfService.AtMostOnce, RetainAsPublished: asPublished));
        await a.SayAsync("line/1", "on", retain: true);
        Assert.Equal(asPublished, (await b.HearAsync("on")).Retain);
    }

    [Theory]
    [InlineData(RetainHandling.SendAtSubscribe, true, true)]
    [InlineData(RetainHandling.SendIfNew, true, false)]
    [InlineData(RetainHandling.DoNotSend, false, false)]
    [Clause5("3.3.1-9", "3.3.1-10", "3.3.1-11", "3.8.4-4")]
    public async Task A_subscription_says_when_it_wants_what_is_retained(RetainHandling handling, bool atFirst, bool again)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await a.ListenAsync("line/1", 0);
        await a.SayAsync("line/1", "on", retain: true);
        await a.HearAsync("on");
        await using var b = await pair.ConnectAsync(pair.B);
        foreach (var expected in new[] { atFirst, again })
        {
            await b.ListenAsync(new Subscription("line/1", QualityOfService.AtMostOnce, RetainHandling: handling));
            if (expected)
                await b.HearAsync("on");
            await b.PingAsync();
        }
    }

    [Fact]
    [ShowsLimit("RetainedMessagesMax")]
    [ShowsLimit("RetainedBytesMax")]
    [Provokes("exchange.retained_full")]
    [Clause311("3.3.1-7")]
    public async Task What_is_retained_is_bounded()
    {
        await using var pair = await Pair.StartAsync((LimitOptions limits) => limits with { RetainedMessagesMax = 2, RetainedBytesMax = 1000 });
        await using var a = await pair.ConnectAsync(pair.A);
        await a.ListenAsync("line/#", 0);
        foreach (var (topic, payload) in new[] { ("line/1", "one"), ("line/2", "two"), ("line/3", "three"), ("line/1", "other"), ("line/2", new string('x', 1000)) })
        {
            await a.SayAsync(topic, payload, retain: true);
            await a.HearAsync(payload);
        }
        Assert.Contains("line/3", (await pair.Platform.TraceAsync("exchange.retained_full")).Because.Sentence(), StringComparison.Ordinal);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("#", 0);
        await b.HearAsync("other");
        await b.HearAsync("two");
        await b.PingAsync();
    }

    [Fact]
    public async Task An_expired_one_is_not_sent_and_makes_room()
    {
        await using var pair = await Pair.StartAsync((LimitOptions limits) => limits with { RetainedMessagesMax = 1 });
        await using var a = await pair.ConnectAsync(pair.A);
        await a.ListenAsync("line/#", 0);
        await a.SayAsync("line/1", "short", retain: true, properties: new PublishProperties { MessageExpiryInterval = 10 });
        await a.HearAsync("short");
        pair.Platform.Clock.Advance(TimeSpan.FromSeconds(11));
        await a.SayAsync("line/2", "long", retain: true);
        await a.HearAsync("long");
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/+", 0);
        await b.HearAsync("long");
        await b.PingAsync();
    }

    [Fact]
    public async Task A_shared_subscription_gets_nothing_retained()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await a.ListenAsync("line/1", 0);
        await a.SayAsync("line/1", "on", retain: true);
        await a.HearAsync("on");
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("$share/g/line/1");
        await b.PingAsync();
    }

    [Fact]
    public async Task In_profile_iotda_nothing_is_retained()
    {
        await using var pair = await Pair.StartAsync(options => options with { Profile = CompatibilityProfile.Iotda, Limits = options.Limits with { DeviceToDevice = 1 } });
        await using var a = await pair.ConnectAsync(pair.A);
        await a.ListenAsync("line/1", 0);
        await a.SayAsync("line/1", "on", retain: true);
        await a.HearAsync("on");
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/1");
        await b.PingAsync();
    }
}
