using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Sessions;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Exchange;

/// <summary>QoS 2, up and down, over broken connections and restarts.</summary>
public sealed class ExactlyOnceTests
{
    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("4.3.3-8", "4.3.3-10", "4.3.3-11", "3.3.4-1", "4.6.0-3"), Clause311("4.3.3-2", "4.6.0-3")]
    public async Task A_publish_up_is_taken_once_however_often_it_comes(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A, version);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/1");
        await a.SayAsync("line/1", "once", 2, 5);
        await a.SayAsync("line/1", "once", 2, 5, duplicate: true);
        Assert.Equal((PacketType.PubRec, 5), await a.ReadAckAsync());
        Assert.Equal((PacketType.PubRec, 5), await a.ReadAckAsync());
        await a.AckAsync(PacketType.PubRel, 5);
        Assert.Equal((PacketType.PubComp, 5), await a.ReadAckAsync());
        // Released: the identifier is a new message's.
        await a.SayAsync("line/1", "again", 2, 5);
        Assert.Equal((PacketType.PubRec, 5), await a.ReadAckAsync());
        await b.HearAsync("once");
        await b.HearAsync("again");
        await b.PingAsync();
    }

    [Theory]
    [InlineData(false, ProtocolVersion.V500)]
    [InlineData(true, ProtocolVersion.V500)]
    [InlineData(true, ProtocolVersion.V311)]
    [Clause5("4.1.0-1", "4.3.3-12"), Clause311("4.1.0-1", "4.3.3-2")]
    public async Task A_publish_up_that_comes_again_over_a_new_connection_is_the_same(bool restart, ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using (var a = await pair.ResumeAsync(pair.A, present: false, version))
        {
            await a.SayAsync("line/1", "one", 2, 5);
            await a.SayAsync("line/1", "two", 2, 6);
            Assert.Equal((PacketType.PubRec, 5), await a.ReadAckAsync());
            Assert.Equal((PacketType.PubRec, 6), await a.ReadAckAsync());
            await a.AckAsync(PacketType.PubRel, 6);
            Assert.Equal((PacketType.PubComp, 6), await a.ReadAckAsync());
            a.Abort();
        }
        if (restart)
            await pair.RestartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/1");
        await using var again = await pair.ResumeAsync(pair.A, present: true, version);
        await again.SayAsync("line/1", "one", 2, 5, duplicate: true);
        Assert.Equal((PacketType.PubRec, 5), await again.ReadAckAsync());
        // 6 was released, so this is new.
        await again.SayAsync("line/1", "three", 2, 6);
        Assert.Equal((PacketType.PubRec, 6), await again.ReadAckAsync());
        await again.AckAsync(PacketType.PubRel, 5);
        Assert.Equal((PacketType.PubComp, 5), await again.ReadAckAsync());
        await b.HearAsync("three");
        await b.PingAsync();
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_power_cut()
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
            await b.ListenAsync("line/#", 2);
        await pair.GoneAsync(pair.B);
        await using var a = await pair.ResumeAsync(pair.A, present: false);
        await a.SayAsync("line/1", "one", 2, 5);
        Assert.Equal((PacketType.PubRec, 5), await a.ReadAckAsync());
        await a.SayAckedAsync("line/2", "two", packetId: 6);
        // The files as they are now, with everybody connected: what a power cut leaves.
        await using var after = await pair.AfterPowerCutAsync();
        await using var speaker = await after.ResumeAsync(pair.A, present: true);
        await speaker.SayAsync("line/1", "one", 2, 5, duplicate: true);
        Assert.Equal((PacketType.PubRec, 5), await speaker.ReadAckAsync());
        await speaker.SayAckedAsync("line/3", "three", packetId: 7);
        await using var again = await after.ResumeAsync(pair.B, present: true);
        foreach (var payload in new[] { "one", "two", "three" })
            await again.HearAsync(payload);
        await again.PingAsync();
    }

    [Fact]
    public async Task A_report_at_QoS_2_is_stored_once()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        for (var i = 0; i < 2; i++)
        {
            await a.SayAsync(Lamp.Report(pair.A), Lamp.Level, 2, 5, duplicate: i > 0);
            Assert.Equal((PacketType.PubRec, 5), await a.ReadAckAsync());
        }
        await a.AckAsync(PacketType.PubRel, 5);
        Assert.Equal((PacketType.PubComp, 5), await a.ReadAckAsync());
        Assert.Single(await pair.Platform.TracesAsync("&kind=uplink&device_id=" + pair.A));
        Assert.Equal(7, (int)(await pair.Platform.GetAsync($"{pair.Platform.V5}devices/{pair.A}/shadow"))["shadow"]![0]!["reported"]!["properties"]!["level"]!);
    }

    [Fact]
    [Clause5("4.3.3-9")]
    public async Task A_refused_publish_ends_with_its_PUBREC_and_leaves_the_identifier_free()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        for (var i = 0; i < 2; i++)
        {
            await a.SayAsync(Lamp.Report("another"), Lamp.Level, 2, 5);
            Assert.Equal((PacketType.PubRec, 5, ReasonCode.NotAuthorized), await a.ReadAckPacketAsync());
        }
        await a.SayAsync("line/1", "on", 2, 5);
        Assert.Equal((PacketType.PubRec, 5, ReasonCode.Success), await a.ReadAckPacketAsync());
    }

    [Fact]
    [Clause5("3.7.2-1")]
    public async Task A_release_of_an_unknown_identifier_is_told_so()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await a.AckAsync(PacketType.PubRel, 9);
        Assert.Equal((PacketType.PubComp, 9, ReasonCode.PacketIdentifierNotFound), await a.ReadAckPacketAsync());
        await a.AckAsync(PacketType.PubRec, 9);
        Assert.Equal((PacketType.PubRel, 9, ReasonCode.PacketIdentifierNotFound), await a.ReadAckPacketAsync());
    }

    [Fact]
    [Clause5("3.3.4-7")]
    public async Task More_publishes_than_the_receive_maximum_without_release_end_the_connection()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        for (ushort id = 1; id <= AckQueue.WaitingMax + 1; id++)
            await a.SayAsync("line/1", "", 2, id);
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, await a.ReadDisconnectAsync());
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("4.3.3-1", "4.3.3-2", "4.3.3-3", "4.3.3-4", "4.3.3-5", "2.2.1-4"), Clause311("4.3.3-1", "2.3.1-4")]
    public async Task A_publish_down_goes_through_all_four_packets(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B, version);
        Assert.Equal(ReasonCode.GrantedQoS2, await b.ListenAsync("line/1", 2));
        await a.SayAsync("line/1", "on", 2, 5);
        var heard = await b.HearAsync("on");
        Assert.Equal((QualityOfService.ExactlyOnce, false), (heard.QoS, heard.Duplicate));
        await b.AckAsync(PacketType.PubRec, heard.PacketId);
        Assert.Equal((PacketType.PubRel, heard.PacketId), await b.ReadAckAsync());
        await b.AckAsync(PacketType.PubComp, heard.PacketId);
        await b.PingAsync();
    }

    [Theory]
    [InlineData(false, ProtocolVersion.V500)]
    [InlineData(true, ProtocolVersion.V500)]
    [InlineData(true, ProtocolVersion.V311)]
    [Clause5("4.4.0-1", "4.4.0-2", "4.3.3-6", "3.3.1-1", "4.6.0-1", "4.6.0-4", "4.5.0-1"), Clause311("4.4.0-1", "3.3.1-1", "4.6.0-1", "4.6.0-4", "4.5.0-1")]
    public async Task What_was_under_way_goes_on_with_the_same_identifier_over_a_new_connection(bool restart, ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        ushort first, second;
        await using (var b = await pair.ResumeAsync(pair.B, present: false, version))
        {
            await b.ListenAsync("line/1", 2);
            await using var a = await pair.ConnectAsync(pair.A);
            await a.SayAsync("line/1", "one", 2, 5);
            await a.SayAsync("line/1", "two", 2, 6);
            (first, second) = ((await b.HearAsync("one")).PacketId, (await b.HearAsync("two")).PacketId);
            await b.AckAsync(PacketType.PubRec, first);
            Assert.Equal((PacketType.PubRel, first), await b.ReadAckAsync());
            b.Abort();
        }
        if (restart)
            await pair.RestartAsync();
        await using var again = await pair.ResumeAsync(pair.B, present: true, version);
        // The first has been taken: its PUBREL only. The second comes again, said to be a duplicate.
        Assert.Equal((PacketType.PubRel, first), await again.ReadAckAsync());
        var heard = await again.HearAsync("two");
        Assert.Equal((second, true), (heard.PacketId, heard.Duplicate));
        await again.AckAsync(PacketType.PubComp, first);
        await again.AckAsync(PacketType.PubRec, second);
        Assert.Equal((PacketType.PubRel, second), await again.ReadAckAsync());
        await again.AckAsync(PacketType.PubComp, second);
        await again.PingAsync();
    }

    [Fact]
    [Clause5("4.3.3-4")]
    public async Task A_receiver_that_refuses_ends_the_delivery()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B, change: connect => connect with { ReceiveMaximum = 1 });
        await b.ListenAsync("line/1", 2);
        await a.SayAsync("line/1", "one", 2, 5);
        await a.SayAsync("line/1", "two", 2, 6);
        var heard = await b.HearAsync("one");
        await b.SendAsync(output => PubRecPacket.Write(output, heard.PacketId, ReasonCode.QuotaExceeded, null, ProtocolVersion.V500));
        await b.HearAsync("two");
    }
}
