using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Messages;

public sealed class MessageDeliveryTests
{
    [Fact]
    [Provokes("message.sent")]
    [Shows("CreateMessage", "ShowDeviceMessage", AfterRestart = true)]
    [ShowsTopic("sys/messages/down")]
    public async Task A_connected_device_gets_a_message_without_having_subscribed()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answer = await lamp.SendAsync("""{"message":"hello","name":"greeting","message_id":"m1"}""");
        Assert.Equal("""{"message_id":"m1","result":{"status":"DELIVERED","created_time":"20260102T030405Z","finished_time":"20260102T030405Z"}}""", answer.ToJsonString());
        var publish = await device.ReadPublishAsync();
        Assert.Equal(lamp.Down, publish.Topic);
        Assert.Equal("""{"name":"greeting","id":"m1","content":"hello"}""", publish.Payload);
        Assert.Contains(lamp.Down, (await lamp.TraceAsync("message.sent")).Because.Remedy(), StringComparison.Ordinal);
        await lamp.RestartAsync();
        var message = await lamp.MessageAsync("m1");
        Assert.Equal("DELIVERED", (string?)message["status"]);
        Assert.Equal("hello", (string?)message["message"]);
    }

    [Fact]
    public async Task What_waits_for_a_device_arrives_in_order_when_it_comes()
    {
        await using var lamp = await Lamp.StartAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal("PENDING", (string?)(await lamp.SendAsync($$"""{"message":"{{i}}","payload_format":"raw"}"""))["result"]!["status"]);
        await using var device = await lamp.ConnectAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal($"{i}", (await device.ReadPublishAsync()).Payload);
        await device.PingAsync();
    }

    [Fact]
    [Shows("CreateMessage", AfterRestart = true)]
    public async Task What_waits_survives_a_restart_and_is_sent_once()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.SendAsync("""{"message":"later","payload_format":"raw","message_id":"m1"}""");
        await lamp.RestartAsync();
        await using (var device = await lamp.ConnectAsync())
            Assert.Equal("later", (await device.ReadPublishAsync()).Payload);
        await lamp.MessageWhenAsync("m1", "DELIVERED");
        await lamp.RestartAsync();
        await using var again = await lamp.ConnectAsync();
        await lamp.SendAsync("""{"message":"next","payload_format":"raw"}""");
        Assert.Equal("next", (await again.ReadPublishAsync()).Payload);
    }

    [Fact]
    [Provokes("message.acknowledged")]
    [Shows("CreateMessage")]
    [ShowsTopic("sys/messages/down")]
    public async Task At_QoS_1_a_message_is_delivered_when_the_device_acknowledges()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.SubscribeAsync(lamp.Down, QualityOfService.AtLeastOnce);
        var answer = await lamp.SendAsync("""{"message":"hello","message_id":"m1"}""");
        Assert.Equal("PENDING", (string?)answer["result"]!["status"]);
        Assert.Equal(QualityOfService.AtLeastOnce, (await device.ReadPublishAsync(acknowledge: false)).QoS);
        Assert.Equal("PENDING", (string?)(await lamp.MessageAsync("m1"))["status"]);
        await device.SendAsync(0x40, 2, 0, 1);
        await lamp.MessageWhenAsync("m1", "DELIVERED");
        Assert.Equal("m1", (await lamp.TraceAsync("message.acknowledged")).RequestId);
    }

    [Fact]
    public async Task At_QoS_1_an_unacknowledged_message_is_sent_three_times_and_again_after_ten_seconds()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        await device.SubscribeAsync(lamp.Down, QualityOfService.AtLeastOnce);
        await lamp.SendAsync("""{"message":"hello","message_id":"m1"}""");
        var first = await device.ReadPublishAsync(acknowledge: false);
        Assert.False(first.Duplicate);
        for (var resend = 0; resend < 2; resend++)
        {
            lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(2));
            var duplicate = await device.ReadPublishAsync(acknowledge: false);
            Assert.True(duplicate.Duplicate);
            Assert.Equal(first.PacketId, duplicate.PacketId);
        }
        lamp.Platform.Clock.Advance(TimeSpan.FromSeconds(6));
        var again = await device.ReadPublishAsync();
        Assert.False(again.Duplicate);
        Assert.Equal(first.Payload, again.Payload);
        await lamp.MessageWhenAsync("m1", "DELIVERED");
    }

    [Fact]
    public async Task At_QoS_1_a_message_that_a_lost_connection_carried_goes_out_on_the_next_one()
    {
        await using var lamp = await Lamp.StartAsync();
        await using (var device = await lamp.ConnectAsync())
        {
            await device.SubscribeAsync(lamp.Down, QualityOfService.AtLeastOnce);
            await lamp.SendAsync("""{"message":"hello","message_id":"m1"}""");
            await device.ReadPublishAsync(acknowledge: false);
        }
        await using var next = await lamp.ConnectAsync();
        Assert.Contains("m1", (await next.ReadPublishAsync()).Payload, StringComparison.Ordinal);
        await lamp.MessageWhenAsync("m1", "DELIVERED");
    }

    [Fact]
    public async Task After_a_restart_what_was_on_its_way_at_QoS_1_is_sent_again()
    {
        await using var lamp = await Lamp.StartAsync();
        var device = await lamp.ConnectAsync();
        await device.SubscribeAsync(lamp.Down, QualityOfService.AtLeastOnce);
        await lamp.SendAsync("""{"message":"hello","message_id":"m1"}""");
        await device.ReadPublishAsync(acknowledge: false);
        await lamp.Platform.StopAsync();
        await device.DisposeAsync();
        lamp.Platform.ChangeCore("update message set status = 'SENT', qos = 1, epoch = 7");
        await lamp.RestartAsync();
        Assert.Equal("PENDING", (string?)(await lamp.MessageAsync("m1"))["status"]);
        await using var again = await lamp.ConnectAsync();
        Assert.Contains("m1", (await again.ReadPublishAsync()).Payload, StringComparison.Ordinal);
    }

    [Fact]
    [Provokes("message.assumed_sent")]
    public async Task After_a_restart_what_was_on_its_way_at_QoS_0_counts_as_delivered()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.SendAsync("""{"message":"hello","message_id":"m1"}""");
        await lamp.Platform.StopAsync();
        lamp.Platform.ChangeCore("update message set status = 'SENT', qos = 0, epoch = 7");
        await lamp.RestartAsync();
        Assert.Equal("DELIVERED", (string?)(await lamp.MessageAsync("m1"))["status"]);
        Assert.Equal("m1", (await lamp.TraceAsync("message.assumed_sent")).RequestId);
        await using var device = await lamp.ConnectAsync();
        await lamp.SendAsync("""{"message":"next","payload_format":"raw"}""");
        Assert.Equal("next", (await device.ReadPublishAsync()).Payload);
    }

    [Fact]
    [ShowsTopic("any topic that does not start with $")]
    public async Task A_cached_message_to_a_topic_of_its_own_waits_for_the_subscription()
    {
        await using var lamp = await Lamp.StartAsync();
        await lamp.SendAsync("""{"message":"early","payload_format":"raw","topic_full_name":"/line1/lamp","message_id":"m1"}""");
        await lamp.SendAsync("""{"message":"system","payload_format":"raw"}""");
        await using var device = await lamp.ConnectAsync();
        Assert.Equal("system", (await device.ReadPublishAsync()).Payload);
        await device.SubscribeAsync("/line1/+");
        var publish = await device.ReadPublishAsync();
        Assert.Equal("/line1/lamp", publish.Topic);
        Assert.Equal("early", publish.Payload);
        await lamp.MessageWhenAsync("m1", "DELIVERED");
    }

    [Fact]
    public async Task A_peer_with_receive_maximum_1_gets_one_message_after_the_other()
    {
        await using var lamp = await Lamp.StartAsync();
        for (var i = 0; i < 3; i++)
            await lamp.SendAsync($$"""{"message":"{{i}}","payload_format":"raw","topic_full_name":"$oc/broadcast/all"}""");
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500, Change = connect => connect with { ReceiveMaximum = 1 } });
        await device.SubscribeAsync("$oc/broadcast/all", QualityOfService.AtLeastOnce);
        for (var i = 0; i < 3; i++)
        {
            var publish = await device.ReadPublishAsync(acknowledge: false);
            Assert.Equal($"{i}", publish.Payload);
            await device.PingAsync();
            await device.SendAsync(0x40, 2, (byte)(publish.PacketId >> 8), (byte)publish.PacketId);
        }
    }

    [Fact]
    public async Task A_connection_that_takes_over_gets_what_the_older_one_carried_before_what_waited_behind_it()
    {
        await using var lamp = await Lamp.StartAsync();
        var carries2 = new WireConnect { Version = ProtocolVersion.V500, Change = connect => connect with { ReceiveMaximum = 2 } };
        await using var older = await lamp.ConnectAsync(carries2);
        await older.SubscribeAsync(lamp.Down, QualityOfService.AtLeastOnce);
        for (var i = 0; i < 4; i++)
            await lamp.SendAsync($$"""{"message":"{{i}}","payload_format":"raw"}""");
        await older.ReadPublishAsync(acknowledge: false);
        await older.ReadPublishAsync(acknowledge: false);
        await using var newer = await lamp.ConnectAsync();
        for (var i = 0; i < 4; i++)
            Assert.Equal($"{i}", (await newer.ReadPublishAsync()).Payload);
    }

    [Fact]
    public async Task MQTT_5_properties_reach_an_MQTT_5_device()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync(new() { Version = ProtocolVersion.V500 });
        await lamp.SendAsync("""
            {"message":"hello","properties":{"correlation_data":"c-1","response_topic":"/answers","user_properties":[{"prop_key":"a","prop_value":"1"},{"prop_key":"a","prop_value":"二"}]}}
            """);
        var properties = (await device.ReadPublishAsync()).Properties;
        Assert.Equal("c-1"u8.ToArray(), properties.CorrelationData);
        Assert.Equal("/answers", properties.ResponseTopic);
        Assert.Equal([new("a", "1"), new("a", "二")], properties.UserProperties);
    }

    [Fact]
    [Shows("CreateMessage")]
    public async Task A_child_is_reached_through_its_gateway()
    {
        await using var lamp = await Lamp.StartAsync();
        var child = await lamp.AddChildAsync();
        await lamp.SendAsync("""{"message":"early","message_id":"m1"}""", child);
        await using var gateway = await lamp.ConnectAsync();
        var early = await gateway.ReadPublishAsync();
        Assert.Equal(lamp.Down, early.Topic);
        Assert.Equal($$"""{"object_device_id":"{{child}}","id":"m1","content":"early"}""", early.Payload);
        var answer = await lamp.SendAsync("""{"message":"now","message_id":"m2"}""", child);
        Assert.Equal("DELIVERED", (string?)answer["result"]!["status"]);
        Assert.Contains(child, (await gateway.ReadPublishAsync()).Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_messages_sent_at_once_all_arrive()
    {
        await using var lamp = await Lamp.StartAsync();
        await using var device = await lamp.ConnectAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => lamp.SendAsync($$"""{"message":"{{i}}","payload_format":"raw"}""")));
        Assert.All(answers, answer => Assert.Equal("DELIVERED", (string?)answer["result"]!["status"]));
        var arrived = new HashSet<string>();
        for (var i = 0; i < 50; i++)
            arrived.Add((await device.ReadPublishAsync()).Payload);
        Assert.Equal(50, arrived.Count);
    }
}
