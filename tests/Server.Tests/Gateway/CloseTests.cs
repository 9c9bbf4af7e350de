using System.Diagnostics;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Gateway;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

/// <summary>How connections end from our side, and what the device reads before.</summary>
public sealed class CloseTests
{
    static readonly WireConnect V5 = new() { Version = ProtocolVersion.V500 };

    [Theory]
    [InlineData(ProtocolVersion.V310)]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [Clause5("3.1.4-2", "3.2.2-7", "3.14.0-1"), Clause311("3.2.2-5")]
    public async Task A_refused_device_reads_CONNACK_and_then_the_end(ProtocolVersion version)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, new WireConnect { Version = version, Secret = "wrong-secret", At = platform.Clock.GetUtcNow() });
        Assert.Equal(ReasonCode.BadUserNameOrPassword, connAck.Reason);
        Assert.Empty(await device.ReadToEndAsync());
    }

    [Fact]
    [Clause5("3.1.4-6"), Clause311("3.1.4-5")]
    public async Task A_refused_device_that_did_not_wait_for_CONNACK_reads_it_all_the_same()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        await device.SendAsync(output =>
        {
            new WireConnect { Secret = "wrong-secret", At = platform.Clock.GetUtcNow() }.Packet(deviceId).Write(output);
            for (var i = 0; i < 1000; i++)
                new PublishPacket { Topic = "a"u8, Payload = new byte[1000] }.Write(output, ProtocolVersion.V311);
        });
        var answer = Assert.Single(await device.ReadToEndAsync());
        Assert.Equal([0x20, 2, 0, 4], answer.Bytes);
    }

    [Fact]
    public async Task A_platform_that_stops_does_not_wait_for_connections_that_wait_for_their_turn()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { ConnectsPerSecond = 1 }));
        await using var _ = platform;
        var limits = platform.Service<ConnectionLimits>();
        await using var open = await platform.ConnectDeviceAsync(deviceId);
        var waiting = new List<WireClient>();
        try
        {
            // The last of them would be let in after a minute.
            for (var i = 0; i < 60; i++)
                waiting.Add(await platform.ConnectRawAsync());
            await Eventually.BecomesTrueAsync(() => limits.Waiting >= 58);
            var began = Stopwatch.StartNew();
            await platform.StopAsync();
            Assert.InRange(began.Elapsed.TotalSeconds, 0, 20);
            Assert.Equal(0, limits.Open);
        }
        finally
        {
            foreach (var client in waiting)
                await client.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("POST", "freeze", null)]
    [InlineData("DELETE", "", null)]
    [InlineData("POST", "action?action_id=resetSecret", """{"secret":"87654321","force_disconnect":true}""")]
    public async Task Freeze_delete_and_forced_reset_cut_the_link_with_a_reason(string method, string action, string? body)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        var path = platform.V5 + $"devices/{deviceId}" + (action.Length > 0 ? "/" + action : "");
        using var answer = await platform.Http.SendJsonAsync(new HttpMethod(method), path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ReasonCode.AdministrativeAction, await device.ReadDisconnectAsync());
    }

    [Fact]
    [Provokes("connection.platform_stopping")]
    public async Task A_stop_of_the_platform_says_so()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        var stopping = platform.StopAsync();
        Assert.Equal(ReasonCode.ServerShuttingDown, await device.ReadDisconnectAsync());
        await stopping;
        await platform.RestartAsync();
        await platform.TraceAsync("connection.platform_stopping");
    }

    [Fact]
    [Provokes("connection.failed")]
    public async Task A_failure_of_the_platform_ends_the_one_link_that_met_it()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        platform.ExpectErrors();
        // A model that no API call could have stored.
        await platform.StopAsync();
        platform.ChangeCore("update product set service_capabilities = '{'");
        await platform.RestartAsync();
        await using var unharmed = await platform.ConnectDeviceAsync(await platform.AddDeviceAsync(await platform.AddProductAsync()));
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, 1);
        Assert.Empty(await device.ReadToEndAsync());
        await platform.TraceAsync("connection.failed");
        await unharmed.PingAsync();
    }

    [Fact]
    [Provokes("connection.closed_by_device")]
    public async Task A_goodbye_of_the_device_is_traced_as_such()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.SendAsync(0xE0, 0);
        Assert.Empty(await device.ReadToEndAsync());
        await platform.TraceAsync("connection.closed_by_device");
        await platform.OfflineAsync(deviceId);
    }

    [Fact]
    [Provokes("connection.link_lost")]
    public async Task A_pulled_cable_is_a_lost_link()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        device.Abort();
        await platform.TraceAsync("connection.link_lost");
        await platform.OfflineAsync(deviceId);
    }

    [Fact]
    public async Task A_breach_in_the_middle_of_a_flood_is_answered_before_the_end()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        var flood = new byte[2 * 1024 * 1024];
        // PUBLISH of 2 MB: more than the platform takes.
        new byte[] { 0x30, 0xF8, 0xFF, 0x7F }.CopyTo(flood, 0);
        await device.SendAsync(flood);
        Assert.Equal(ReasonCode.PacketTooLarge, await device.ReadDisconnectAsync());
        await platform.TraceAsync("connection.protocol_error");
    }
}
