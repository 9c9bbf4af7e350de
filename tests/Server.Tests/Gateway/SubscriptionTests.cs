using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Cluster;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

public sealed class SubscriptionTests
{
    [Fact]
    [ShowsLimit("ImplicitSubscriptionQoS")]
    public async Task System_topics_need_no_subscription_and_come_at_QoS_0()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var answer = platform.CommandAsync(deviceId);
        var command = await device.ReadPublishAsync();
        Assert.Equal(QualityOfService.AtMostOnce, command.QoS);
        await device.AnswerAsync(command);
        await answer;
    }

    [Fact]
    public async Task An_explicit_subscription_raises_the_QoS_and_nothing_comes_twice_or_back()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        foreach (var filter in new[] { $"$oc/devices/{deviceId}/sys/commands/#", $"$oc/devices/{deviceId}/#", $"$oc/devices/{deviceId}/sys/+/+" })
            Assert.Equal([ReasonCode.GrantedQoS1], await device.SubscribeAsync(filter, QualityOfService.AtLeastOnce));
        var answer = platform.CommandAsync(deviceId);
        var command = await device.ReadPublishAsync();
        Assert.Equal(QualityOfService.AtLeastOnce, command.QoS);
        await device.AnswerAsync(command);
        await answer;
        // Nothing but the PINGRESP is there: no second copy, no echo of the answer, whose topic the filters cover.
        await device.PingAsync();
    }

    [Fact]
    public async Task Before_a_command_nothing_goes_down()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.SubscribeAsync($"$oc/devices/{deviceId}/sys/commands/#");
        await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level);
        await device.PingAsync();
    }

    [Theory]
    [InlineData("$oc/devices/{other}/sys/commands/#")]
    [InlineData("$oc/devices/+/sys/commands/#")]
    [InlineData("$oc/#")]
    [InlineData("$SYS/#")]
    [InlineData("$oc/devices/{own}/user/undeclared")]
    [Provokes("subscribe.refused")]
    public async Task What_is_not_the_device_s_own_is_refused(string filter)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        filter = filter.Replace("{own}", deviceId, StringComparison.Ordinal).Replace("{other}", deviceId + "x", StringComparison.Ordinal);
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        Assert.Equal([ReasonCode.UnspecifiedError], await device.SubscribeAsync(filter));
        Assert.Contains(filter, (await platform.TraceAsync("subscribe.refused")).Because.Sentence(), StringComparison.Ordinal);
        await using var newer = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 });
        Assert.Equal([ReasonCode.NotAuthorized], await newer.SubscribeAsync(filter));
    }

    [Theory]
    [InlineData("$share/lamps/{own}/a", ReasonCode.SharedSubscriptionsNotSupported, "subscribe.shared")]
    [InlineData("{long}", ReasonCode.TopicFilterInvalid, "subscribe.filter_too_long")]
    [Provokes("subscribe.filter_too_long")]
    [Provokes("subscribe.shared")]
    public async Task A_filter_that_the_platform_does_not_take_has_a_code_of_its_own(string filter, ReasonCode code, string reason)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        filter = filter.Replace("{own}", deviceId, StringComparison.Ordinal).Replace("{long}", new string('a', 129), StringComparison.Ordinal);
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 });
        Assert.Equal([code], await device.SubscribeAsync(filter));
        Assert.Contains(filter, (await platform.TraceAsync(reason)).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SUBACK_has_the_packet_s_own_id_and_a_code_for_each_filter_in_order()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.SendAsync(output => new SubscribePacket
        {
            PacketId = 0xABCD,
            Subscriptions =
            [
                new($"$oc/devices/{deviceId}/sys/messages/down", QualityOfService.ExactlyOnce), new("$oc/devices/x/sys/messages/down", QualityOfService.AtMostOnce),
                new("line/1", QualityOfService.AtLeastOnce), new("$oc/broadcast/all", QualityOfService.AtLeastOnce),
            ],
        }.Write(output, ProtocolVersion.V311));
        Assert.Equal([0x90, 6, 0xAB, 0xCD, 1, 0x80, 0, 1], (await device.ReadAsync()).Bytes);
    }

    [Fact]
    public async Task MQTT_5_reads_why_a_filter_was_refused()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 });
        await device.SendAsync(output => new SubscribePacket { PacketId = 1, Subscriptions = [new("$share/g/a", QualityOfService.AtMostOnce)] }.Write(output, ProtocolVersion.V500));
        var ack = SubAckPacket.Read((await device.ReadAsync()).Packet, ProtocolVersion.V500);
        Assert.Equal([ReasonCode.SharedSubscriptionsNotSupported], ack.Reasons);
        Assert.Contains("$share/g/a", ack.ReasonString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_identifier_is_refused_as_CONNACK_announced() // MQTT 5.0, 3.2.2.3.12
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 });
        await device.SendAsync(output => new SubscribePacket { PacketId = 1, SubscriptionIdentifier = 3, Subscriptions = [new("a", QualityOfService.AtMostOnce)] }.Write(output, ProtocolVersion.V500));
        Assert.Equal(ReasonCode.SubscriptionIdentifiersNotSupported, await device.ReadDisconnectAsync());
    }

    [Fact]
    [ShowsTopic("any topic that does not start with $")]
    public async Task A_custom_topic_comes_only_while_it_is_subscribed()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var link = platform.Service<IClusterLink>();
        Assert.Equal(Reach.NotSubscribed, link.ReachOf(deviceId, "line/1"));
        await device.SubscribeAsync("line/#");
        Assert.Equal(Reach.AtMostOnce, link.ReachOf(deviceId, "line/1"));
        var sent = await link.DeliverAsync(new(deviceId, "line/1", "on"u8.ToArray()), TestContext.Current.CancellationToken);
        Assert.Equal(DeliveryOutcome.Delivered, await sent.Fate);
        Assert.Equal("on", (await device.ReadPublishAsync()).Payload);
        await device.SendAsync(output => new UnsubscribePacket { PacketId = 9, Filters = ["line/#"] }.Write(output, ProtocolVersion.V311));
        Assert.Equal([0xB0, 2, 0, 9], (await device.ReadAsync()).Bytes);
        Assert.Equal(Reach.NotSubscribed, link.ReachOf(deviceId, "line/1"));
        Assert.Equal(Reach.AtMostOnce, link.ReachOf(deviceId, $"$oc/devices/{deviceId}/sys/messages/down"));
    }
}
