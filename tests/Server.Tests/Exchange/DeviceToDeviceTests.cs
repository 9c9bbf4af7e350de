using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Exchange;

/// <summary>What one device says outside <c>$oc</c> reaches those that listen.</summary>
public sealed class DeviceToDeviceTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 1)]
    [ShowsTopic("any topic that does not start with $")]
    [Clause5("3.8.4-8"), Clause311("3.8.4-6", "3.3.5-1")]
    public async Task A_publish_arrives_at_the_lower_of_both_QoS(int said, int asked, int heard)
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A, ProtocolVersion.V311);
        await using var b = await pair.ConnectAsync(pair.B);
        Assert.Equal((ReasonCode)asked, await b.ListenAsync("line/+/up", asked));
        await a.SayAsync("line/1/up", "on", said, said == 0 ? (ushort)0 : (ushort)1);
        var publish = await b.HearAsync("on");
        Assert.Equal(("line/1/up", (QualityOfService)heard, false, false), (publish.Topic, publish.QoS, publish.Retain, publish.Duplicate));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [ShowsLimit("DeviceToDevice")]
    public async Task In_profile_iotda_only_the_option_hands_on(int option)
    {
        await using var pair = await Pair.StartAsync(options => options with { Profile = CompatibilityProfile.Iotda, Limits = options.Limits with { DeviceToDevice = option } });
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        Assert.Equal(ReasonCode.GrantedQoS0, await b.ListenAsync("line/1"));
        await a.SayAckedAsync("line/1", "on");
        if (option == 1)
            await b.HearAsync("on");
        else
            await b.PingAsync();
    }

    [Fact]
    public async Task Another_resource_space_hears_nothing()
    {
        await using var pair = await Pair.StartAsync();
        var app = await pair.Platform.AddSpaceAsync("other");
        var product = await pair.Platform.CreateProductAsync(body => (body["app_id"], body["service_capabilities"]) = (app, new System.Text.Json.Nodes.JsonArray()));
        var stranger = (string)(await pair.Platform.CreateDeviceAsync(product, "s", body => (body["app_id"], body["auth_info"]) = (app, new System.Text.Json.Nodes.JsonObject { ["secret"] = "12345678" })))["device_id"]!;
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await using var s = await pair.ConnectAsync(stranger);
        await b.ListenAsync("#");
        await s.ListenAsync("#");
        await a.SayAckedAsync("line/1", "on");
        await b.HearAsync("on");
        await s.PingAsync();
    }

    [Fact]
    public async Task What_a_policy_denies_is_not_heard_by_a_wider_filter()
    {
        await using var pair = await Pair.StartAsync();
        var policy = await pair.Platform.PostAsync(pair.Platform.V5 + "device-policies",
            """{"policy_name":"p","statement":[{"effect":"DENY","actions":["iotda:devices:subscribe"],"resources":["topic:secret/*"]}]}""");
        await pair.Platform.PostAsync($"{pair.Platform.V5}device-policies/{policy["policy_id"]}/bind", $$"""{"target_type":"device","target_ids":["{{pair.B}}"]}""");
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("#");
        await a.SayAckedAsync("secret/1", "no");
        await a.SayAckedAsync("open/1", "yes");
        await b.HearAsync("yes");
    }

    [Fact]
    [Clause5("3.3.2-4", "3.3.2-15", "3.3.2-16", "3.3.2-17", "3.3.2-18", "3.3.2-20", "3.1.3-10")]
    public async Task Properties_travel_unchanged_and_in_order_and_an_alias_does_not()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/1");
        await a.SayAckedAsync("line/1", "on", properties: new PublishProperties
        {
            PayloadFormatIndicator = true,
            ContentType = "text/plain",
            ResponseTopic = "answers/a",
            CorrelationData = [1, 2, 3],
            TopicAlias = 4,
            UserProperties = [new("k", "1"), new("j", "2"), new("k", "3")],
        });
        var heard = (await b.HearAsync("on")).Properties;
        Assert.Equal((true, "text/plain", "answers/a", null), (heard.PayloadFormatIndicator, heard.ContentType, heard.ResponseTopic, heard.TopicAlias));
        Assert.Equal([1, 2, 3], heard.CorrelationData);
        Assert.Equal([new("k", "1"), new("j", "2"), new("k", "3")], heard.UserProperties);
    }

    [Fact]
    [Clause5("3.8.3-3")]
    public async Task No_local_keeps_a_device_from_hearing_itself()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await a.ListenAsync(new Subscription("line/1", QualityOfService.AtMostOnce, NoLocal: true));
        await a.SayAsync("line/1", "mine");
        await b.SayAsync("line/1", "theirs");
        await a.HearAsync("theirs");
    }

    [Fact]
    [Clause5("3.3.4-2", "3.3.4-3", "3.3.4-4", "3.8.2-1"), Clause311("3.3.5-1")]
    public async Task Filters_that_overlap_give_one_copy_at_the_highest_QoS_with_every_identifier()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync(new Subscription("line/#", QualityOfService.AtMostOnce), 11);
        await b.ListenAsync(new Subscription("line/1", QualityOfService.AtLeastOnce), 12);
        await b.ListenAsync(new Subscription("+/1", QualityOfService.AtMostOnce));
        await a.SayAckedAsync("line/1", "on");
        var heard = await b.HearAsync("on");
        Assert.Equal(QualityOfService.AtLeastOnce, heard.QoS);
        Assert.Equal([11, 12], heard.Properties.SubscriptionIdentifiers.Order());
        await a.SayAckedAsync("line/2", "off");
        Assert.Equal([11], (await b.HearAsync("off")).Properties.SubscriptionIdentifiers);
    }

    [Fact]
    [Clause5("3.8.4-3"), Clause311("3.8.4-3")]
    public async Task The_same_filter_again_replaces_the_subscription()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync(new Subscription("line/1", QualityOfService.AtLeastOnce), 11);
        await b.ListenAsync(new Subscription("line/1", QualityOfService.AtMostOnce), 12);
        await a.SayAckedAsync("line/1", "on");
        var heard = await b.HearAsync("on");
        Assert.Equal((QualityOfService.AtMostOnce, 12), (heard.QoS, Assert.Single(heard.Properties.SubscriptionIdentifiers)));
        await b.PingAsync();
    }

    [Fact]
    [Clause5("3.10.4-1", "3.10.4-2", "3.10.4-4"), Clause311("3.10.4-1", "3.10.4-2", "3.10.4-4", "3.10.4-5")]
    public async Task After_UNSUBACK_nothing_comes_any_more()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/+");
        await b.SendAsync(output => new UnsubscribePacket { PacketId = 9, Filters = ["line/+", "line/1"] }.Write(output, ProtocolVersion.V500));
        var answer = UnsubAckPacket.Read((await b.ReadAsync()).Packet, ProtocolVersion.V500);
        Assert.Equal(9, answer.PacketId);
        Assert.Equal([ReasonCode.Success, ReasonCode.NoSubscriptionExisted], answer.Reasons);
        await a.SayAckedAsync("line/1", "on");
        await b.ListenAsync("other");
        await a.SayAckedAsync("other", "yes");
        await b.HearAsync("yes");
    }

    [Fact]
    [Clause5("4.8.2-3", "3.8.3-4")]
    public async Task A_shared_subscription_gives_each_message_to_one_member_in_turn()
    {
        await using var pair = await Pair.StartAsync();
        var c = await pair.Platform.AddDeviceAsync(pair.ProductId, "c");
        await using var speaker = await pair.ConnectAsync(pair.A);
        await using var first = await pair.ConnectAsync(pair.B);
        await using var second = await pair.ConnectAsync(c);
        foreach (var member in new[] { first, second })
            await member.ListenAsync("$share/workers/jobs/#");
        for (ushort i = 1; i <= 4; i++)
            await speaker.SayAckedAsync("jobs/1", $"{i}", packetId: i);
        Assert.Equal(["1", "3"], [(await first.ReadPublishAsync()).Payload, (await first.ReadPublishAsync()).Payload]);
        Assert.Equal(["2", "4"], [(await second.ReadPublishAsync()).Payload, (await second.ReadPublishAsync()).Payload]);
        await first.SendAsync(output => new SubscribePacket { PacketId = 1, Subscriptions = [new("$share/g/a", QualityOfService.AtMostOnce, NoLocal: true)] }.Write(output, ProtocolVersion.V500));
        Assert.Equal(ReasonCode.ProtocolError, await first.ReadDisconnectAsync());
    }

    [Fact]
    public async Task A_shared_subscription_to_system_topics_is_refused()
    {
        await using var pair = await Pair.StartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        Assert.Equal(ReasonCode.NotAuthorized, await b.ListenAsync($"$share/g/$oc/devices/{pair.B}/sys/commands/#"));
    }

    [Fact]
    [Clause5("3.3.2-5", "3.3.2-6")]
    public async Task An_expiry_is_counted_down_and_what_has_expired_is_not_sent()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using (var b = await pair.ResumeAsync(pair.B, present: false))
        {
            await b.ListenAsync("line/1");
            await b.GoodbyeAsync();
        }
        await pair.GoneAsync(pair.B);
        await a.SayAckedAsync("line/1", "short", properties: new PublishProperties { MessageExpiryInterval = 30 });
        await a.SayAckedAsync("line/1", "long", properties: new PublishProperties { MessageExpiryInterval = 100 });
        pair.Platform.Clock.Advance(TimeSpan.FromSeconds(40));
        await using var again = await pair.ResumeAsync(pair.B, present: true);
        Assert.Equal(60u, (await again.HearAsync("long")).Properties.MessageExpiryInterval);
    }

    [Fact]
    [Provokes("exchange.too_large_for_device")]
    [Clause5("3.1.2-24", "3.1.2-25")]
    public async Task What_is_larger_than_the_device_takes_is_left_out_and_does_not_block_the_rest()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B, change: connect => connect with { MaximumPacketSize = 100, ReceiveMaximum = 1 });
        await b.ListenAsync("line/1");
        await a.SayAckedAsync("line/1", new string('x', 200));
        await a.SayAckedAsync("line/1", "small");
        await b.HearAsync("small");
        Assert.Contains(pair.A, (await pair.Platform.TraceAsync("exchange.too_large_for_device")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    [Clause5("3.3.4-9", "4.9.0-1", "4.9.0-2")]
    public async Task No_more_than_the_receive_maximum_is_under_way()
    {
        await using var pair = await Pair.StartAsync();
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B, change: connect => connect with { ReceiveMaximum = 2 });
        await b.ListenAsync("line/1");
        for (ushort i = 1; i <= 4; i++)
            await a.SayAckedAsync("line/1", $"{i}", packetId: i);
        var first = await b.HearAsync("1", acknowledge: false);
        await b.HearAsync("2", acknowledge: false);
        await b.PingAsync();
        await b.AckAsync(PacketType.PubAck, first.PacketId);
        await b.HearAsync("3", acknowledge: false);
        await b.PingAsync();
    }

    [Fact]
    [ShowsLimit("QueuedMessagesMax")]
    [Provokes("exchange.queue_full")]
    public async Task A_device_that_acknowledges_nothing_has_a_bounded_queue()
    {
        await using var pair = await Pair.StartAsync((LimitOptions limits) => limits with { QueuedMessagesMax = 3 });
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B, change: connect => connect with { ReceiveMaximum = 1 });
        await b.ListenAsync("line/1");
        for (ushort i = 1; i <= 4; i++)
            await a.SayAckedAsync("line/1", $"{i}", packetId: i);
        Assert.Contains("line/1", (await pair.Platform.TraceAsync("exchange.queue_full")).Because.Sentence(), StringComparison.Ordinal);
        foreach (var payload in new[] { "1", "2", "3" })
            await b.HearAsync(payload);
        await b.PingAsync();
    }

    [Fact]
    public async Task A_slow_reader_misses_messages_of_QoS_0_and_keeps_its_connection()
    {
        await using var pair = await Pair.StartAsync((LimitOptions limits) => limits with { OutboundBytesMax = 1024 * 1024 });
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/1", 0);
        // More than the system's buffers and ours take, and nobody reads meanwhile.
        var payload = new string('x', 200_000);
        for (ushort i = 1; i <= 150; i++)
            await a.SayAckedAsync("line/1", payload, packetId: i);
        await a.ListenAsync("done", 0);
        await a.SayAckedAsync("done", "done", packetId: 151);
        await a.HearAsync("done");
        var heard = 0;
        await b.SendAsync(0xC0, 0);
        while (await b.ReadAsync() is { Type: PacketType.Publish })
            heard++;
        Assert.InRange(heard, 1, 149);
    }

    [Fact]
    [ShowsLimit("QueuedBytesMax")]
    public async Task The_queue_is_bounded_in_bytes_too()
    {
        await using var pair = await Pair.StartAsync((LimitOptions limits) => limits with { QueuedBytesMax = 1000 });
        await using var a = await pair.ConnectAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/1");
        await a.SayAckedAsync("line/1", new string('x', 2000));
        await a.SayAckedAsync("line/1", "small");
        await b.HearAsync("small");
    }
}
