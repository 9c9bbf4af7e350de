using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Gateway;
using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Faults;

/// <summary>What networks do to links, by a relay between device and platform.</summary>
public sealed class LinkFaultTests
{
    [Fact]
    public async Task A_half_open_link_ends_with_its_keep_alive_and_costs_nothing_lasting()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var proxy = new FaultyProxy(platform.Platform.Listeners.Mqtt!);
        await using var device = await ConnectAsync(platform, proxy, deviceId, keepAlive: 60);
        await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level);
        proxy.Freeze();
        device.Abort();
        Assert.Equal("ONLINE", await platform.StatusAsync(deviceId));

        platform.Clock.Advance(TimeSpan.FromSeconds(92));
        await platform.TraceAsync("connection.keep_alive_timeout");
        await platform.OfflineAsync(deviceId);
        await Eventually.BecomesTrueAsync(() => platform.Service<ConnectionLimits>().Open == 0);
    }

    [Fact]
    public async Task A_device_whose_former_link_is_half_open_comes_back_at_once_and_its_command_takes_the_new_link()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var proxy = new FaultyProxy(platform.Platform.Listeners.Mqtt!);
        await using var former = await ConnectAsync(platform, proxy, deviceId, keepAlive: 1200);
        proxy.Freeze();
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var answer = platform.CommandAsync(deviceId);
        await device.AnswerAsync(await device.ReadPublishAsync());
        await answer;
        Assert.Equal("ONLINE", await platform.StatusAsync(deviceId));
        await Eventually.BecomesTrueAsync(() => platform.Service<ConnectionLimits>().Open == 1);
    }

    [Fact]
    public async Task A_link_that_passes_one_byte_at_a_time_both_ways_loses_and_mixes_up_nothing()
    {
        const int Reports = 50;
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 0 }));
        await using var _ = platform;
        await using var proxy = new FaultyProxy(platform.Platform.Listeners.Mqtt!, pieceBytes: 1);
        await using var device = await ConnectAsync(platform, proxy, deviceId, keepAlive: 120);
        for (ushort id = 1; id <= Reports; id++)
            await device.PublishAsync(Lamp.Report(deviceId), Level(id), id);
        for (ushort id = 1; id <= Reports; id++)
            Assert.Equal(id, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
        var answer = platform.CommandAsync(deviceId);
        await device.AnswerAsync(await device.ReadPublishAsync());
        await answer;
        Assert.Equal(Enumerable.Range(1, Reports), await LevelsAsync(platform, deviceId));
    }

    [Fact]
    public async Task A_report_that_comes_again_is_acknowledged_again_and_kept_as_it_came() // [MQTT-4.3.2-2]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync(Lamp.Report(deviceId), Level(1), 7);
        await device.PublishAckedAsync(Lamp.Report(deviceId), Level(2), 8);
        // The first PUBACK was lost on its way: the device sends the report again, after a newer one.
        await device.SendAsync(output => new PublishPacket
        {
            Topic = System.Text.Encoding.UTF8.GetBytes(Lamp.Report(deviceId)),
            Payload = System.Text.Encoding.UTF8.GetBytes(Level(1)),
            PacketId = 7,
            QoS = QualityOfService.AtLeastOnce,
            Duplicate = true,
        }.Write(output, device.Version));
        Assert.Equal(7, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
        // At least once: nobody can tell a repetition from a report of the same content, so the order is that of receipt.
        Assert.Equal([1, 2, 1], await LevelsAsync(platform, deviceId));
    }

    [Fact]
    public async Task Reports_whose_event_times_are_out_of_order_keep_both_orders()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        foreach (var (level, minute) in new[] { (1, "10"), (3, "12"), (2, "11") })
            await device.PublishAckedAsync(Lamp.Report(deviceId),
                $$"""{"services":[{"service_id":"Lamp","properties":{"level":{{level}}},"event_time":"20260102T02{{minute}}00Z"}]}""");
        Assert.Equal([1, 3, 2], await LevelsAsync(platform, deviceId));
        var range = await platform.GetAsync(platform.V1 + $"devices/{deviceId}/history?start_time=20260102T021100Z&end_time=20260102T021200Z");
        Assert.Equal([2, 3], range["reports"]!.AsArray().Select(report => (int)report!["properties"]!["level"]!));
    }

    static async Task<WireClient> ConnectAsync(TestPlatform platform, FaultyProxy proxy, string deviceId, ushort keepAlive)
    {
        var wire = await WireClient.ConnectAsync(proxy.Address);
        await wire.ConnectDeviceAsync(deviceId, new WireConnect { KeepAlive = keepAlive, At = platform.Clock.GetUtcNow() });
        return wire;
    }

    static string Level(int level) => $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{level}}}}}]}""";

    /// <summary>The levels in the order of their receipt.</summary>
    static async Task<IEnumerable<int>> LevelsAsync(TestPlatform platform, string deviceId) =>
        (await platform.GetAsync(platform.V1 + $"devices/{deviceId}/history?limit=50"))["reports"]!.AsArray().Select(report => (int)report!["properties"]!["level"]!).Reverse();
}
