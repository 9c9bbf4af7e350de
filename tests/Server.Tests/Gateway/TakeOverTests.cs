using Dukou.Protocol.Mqtt;
using Dukou.Server.Gateway;
using Dukou.Server.Sessions;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

/// <summary>One device has one link; the newest wins.</summary>
public sealed class TakeOverTests
{
    [Fact]
    [ShowsLimit("OneConnection")]
    [Provokes("connection.taken_over")]
    public async Task The_older_connection_is_closed_with_reason_0x8E_and_the_device_stays_online()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var older = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500 });
        await using var newer = await platform.ConnectDeviceAsync(deviceId);
        Assert.Equal(ReasonCode.SessionTakenOver, await older.ReadDisconnectAsync());
        await platform.TraceAsync("connection.taken_over");
        await newer.PingAsync();
        Assert.Equal("ONLINE", await platform.StatusAsync(deviceId));
        await newer.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level);
    }

    [Fact]
    public async Task An_older_MQTT_3_connection_sees_the_end_of_the_stream()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var older = await platform.ConnectDeviceAsync(deviceId);
        await using var newer = await platform.ConnectDeviceAsync(deviceId);
        Assert.Empty(await older.ReadToEndAsync());
        await newer.PingAsync();
    }

    [Fact]
    public async Task Of_many_connections_at_once_exactly_one_remains_and_it_is_online()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        var devices = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            var device = await platform.ConnectRawAsync();
            await device.SendAsync(new WireConnect { At = platform.Clock.GetUtcNow() }.Packet(deviceId).Write);
            return device;
        }));
        var registry = platform.Service<SessionRegistry<MqttConnection>>();
        // With CONNACK or without, all but one end.
        var open = devices.Select(device => device.ReadToEndAsync()).ToList();
        while (open.Count > 1)
            open.Remove(await Task.WhenAny(open));
        Assert.Equal(1, registry.Count);
        Assert.Equal("ONLINE", await platform.StatusAsync(deviceId));
        foreach (var device in devices)
            await device.DisposeAsync();
    }
}
