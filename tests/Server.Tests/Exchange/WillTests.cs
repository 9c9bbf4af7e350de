using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Exchange;

public sealed class WillTests
{
    static WillMessage Will(uint? delay = null, bool retain = false, string topic = "status/a") =>
        new() { Topic = topic, Payload = "gone"u8.ToArray(), QoS = QualityOfService.AtLeastOnce, Retain = retain, DelayInterval = delay };

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("3.1.2-7", "3.1.2-8", "3.1.2-14"), Clause311("3.1.2-8", "3.1.2-16")]
    public async Task It_is_said_when_the_link_breaks(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("status/+");
        var a = await pair.ConnectAsync(pair.A, version, change: connect => connect with { Will = Will() });
        a.Abort();
        var heard = await b.HearAsync("gone");
        Assert.Equal(("status/a", QualityOfService.AtLeastOnce), (heard.Topic, heard.QoS));
        Assert.Equal("gone", (string?)Assert.Single(await pair.Platform.TracesAsync("&kind=uplink&device_id=" + pair.A))!["excerpt"]);
    }

    [Fact]
    public async Task It_is_said_after_the_keep_alive_too()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A, change: connect => connect with { Will = Will(), KeepAlive = 30 });
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("status/+");
        for (var i = 0; i < 6; i++)
        {
            pair.Platform.Clock.Advance(TimeSpan.FromSeconds(10));
            if (i < 4)
                await b.PingAsync();
        }
        await b.HearAsync("gone");
    }

    [Theory]
    [InlineData(ProtocolVersion.V311, ReasonCode.NormalDisconnection, false)]
    [InlineData(ProtocolVersion.V500, ReasonCode.NormalDisconnection, false)]
    [InlineData(ProtocolVersion.V500, ReasonCode.DisconnectWithWillMessage, true)]
    [Clause5("3.1.2-8", "3.1.2-10", "3.14.4-3"), Clause311("3.1.2-10", "3.1.2-12", "3.14.4-3")]
    public async Task A_goodbye_makes_it_void_unless_it_asks_for_it(ProtocolVersion version, ReasonCode reason, bool said)
    {
        await using var pair = await Pair.StartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("status/+");
        await using (var a = await pair.ConnectAsync(pair.A, version, change: connect => connect with { Will = Will() }))
            await a.GoodbyeAsync(reason);
        await pair.GoneAsync(pair.A);
        if (said)
            await b.HearAsync("gone");
        await using (var a = await pair.ConnectAsync(pair.A))
            await a.SayAckedAsync("status/end", "end");
        await b.HearAsync("end");
        await pair.RestartAsync();
        await using var after = await pair.ConnectAsync(pair.B);
        await after.ListenAsync("status/+");
        await after.PingAsync();
    }

    [Fact]
    [Clause5("3.1.2-15"), Clause311("3.1.2-17")]
    public async Task It_may_be_retained()
    {
        await using var pair = await Pair.StartAsync();
        var a = await pair.ConnectAsync(pair.A, change: connect => connect with { Will = Will(retain: true) });
        a.Abort();
        await pair.GoneAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(pair.Platform.Service<Dukou.Server.Exchange.RetainedStore>()
            .Matching(pair.Platform.Service<Dukou.Server.Spaces.SpaceStore>().Default.AppId, "status/a").Count > 0));
        await b.ListenAsync("status/a");
        Assert.True((await b.HearAsync("gone")).Retain);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause5("3.1.3-9")]
    public async Task A_delayed_one_is_not_said_when_the_device_is_back_in_time(bool back)
    {
        await using var pair = await Pair.StartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("status/+");
        var a = await pair.ConnectAsync(pair.A, expiry: 3600, change: connect => connect with { Will = Will(delay: 30) });
        a.Abort();
        await pair.GoneAsync(pair.A);
        pair.Platform.Clock.Advance(TimeSpan.FromSeconds(20));
        if (back)
        {
            await using var again = await pair.ResumeAsync(pair.A, present: true);
            pair.Platform.Clock.Advance(TimeSpan.FromSeconds(20));
            await again.SayAckedAsync("status/back", "back");
            await b.HearAsync("back");
            return;
        }
        await b.PingAsync();
        pair.Platform.Clock.Advance(TimeSpan.FromSeconds(20));
        await b.HearAsync("gone");
    }

    [Fact]
    [Clause5("3.1.3-9")]
    public async Task The_end_of_the_session_ends_the_delay()
    {
        await using var pair = await Pair.StartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("status/+");
        var a = await pair.ConnectAsync(pair.A, expiry: 10, change: connect => connect with { Will = Will(delay: 3000) });
        a.Abort();
        await pair.GoneAsync(pair.A);
        pair.Platform.Clock.Advance(TimeSpan.FromSeconds(12));
        await b.HearAsync("gone");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3600u)]
    public async Task A_platform_that_stops_says_it_at_its_next_start(uint? expiry)
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
            await b.ListenAsync("status/+");
        await using var a = await pair.ConnectAsync(pair.A, expiry: expiry, change: connect => connect with { Will = Will() });
        await pair.RestartAsync();
        await using var again = await pair.ResumeAsync(pair.B, present: true);
        await again.HearAsync("gone");
    }

    [Fact]
    public async Task It_has_the_permissions_of_its_device()
    {
        await using var pair = await Pair.StartAsync();
        var a = await pair.ConnectAsync(pair.A, change: connect => connect with { Will = Will(topic: $"$oc/devices/{pair.B}/sys/messages/up") });
        a.Abort();
        Assert.Equal(pair.A, (await pair.Platform.TraceAsync("uplink.foreign_topic")).DeviceId);
    }

    [Fact]
    public async Task A_take_over_says_it()
    {
        await using var pair = await Pair.StartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("status/+");
        await using var older = await pair.ConnectAsync(pair.A, change: connect => connect with { Will = Will() });
        await using var newer = await pair.ConnectAsync(pair.A);
        await b.HearAsync("gone");
    }
}
