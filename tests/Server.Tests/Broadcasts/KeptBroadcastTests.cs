using System.Net;
using System.Text;
using Dukou.Server.Broadcasts;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Messages;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Broadcasts;

/// <summary>Broadcasts with a ttl.</summary>
public sealed class KeptBroadcastTests
{
    const string Topic = "$oc/broadcast/alarm/fire";

    [Fact]
    [Shows("BroadcastMessage", AfterRestart = true)]
    [ShowsTopic("$oc/broadcast/{name}")]
    [Provokes("broadcast.kept")]
    [Provokes("broadcast.delivered")]
    public async Task Who_subscribes_in_time_gets_it_once()
    {
        await using var lamp = await Lamp.StartAsync();
        var second = await lamp.Platform.AddDeviceAsync(lamp.ProductId, "second");
        await using (var listening = await lamp.ConnectAsync())
        {
            await listening.SubscribeAsync(Topic);
            await SendAsync(lamp, "fire");
            Assert.Equal((Topic, "fire"), await ReadAsync(listening));
            Assert.Contains("1 devices", (await lamp.TraceAsync("broadcast.kept")).Because.Sentence(), StringComparison.Ordinal);
        }
        await lamp.RestartAsync();
        await using (var again = await lamp.ConnectAsync())
        {
            await again.SubscribeAsync(Topic);
            await using var late = await lamp.Platform.ConnectDeviceAsync(second);
            await late.SubscribeAsync("$oc/broadcast/alarm/water");
            await late.SubscribeAsync(Topic, packetId: 8);
            Assert.Equal((Topic, "fire"), await ReadAsync(late));
            Assert.Equal(second, (await lamp.TraceAsync("broadcast.delivered")).DeviceId);
            // It has it, and so has the first one.
            await late.SubscribeAsync(Topic, packetId: 9);
            await late.PingAsync();
            await again.PingAsync();
        }
    }

    [Fact]
    public async Task After_its_time_nobody_gets_it()
    {
        await using var lamp = await Lamp.StartAsync();
        await SendAsync(lamp, "fire");
        lamp.Platform.Clock.Advance(TimeSpan.FromMinutes(5));
        await using var late = await lamp.ConnectAsync();
        await late.SubscribeAsync(Topic);
        await SendAsync(lamp, "water");
        Assert.Equal((Topic, "water"), await ReadAsync(late));
    }

    [Fact]
    public async Task It_goes_to_ten_devices_and_no_more()
    {
        await using var lamp = await Lamp.StartAsync();
        var listening = new List<WireClient>();
        for (var i = 0; i < KeptBroadcasts.ReceiversMax; i++)
            listening.Add(await ListenAsync(lamp, i));
        await SendAsync(lamp, "fire");
        foreach (var device in listening)
            Assert.Equal((Topic, "fire"), await ReadAsync(device));
        listening.Add(await ListenAsync(lamp, KeptBroadcasts.ReceiversMax));
        await listening[^1].PingAsync();
        await TrySendAsync(lamp, "water").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        foreach (var device in listening)
            await device.DisposeAsync();
        for (var i = 1; i < KeptBroadcasts.KeptMax; i++)
            await SendAsync(lamp, "fire", $"$oc/broadcast/{i}");
        await TrySendAsync(lamp, "fire", "$oc/broadcast/other").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    static async Task<WireClient> ListenAsync(Lamp lamp, int number)
    {
        var device = await lamp.Platform.ConnectDeviceAsync(await lamp.Platform.AddDeviceAsync(lamp.ProductId, $"d{number}"));
        await device.SubscribeAsync(Topic);
        return device;
    }

    static async Task<(string, string)> ReadAsync(WireClient device)
    {
        var publish = await device.ReadPublishAsync();
        return (publish.Topic, publish.Payload);
    }

    static async Task SendAsync(Lamp lamp, string text, string topic = Topic)
    {
        using var answer = await TrySendAsync(lamp, text, topic);
        await answer.JsonAsync(HttpStatusCode.Created);
    }

    static Task<HttpResponseMessage> TrySendAsync(Lamp lamp, string text, string topic = Topic) => lamp.Platform.SendPostAsync("broadcast-messages",
        new() { ["topic_full_name"] = topic, ["message"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), ["ttl"] = 5 });
}
