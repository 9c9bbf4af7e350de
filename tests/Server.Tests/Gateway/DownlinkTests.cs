using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Cluster;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

/// <summary>Publishes down at QoS 1, and devices that don't read.</summary>
public sealed class DownlinkTests
{
    static string Topic(string deviceId) => $"$oc/devices/{deviceId}/sys/messages/down";

    [Fact]
    public async Task Without_PUBACK_a_publish_comes_three_times_two_seconds_apart_with_DUP() // U:iot_01_0331
    {
        var (platform, device, deviceId) = await ListenAsync(ProtocolVersion.V311);
        await using var _ = platform;
        await using var __ = device;
        var sent = await SendAsync(platform, deviceId, "one");
        var first = await device.ReadPublishAsync(acknowledge: false);
        Assert.False(first.Duplicate);
        for (var resend = 0; resend < 2; resend++)
        {
            await device.PingAsync();
            platform.Clock.Advance(TimeSpan.FromSeconds(3));
            var again = await device.ReadPublishAsync(acknowledge: false);
            Assert.Equal(first with { Duplicate = true }, again);
        }
        Assert.False(sent.Fate.IsCompleted);
        platform.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(DeliveryOutcome.Unacknowledged, await sent.Fate);
        await device.PingAsync();
    }

    [Fact]
    public async Task A_late_PUBACK_ends_the_resending()
    {
        var (platform, device, deviceId) = await ListenAsync(ProtocolVersion.V311);
        await using var _ = platform;
        await using var __ = device;
        var sent = await SendAsync(platform, deviceId, "one");
        await device.ReadPublishAsync(acknowledge: false);
        platform.Clock.Advance(TimeSpan.FromSeconds(3));
        await device.ReadPublishAsync();
        Assert.Equal(DeliveryOutcome.Delivered, await sent.Fate);
        platform.Clock.Advance(TimeSpan.FromSeconds(10));
        await device.PingAsync();
    }

    [Fact]
    public async Task MQTT_5_is_not_sent_anything_twice_over_one_connection() // [MQTT-4.4.0-1]
    {
        var (platform, device, deviceId) = await ListenAsync(ProtocolVersion.V500);
        await using var _ = platform;
        await using var __ = device;
        var sent = await SendAsync(platform, deviceId, "one");
        await device.ReadPublishAsync(acknowledge: false);
        platform.Clock.Advance(TimeSpan.FromSeconds(20));
        await device.PingAsync();
        Assert.False(sent.Fate.IsCompleted);
        device.Abort();
        Assert.Equal(DeliveryOutcome.ConnectionLost, await sent.Fate);
    }

    [Fact]
    public async Task No_more_publishes_are_under_way_than_the_peer_s_receive_maximum() // [MQTT-3.3.4-9]
    {
        var (platform, device, deviceId) = await ListenAsync(ProtocolVersion.V500, new() { Change = connect => connect with { ReceiveMaximum = 2 } });
        await using var _ = platform;
        await using var __ = device;
        var sent = new[] { await SendAsync(platform, deviceId, "1"), await SendAsync(platform, deviceId, "2"), await SendAsync(platform, deviceId, "3") };
        Assert.Equal(DeliveryOutcome.QueueFull, await sent[2].Fate);
        await device.ReadPublishAsync();
        await device.ReadPublishAsync();
        Assert.Equal(DeliveryOutcome.Delivered, await sent[1].Fate);
        Assert.Equal(DeliveryOutcome.Delivered, await (await SendAsync(platform, deviceId, "4", device)).Fate);
    }

    [Fact]
    public async Task An_answer_is_waited_for_no_longer_than_its_deadline_whenever_PUBACK_came()
    {
        var (platform, device, deviceId) = await ListenAsync(ProtocolVersion.V500);
        await using var _ = platform;
        await using var __ = device;
        var answer = platform.Service<IClusterLink>().RequestAsync(new(deviceId, Topic(deviceId), "{}"u8.ToArray()),
            RequestKind.Command, "r1", TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken).AsTask();
        await device.ReadPublishAsync(acknowledge: false);
        platform.Clock.Advance(TimeSpan.FromSeconds(15));
        await device.SendAsync(0x40, 2, 0, 1);
        await device.PingAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        platform.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.True((await answer.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).TimedOut);
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [ShowsLimit("OutboundBytesMax")]
    [Provokes("connection.slow_reader")]
    public async Task A_device_that_does_not_read_is_cut_when_too_much_waits(ProtocolVersion version)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { OutboundBytesMax = 512 * 1024 }));
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = version });
        var payload = new byte[256 * 1024];
        var link = platform.Service<IClusterLink>();
        var sending = new List<Task<Delivery>>();
        // The system's own buffers take some megabytes before anything waits with us.
        for (var i = 0; i < 400 && link.IsOnline(deviceId); i++)
        {
            sending.Add(link.DeliverAsync(new(deviceId, Topic(deviceId), payload), TestContext.Current.CancellationToken).AsTask());
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
        await platform.TraceAsync("connection.slow_reader");
        var fates = await Task.WhenAll((await Task.WhenAll(sending)).Select(delivery => delivery.Fate));
        Assert.Contains(DeliveryOutcome.Delivered, fates);
        Assert.Contains(DeliveryOutcome.ConnectionLost, fates);
        Assert.False(link.IsOnline(deviceId));
    }

    static async Task<(TestPlatform, WireClient, string)> ListenAsync(ProtocolVersion version, WireConnect? connect = null)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        var device = await platform.ConnectDeviceAsync(deviceId, (connect ?? new()) with { Version = version });
        await device.SubscribeAsync(Topic(deviceId), QualityOfService.AtLeastOnce);
        return (platform, device, deviceId);
    }

    static async Task<Delivery> SendAsync(TestPlatform platform, string deviceId, string payload, WireClient? reader = null)
    {
        var sent = await platform.Service<IClusterLink>().DeliverAsync(
            new(deviceId, Topic(deviceId), Encoding.UTF8.GetBytes(payload)), TestContext.Current.CancellationToken);
        if (reader is not null)
            await reader.ReadPublishAsync();
        return sent;
    }
}
