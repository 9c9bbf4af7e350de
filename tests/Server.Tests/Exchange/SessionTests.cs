using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.Exchange;

/// <summary>Sessions that outlive their connection, and those that don't.</summary>
public sealed class SessionTests
{
    [Theory]
    [InlineData(ProtocolVersion.V311, false)]
    [InlineData(ProtocolVersion.V311, true)]
    [InlineData(ProtocolVersion.V500, false)]
    [InlineData(ProtocolVersion.V500, true)]
    [Clause5("3.1.2-5", "3.1.2-23", "3.2.2-2", "3.2.2-3", "4.1.0-1", "4.5.0-1"), Clause311("3.1.2-4", "3.1.2-5", "3.2.2-2", "4.1.0-1", "4.1.0-2", "4.5.0-1")]
    public async Task What_was_said_while_the_device_was_away_waits_for_it(ProtocolVersion version, bool restart)
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false, version))
        {
            await b.ListenAsync("line/#", 1);
            await b.GoodbyeAsync();
        }
        await pair.GoneAsync(pair.B);
        await using (var a = await pair.ConnectAsync(pair.A))
        {
            await a.SayAckedAsync("line/1", "one");
            await a.SayAsync("line/1", "not kept");
            await a.SayAckedAsync("line/2", "two", packetId: 2);
        }
        // PUBACK says that it is stored; who is there when it is handed on hears what isn't kept.
        await pair.HandedOnAsync();
        if (restart)
            await pair.RestartAsync();
        await using var again = await pair.ResumeAsync(pair.B, present: true, version);
        await again.HearAsync("one");
        await again.HearAsync("two");
        // Also what is said from now on, without another SUBSCRIBE; and nothing twice.
        await using var speaker = await pair.ConnectAsync(pair.A);
        await speaker.SayAckedAsync("line/3", "three");
        await again.HearAsync("three");
        await again.GoodbyeAsync();
        await pair.GoneAsync(pair.B);
        await using var third = await pair.ResumeAsync(pair.B, present: true, version);
        await third.PingAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause5("4.4.0-1", "3.3.1-1", "4.3.2-3"), Clause311("2.3.1-3", "4.4.0-1", "3.3.1-1")]
    public async Task What_was_not_acknowledged_comes_again_with_DUP_and_its_identifier(bool restart)
    {
        await using var pair = await Pair.StartAsync();
        ushort id;
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
        {
            await b.ListenAsync("line/1");
            await using var a = await pair.ConnectAsync(pair.A);
            await a.SayAckedAsync("line/1", "one");
            id = (await b.HearAsync("one", acknowledge: false)).PacketId;
            b.Abort();
        }
        if (restart)
            await pair.RestartAsync();
        await using var again = await pair.ResumeAsync(pair.B, present: true);
        var heard = await again.HearAsync("one");
        Assert.Equal((id, true), (heard.PacketId, heard.Duplicate));
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("3.1.2-4", "3.1.2-6", "3.2.2-2"), Clause311("3.1.2-6", "3.2.2-1")]
    public async Task A_clean_start_throws_the_old_session_away_for_good(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false, version))
            await b.ListenAsync("line/1");
        await pair.GoneAsync(pair.B);
        await using (var a = await pair.ConnectAsync(pair.A))
            await a.SayAckedAsync("line/1", "old");
        await using (var clean = await pair.ConnectAsync(pair.B, version, cleanStart: true, present: false))
            await clean.PingAsync();
        await pair.GoneAsync(pair.B);
        await pair.RestartAsync();
        await using var again = await pair.ResumeAsync(pair.B, present: false, version);
        await again.PingAsync();
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause311("3.1.2-6", "3.2.2-3")]
    public async Task A_session_without_expiry_ends_with_its_connection(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ConnectAsync(pair.B, version))
            await b.ListenAsync("line/1");
        await pair.GoneAsync(pair.B);
        await using var again = await pair.ConnectAsync(pair.B, version, cleanStart: false, present: false);
        await again.PingAsync();
    }

    [Theory]
    [InlineData(3500, true)]
    [InlineData(3700, false)]
    [Clause5("3.1.2-23", "4.1.0-2")]
    public async Task A_session_lives_as_long_as_it_asked_for(int seconds, bool present)
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
            await b.ListenAsync("line/1");
        await pair.GoneAsync(pair.B);
        pair.Platform.Clock.Advance(TimeSpan.FromSeconds(seconds));
        if (!present)
            await Eventually.BecomesTrueAsync(() => Task.FromResult(pair.Platform.Service<Dukou.Server.Exchange.SessionDirectory>().Find(pair.B) is null));
        await using var again = await pair.ResumeAsync(pair.B, present);
    }

    [Fact]
    public async Task An_expiry_that_passes_while_the_platform_is_down_counts_too()
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
            await b.ListenAsync("line/1");
        await pair.GoneAsync(pair.B);
        await pair.Platform.StopAsync();
        pair.Platform.Clock.Advance(TimeSpan.FromHours(2));
        await pair.RestartAsync();
        pair.Platform.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.BecomesTrueAsync(() => Task.FromResult(pair.Platform.Service<Dukou.Server.Exchange.SessionDirectory>().Find(pair.B) is null));
        await using var again = await pair.ResumeAsync(pair.B, present: false);
    }

    [Fact]
    [Clause5("3.14.2-2")]
    public async Task DISCONNECT_can_shorten_the_expiry_but_not_invent_one()
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
            await b.GoodbyeAsync(expiry: 0);
        await pair.GoneAsync(pair.B);
        await using var again = await pair.ConnectAsync(pair.B, cleanStart: false, present: false);
        await again.GoodbyeAsync(expiry: 60);
        Assert.Equal(ReasonCode.ProtocolError, await again.ReadDisconnectAsync());
    }

    [Fact]
    [ShowsLimit("SessionExpiryMax")]
    [Clause5("3.2.2-21", "3.1.2-21", "3.1.2-22", "3.1.2-28")]
    public async Task CONNACK_says_what_the_platform_makes_of_the_wishes()
    {
        await using var pair = await Pair.StartAsync((LimitOptions limits) => limits with { SessionExpiryMax = TimeSpan.FromHours(1) });
        await using var raw = await pair.Platform.ConnectRawAsync();
        var connAck = await raw.TryConnectDeviceAsync(pair.B, new WireConnect
        {
            Version = ProtocolVersion.V500,
            At = pair.Platform.Clock.GetUtcNow(),
            KeepAlive = 0,
            Change = connect => connect with { SessionExpiryInterval = uint.MaxValue, RequestResponseInformation = true },
        });
        Assert.Equal((3600u, (ushort)1200, $"response/{pair.B}"), (connAck.SessionExpiryInterval, connAck.ServerKeepAlive, connAck.ResponseInformation));
        Assert.Equal((null, null, null, null), (connAck.MaximumQoS, connAck.RetainAvailable, connAck.SharedSubscriptionAvailable, connAck.SubscriptionIdentifierAvailable));
        await using var plain = await pair.Platform.ConnectRawAsync();
        var other = await plain.TryConnectDeviceAsync(pair.A, new WireConnect { Version = ProtocolVersion.V500, At = pair.Platform.Clock.GetUtcNow() });
        Assert.Equal((null, null, null), (other.SessionExpiryInterval, other.ServerKeepAlive, other.ResponseInformation));
        // The keep-alive that it was told to use holds.
        for (var i = 0; i < 190; i++)
            pair.Platform.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ReasonCode.KeepAliveTimeout, await raw.ReadDisconnectAsync());
    }

    [Fact]
    [Clause5("3.1.4-3"), Clause311("3.1.4-2")]
    public async Task A_newer_connection_takes_the_session_over_with_what_waits_in_it()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var older = await pair.ResumeAsync(pair.B, present: false);
        await older.ListenAsync("line/1");
        await a.SayAckedAsync("line/1", "one");
        var first = await older.HearAsync("one", acknowledge: false);
        await using var newer = await pair.ResumeAsync(pair.B, present: true);
        Assert.Equal(ReasonCode.SessionTakenOver, await older.ReadDisconnectAsync());
        var heard = await newer.HearAsync("one");
        Assert.Equal((first.PacketId, true), (heard.PacketId, heard.Duplicate));
        await a.SayAckedAsync("line/1", "two", packetId: 2);
        await newer.HearAsync("two");
    }

    [Fact]
    public async Task A_deleted_device_leaves_no_session_behind()
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
            await b.ListenAsync("line/1");
        await pair.GoneAsync(pair.B);
        await pair.Platform.SendDeleteAsync("devices/" + pair.B).DoneAsync();
        var again = await pair.Platform.AddDeviceAsync(pair.ProductId, "b");
        Assert.Equal(pair.B, again);
        await using var wire = await pair.ResumeAsync(again, present: false);
    }

    [Fact]
    public async Task Messages_of_applications_come_beside_those_of_devices()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ResumeAsync(pair.B, present: false);
        await b.ListenAsync($"$oc/devices/{pair.B}/sys/messages/down", 2);
        await b.ListenAsync("line/1", 2);
        await pair.Platform.PostAsync($"{pair.Platform.V5}devices/{pair.B}/messages", """{"message":"hello","payload_format":"raw"}""");
        var own = await b.HearAsync("hello");
        await a.SayAckedAsync("line/1", "on");
        var others = await b.HearAsync("on");
        Assert.Equal((QualityOfService.AtLeastOnce, QualityOfService.AtLeastOnce), (own.QoS, others.QoS));
        Assert.NotEqual(own.PacketId, others.PacketId);
    }
}
