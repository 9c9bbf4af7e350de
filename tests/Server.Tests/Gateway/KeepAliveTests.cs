using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

public sealed class KeepAliveTests
{
    [Fact]
    [Clause5("3.1.2-22", "3.2.2-22"), Clause311("3.1.2-24")]
    [Provokes("connection.keep_alive_timeout")]
    public async Task A_silent_device_is_cut_at_one_and_a_half_times_its_keep_alive_and_not_before() // [MQTT-3.1.2-22]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500, KeepAlive = 60 });
        platform.Clock.Advance(TimeSpan.FromSeconds(89));
        await device.PingAsync();
        platform.Clock.Advance(TimeSpan.FromSeconds(89));
        await device.PingAsync();
        platform.Clock.Advance(TimeSpan.FromSeconds(92));
        Assert.Equal(ReasonCode.KeepAliveTimeout, await device.ReadDisconnectAsync());
        Assert.Contains("90 s", (await platform.TraceAsync("connection.keep_alive_timeout")).Because.Sentence(), StringComparison.Ordinal);
        await platform.OfflineAsync(deviceId);
    }

    [Fact]
    public async Task Any_packet_counts_as_a_sign_of_life()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { KeepAlive = 30 });
        for (var i = 0; i < 4; i++)
        {
            platform.Clock.Advance(TimeSpan.FromSeconds(40));
            await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level);
        }
    }

    [Fact]
    public async Task A_device_that_was_cut_leaves_nothing_in_the_wheel()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        var wheel = platform.Service<Dukou.Server.Sessions.TimerWheel>();
        for (var i = 0; i < 5; i++)
        {
            await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { KeepAlive = 1200 });
            await device.PingAsync();
            Assert.InRange(wheel.Count, 1, 2);
            await device.SendAsync(0xE0, 0);
            await device.ReadToEndAsync();
        }
        await platform.OfflineAsync(deviceId);
        Assert.Equal(0, wheel.Count);
    }
}
