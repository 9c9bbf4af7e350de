using System.Diagnostics;
using System.Net;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Cluster;
using Dukou.Server.Gateway;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>Bounds of our own, each at its edge and one step beyond.</summary>
public sealed class TableLimitTests
{
    [Fact]
    [ShowsLimit("PacketBytesMax")]
    public async Task A_packet_may_have_as_many_bytes_as_the_option_says_and_not_one_more()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { PacketBytesMax = 2000 }));
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        // Type, two bytes of length, two of the topic's length, one of topic: six before the payload.
        await device.PublishAsync("a", new string('x', 1994));
        await device.PingAsync();
        await device.PublishAsync("a", new string('x', 1995));
        Assert.Empty(await device.ReadToEndAsync());
    }

    [Fact]
    [ShowsLimit("InFlightMax")]
    public async Task No_more_publishes_wait_for_PUBACK_than_the_option_says()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { InFlightMax = 2 }));
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.SubscribeAsync($"$oc/devices/{deviceId}/sys/messages/down", QualityOfService.AtLeastOnce);
        Assert.False((await SendAsync(platform, deviceId)).IsCompleted);
        Assert.False((await SendAsync(platform, deviceId)).IsCompleted);
        Assert.Equal(DeliveryOutcome.QueueFull, await await SendAsync(platform, deviceId));
        await device.ReadPublishAsync();
        await device.ReadPublishAsync();
        await device.PingAsync();
        Assert.False((await SendAsync(platform, deviceId)).IsCompleted);
    }

    [Fact]
    [ShowsLimit("ConnectsPerSecond")]
    public async Task Connections_that_come_faster_than_they_may_wait_and_all_get_in()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { ConnectsPerSecond = 5 }));
        await using var _ = platform;
        var began = Stopwatch.StartNew();
        for (var i = 0; i < 15; i++)
            await using (await platform.ConnectDeviceAsync(deviceId))
            {
            }
        // Five at once, ten more at five a second.
        Assert.InRange(began.Elapsed.TotalSeconds, 1.8, 60);
    }

    [Fact]
    [ShowsLimit("RequestsWaitingMax")]
    [Provokes("request.too_many_wait")]
    public async Task Requests_beyond_those_that_may_wait_for_devices_are_refused_until_one_is_answered()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { RequestsWaitingMax = 1 }));
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var first = platform.CommandAsync(deviceId);
        var command = await device.ReadPublishAsync();
        await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V5 + $"devices/{deviceId}/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""")
            .RefusedAsync(HttpStatusCode.ServiceUnavailable, "IOTDA.000003");
        await platform.TraceAsync("request.too_many_wait");
        await device.AnswerAsync(command);
        await first;
        var second = platform.CommandAsync(deviceId);
        await device.AnswerAsync(await device.ReadPublishAsync());
        await second;
    }

    [Fact]
    [ShowsLimit("HttpConnectionsMax")]
    public async Task Connections_of_HTTP_beyond_the_most_are_closed_and_later_ones_get_in()
    {
        await using var platform = await TestPlatform.StartAsync(options => options.With(limits => limits with { HttpConnectionsMax = 2 }));
        var http = platform.Platform.Listeners.Http!;
        await using (var one = await WireClient.ConnectAsync(http))
        await using (var two = await WireClient.ConnectAsync(http))
        {
            await Eventually.BecomesTrueAsync(() => platform.Service<HttpConnections>().Open == 2);
            await using var three = await WireClient.ConnectAsync(http);
            Assert.Null(await three.TryReadAsync());
        }
        await Eventually.BecomesTrueAsync(() => platform.Service<HttpConnections>().Open == 0);
        Assert.Equal("Healthy", await platform.Anonymous.GetStringAsync(new Uri("/healthz", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    [ShowsLimit("ImplicitSubscriptionQoS")]
    public async Task System_topics_come_at_QoS_1_when_the_option_says_so()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { ImplicitSubscriptionQoS = 1 }));
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var answer = platform.CommandAsync(deviceId);
        var command = await device.ReadPublishAsync();
        Assert.Equal(QualityOfService.AtLeastOnce, command.QoS);
        await device.AnswerAsync(command);
        await answer;
    }

    static async Task<Task<DeliveryOutcome>> SendAsync(TestPlatform platform, string deviceId) =>
        (await platform.Service<IClusterLink>().DeliverAsync(new(deviceId, $"$oc/devices/{deviceId}/sys/messages/down", "x"u8.ToArray()), TestContext.Current.CancellationToken)).Fate;
}
