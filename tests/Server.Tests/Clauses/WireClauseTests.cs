using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Exchange;

namespace Dukou.Server.Tests.Clauses;

/// <summary>Statements of the standards that no feature's own test shows.</summary>
public sealed class WireClauseTests
{
    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("2.2.1-5", "2.2.1-6", "3.2.2-10", "3.8.4-1", "3.8.4-2", "3.8.4-5", "3.8.4-6", "3.8.4-7", "3.9.3-1", "3.10.4-5", "3.10.4-6", "3.11.3-1", "3.12.4-1", "4.3.2-4")]
    [Clause311("2.3.1-6", "2.3.1-7", "3.3.4-1", "3.8.4-1", "3.8.4-2", "3.8.4-4", "3.8.4-5", "3.9.3-1", "3.10.4-6", "3.12.4-1")]
    public async Task Every_packet_is_answered_under_its_own_identifier_and_filter_by_filter(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A, version);
        await a.SendAsync(output => new SubscribePacket
        {
            PacketId = 0xABCD,
            Subscriptions = [new("line/2", QualityOfService.ExactlyOnce), new("$oc/devices/another/sys/#", QualityOfService.AtMostOnce), new("line/0", QualityOfService.AtMostOnce), new("line/1", QualityOfService.AtLeastOnce)],
        }.Write(output, version));
        var granted = SubAckPacket.Read((await a.ReadAsync()).Packet, version);
        Assert.Equal(0xABCD, granted.PacketId);
        Assert.Equal([ReasonCode.GrantedQoS2, version == ProtocolVersion.V500 ? ReasonCode.NotAuthorized : ReasonCode.UnspecifiedError, ReasonCode.GrantedQoS0, ReasonCode.GrantedQoS1], granted.Reasons);
        await a.SendAsync(output => new UnsubscribePacket { PacketId = 0xABCE, Filters = ["nothing", "line/2", "line/0", "line/1"] }.Write(output, version));
        var ended = UnsubAckPacket.Read((await a.ReadAsync()).Packet, version);
        Assert.Equal(0xABCE, ended.PacketId);
        if (version == ProtocolVersion.V500)
            Assert.Equal([ReasonCode.NoSubscriptionExisted, ReasonCode.Success, ReasonCode.Success, ReasonCode.Success], ended.Reasons);
        await a.SayAckedAsync("line/1", "on", packetId: 0xFFFF);
        await a.SayAsync("line/1", "on", 2, 0xFFFE);
        Assert.Equal((PacketType.PubRec, 0xFFFE), await a.ReadAckAsync());
        await a.PingAsync();
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("3.1.0-2", "3.1.4-4", "3.1.4-5", "3.2.0-1", "3.2.0-2", "3.14.4-1", "3.14.4-2", "4.12.0-6", "4.13.2-1"), Clause311("3.1.0-2", "3.1.4-3", "3.1.4-4", "3.2.0-1", "4.8.0-1")]
    public async Task CONNACK_comes_before_what_waits_and_never_again(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using (var b = await pair.ResumeAsync(pair.B, present: false, version))
            await b.ListenAsync("line/1");
        await pair.GoneAsync(pair.B);
        await using (var a = await pair.ConnectAsync(pair.A))
            await a.SayAckedAsync("line/1", "on");
        // The first packet is CONNACK, or this fails.
        await using var again = await pair.ResumeAsync(pair.B, present: true, version);
        await again.HearAsync("on");
        await again.SendAsync(new WireConnect { Version = version, At = pair.Platform.Clock.GetUtcNow() }.Packet(pair.B).Write);
        var end = await again.ReadToEndAsync();
        if (version != ProtocolVersion.V500)
            Assert.Empty(end);
        else
            Assert.Equal(ReasonCode.ProtocolError, DisconnectPacket.Read(Assert.Single(end).Packet, version).Reason);
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("3.3.1-3", "3.3.2-3", "4.3.1-1", "4.3.2-1", "4.3.2-2", "4.3.2-5"), Clause311("3.3.1-3", "3.3.2-3", "4.3.1-1", "4.3.2-1", "4.3.2-2")]
    public async Task A_publish_goes_out_without_DUP_whatever_it_came_with_and_the_same_identifier_again_is_new(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A, version);
        await using var b = await pair.ConnectAsync(pair.B, version);
        await b.ListenAsync("line/+", 1);
        var identifiers = new HashSet<ushort>();
        for (var i = 0; i < 2; i++)
        {
            await a.SayAsync("line/1", $"{i}", 1, 7, duplicate: true);
            Assert.Equal((PacketType.PubAck, 7), await a.ReadAckAsync());
            var heard = await b.HearAsync($"{i}", acknowledge: false);
            Assert.Equal(("line/1", false), (heard.Topic, heard.Duplicate));
            Assert.True(heard.PacketId != 0 && identifiers.Add(heard.PacketId));
        }
        await a.SayAsync("line/1", "zero");
        Assert.Equal((QualityOfService.AtMostOnce, false), (await b.ReadPublishAsync()) is var zero ? (zero.QoS, zero.Duplicate) : default);
    }

    [Fact]
    [Clause5("3.3.2-7")]
    public async Task An_alias_belongs_to_its_connection()
    {
        await using var pair = await Pair.StartAsync();
        await using (var a = await pair.ResumeAsync(pair.A, present: false))
            await a.SayAckedAsync("line/1", "on", properties: new PublishProperties { TopicAlias = 3 });
        await using var again = await pair.ResumeAsync(pair.A, present: true);
        await again.SayAsync("", "off", 1, 2, properties: new PublishProperties { TopicAlias = 3 });
        Assert.Equal(ReasonCode.ProtocolError, await again.ReadDisconnectAsync());
    }

    [Fact]
    [Clause5("3.3.4-10", "4.9.0-3")]
    public async Task Other_packets_go_on_while_the_window_is_full()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B, change: connect => connect with { ReceiveMaximum = 1 });
        await b.ListenAsync("line/1");
        await a.SayAckedAsync("line/1", "one");
        await a.SayAckedAsync("line/1", "two", packetId: 2);
        await b.HearAsync("one", acknowledge: false);
        await b.PingAsync();
        Assert.Equal(ReasonCode.GrantedQoS0, await b.ListenAsync("zero", 0));
        await a.SayAsync("zero", "through");
        await b.HearAsync("through");
        await b.SayAckedAsync("up", "too");
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("4.6.0-5"), Clause311("4.6.0-5")]
    public async Task The_order_of_a_publisher_is_kept(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A, version);
        await using var b = await pair.ConnectAsync(pair.B, version);
        await b.ListenAsync("line/1", 2);
        for (ushort i = 1; i <= 50; i++)
            await a.SayAsync("line/1", $"{i}", i % 2 + 1, i);
        for (ushort i = 1; i <= 50; i++)
        {
            var heard = await b.ReadPublishAsync();
            Assert.Equal($"{i}", heard.Payload);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [Clause5("4.6.0-6"), Clause311("4.6.0-6")]
    public async Task Every_listener_hears_each_publisher_in_its_order(int qos)
    {
        await using var pair = await Pair.StartAsync();
        var (c, d) = (await pair.Platform.AddDeviceAsync(pair.ProductId, "c"), await pair.Platform.AddDeviceAsync(pair.ProductId, "d"));
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B, ProtocolVersion.V311);
        await using var newer = await pair.ConnectAsync(c);
        await using var older = await pair.ConnectAsync(d, ProtocolVersion.V311);
        foreach (var listener in new[] { newer, older })
            await listener.ListenAsync("line/#", qos);
        var numbers = Enumerable.Range(1, 20).Select(i => (ushort)i).ToArray();
        foreach (var i in numbers)
        {
            await a.SayAsync("line/1", $"a{i}", qos, qos == 0 ? (ushort)0 : i);
            await b.SayAsync("line/1", $"b{i}", qos, qos == 0 ? (ushort)0 : i);
        }
        foreach (var listener in new[] { newer, older })
        {
            var heard = new List<string>();
            while (heard.Count < 2 * numbers.Length)
                heard.Add((await listener.ReadPublishAsync()).Payload);
            foreach (var publisher in new[] { "a", "b" })
                Assert.Equal(numbers.Select(i => $"{publisher}{i}"), heard.Where(payload => payload.StartsWith(publisher, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause5("4.8.2-4")]
    public async Task What_a_member_of_a_group_was_sent_at_QoS_2_is_completed_with_it_when_it_comes_back(bool received)
    {
        await using var pair = await Pair.StartAsync();
        var c = await pair.Platform.AddDeviceAsync(pair.ProductId, "c");
        await using var speaker = await pair.ConnectAsync(pair.A);
        await using var other = await pair.ConnectAsync(c);
        ushort begun;
        await using (var member = await pair.ResumeAsync(pair.B, present: false))
        {
            await member.ListenAsync("$share/g/jobs", 2);
            await other.ListenAsync("$share/g/jobs", 2);
            await speaker.SayAsync("jobs", "begun", 2, 1);
            begun = (await member.HearAsync("begun")).PacketId;
            if (received)
            {
                await member.AckAsync(PacketType.PubRec, begun);
                Assert.Equal((PacketType.PubRel, begun), await member.ReadAckAsync());
            }
            member.Abort();
        }
        await pair.GoneAsync(pair.B);
        await other.PingAsync();
        await using var again = await pair.ResumeAsync(pair.B, present: true);
        if (!received)
        {
            var heard = await again.HearAsync("begun");
            Assert.Equal((begun, true), (heard.PacketId, heard.Duplicate));
            await again.AckAsync(PacketType.PubRec, begun);
        }
        Assert.Equal((PacketType.PubRel, begun), await again.ReadAckAsync());
        await again.AckAsync(PacketType.PubComp, begun);
        await again.PingAsync();
        await other.PingAsync();
    }

    [Fact]
    [Clause5("4.8.2-5", "4.8.2-6")]
    public async Task What_a_member_of_a_group_has_begun_or_refused_goes_to_no_other()
    {
        await using var pair = await Pair.StartAsync();
        var c = await pair.Platform.AddDeviceAsync(pair.ProductId, "c");
        await using var speaker = await pair.ConnectAsync(pair.A);
        await using var other = await pair.ConnectAsync(c);
        await using (var member = await pair.ConnectAsync(pair.B))
        {
            await member.ListenAsync("$share/g/jobs", 2);
            await speaker.SayAsync("jobs", "begun", 2, 1);
            Assert.Equal((PacketType.PubRec, 1), await speaker.ReadAckAsync());
            await member.HearAsync("begun");
            await other.ListenAsync("$share/g/jobs", 2);
            await speaker.SayAckedAsync("jobs", "taken", packetId: 2);
            await member.HearAsync("taken");
            await speaker.SayAckedAsync("jobs", "refused", packetId: 3);
            var refused = await other.HearAsync("refused", acknowledge: false);
            await other.SendAsync(output => PubAckPacket.Write(output, refused.PacketId, ReasonCode.ImplementationSpecificError, null, ProtocolVersion.V500));
            await member.PingAsync();
        }
        await pair.GoneAsync(pair.B);
        await other.PingAsync();
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("3.10.4-3"), Clause311("3.10.4-3")]
    public async Task What_was_begun_is_completed_after_UNSUBSCRIBE(ProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B, version);
        await b.ListenAsync("line/1", 2);
        await a.SayAsync("line/1", "on", 2, 1);
        var heard = await b.HearAsync("on");
        await b.SendAsync(output => new UnsubscribePacket { PacketId = 9, Filters = ["line/1"] }.Write(output, version));
        Assert.Equal(PacketType.UnsubAck, (await b.ReadAsync()).Type);
        await b.AckAsync(PacketType.PubRec, heard.PacketId);
        Assert.Equal((PacketType.PubRel, heard.PacketId), await b.ReadAckAsync());
    }

    [Fact]
    [Clause5("4.3.3-7", "4.3.3-13")]
    public async Task What_was_sent_does_not_expire()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        ushort id;
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
        {
            await b.ListenAsync("line/1", 2);
            await a.SayAsync("line/1", "on", 2, 1, properties: new PublishProperties { MessageExpiryInterval = 10 });
            id = (await b.HearAsync("on")).PacketId;
            b.Abort();
        }
        await pair.GoneAsync(pair.B);
        pair.Platform.Clock.Advance(TimeSpan.FromSeconds(20));
        await using var again = await pair.ResumeAsync(pair.B, present: true);
        Assert.Equal(id, (await again.HearAsync("on")).PacketId);
        await again.AckAsync(PacketType.PubRec, id);
        Assert.Equal((PacketType.PubRel, id), await again.ReadAckAsync());
    }

    [Fact]
    [Clause5("3.5.2-2", "3.9.2-1", "3.14.2-3")]
    public async Task No_words_that_the_peer_has_no_room_for()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A, change: connect => connect with { MaximumPacketSize = 30 });
        await a.SayAsync("$oc/devices/another/sys/messages/up", "on", 2, 1);
        Assert.Null(PubRecPacket.Read((await a.ReadAsync()).Packet, ProtocolVersion.V500).ReasonString);
        await a.SendAsync(output => new SubscribePacket { PacketId = 2, Subscriptions = [new("$oc/devices/another/sys/#", QualityOfService.AtMostOnce)] }.Write(output, ProtocolVersion.V500));
        Assert.Null(SubAckPacket.Read((await a.ReadAsync()).Packet, ProtocolVersion.V500).ReasonString);
        await a.SendAsync(new WireConnect { Version = ProtocolVersion.V500, At = pair.Platform.Clock.GetUtcNow() }.Packet(pair.A).Write);
        Assert.Null(DisconnectPacket.Read((await a.ReadAsync()).Packet, ProtocolVersion.V500).ReasonString);
    }
}
