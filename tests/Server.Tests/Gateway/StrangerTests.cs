using System.Diagnostics;
using System.Net.WebSockets;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

/// <summary>Whoever is not a device costs a bounded time and leaves nothing behind.</summary>
public sealed class StrangerTests
{
    [Fact]
    public async Task A_socket_that_says_nothing_does_not_hold_up_the_stop()
    {
        var platform = await TestPlatform.StartAsync();
        await using var silent = await platform.ConnectRawAsync();
        await using var halfway = await platform.ConnectRawAsync();
        await halfway.SendAsync(0x10, 0x30, 0x00, 0x04);
        var began = Stopwatch.StartNew();
        await platform.DisposeAsync();
        // The host itself gives up after 30 s.
        Assert.InRange(began.Elapsed.TotalSeconds, 0, 25);
    }

    [Fact]
    public async Task A_WebSocket_that_is_pulled_out_is_a_lost_link_and_no_error()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://{platform.Platform.Listeners.Http}/mqtt"), TestContext.Current.CancellationToken);
        var connect = new System.Buffers.ArrayBufferWriter<byte>();
        new WireConnect { At = platform.Clock.GetUtcNow() }.Packet(deviceId).Write(connect);
        await socket.SendAsync(connect.WrittenMemory, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        Assert.Equal(4, (await socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken)).Count);
        socket.Abort();
        await platform.TraceAsync("connection.link_lost");
    }

    [Fact]
    public async Task A_session_that_can_not_be_recorded_is_not_told_as_a_lost_link()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        // As after a restored backup: the row knows a later connection than any that this run can give out.
        platform.ChangeCore("update device set epoch = 9000000000000000000");
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, new WireConnect { At = platform.Clock.GetUtcNow() });
        Assert.Equal(Protocol.Mqtt.ReasonCode.ServerUnavailable, connAck.Reason);
        Assert.Empty(await device.ReadToEndAsync());
        Assert.Equal(["connect.unavailable"], platform.TakeTraces().Select(entry => entry.Because.Code).Where(code => code.StartsWith("connect", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "as HTTP does")]
    [InlineData("\u0016\u0003\u0001", "as TLS does")]
    [InlineData("0 hello", "0x30")]
    [Clause5("3.1.0-1", "3.1.4-1"), Clause311("3.1.0-1", "3.1.4-1")]
    [Provokes("connect.not_mqtt")]
    public async Task Garbage_is_closed_at_its_first_byte_and_named(string text, string problem)
    {
        await using var platform = await TestPlatform.StartAsync();
        await using var stranger = await platform.ConnectRawAsync();
        await stranger.SendAsync(System.Text.Encoding.Latin1.GetBytes(text));
        Assert.Empty(await stranger.ReadToEndAsync());
        var trace = await platform.TraceAsync("connect.not_mqtt");
        Assert.Contains(problem, trace.Because.Sentence(), StringComparison.Ordinal);
        Assert.False(trace.Authenticated);
    }

    [Fact]
    public async Task Random_bytes_never_crash_anything()
    {
        await using var platform = await TestPlatform.StartAsync();
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            if (i % 2 == 0)
                bytes[0] = 0x10;
            await using var stranger = await platform.ConnectRawAsync();
            await stranger.SendAsync(bytes);
        }
        await NobodyLeftAsync(platform);
    }

    [Fact]
    [ShowsLimit("ConnectTimeout")]
    [Provokes("connect.no_connect_in_time")]
    public async Task Who_sends_no_whole_CONNECT_in_time_is_closed()
    {
        await using var platform = await TestPlatform.StartAsync(options => options.With(limits => limits with { ConnectTimeout = TimeSpan.FromMilliseconds(300) }));
        await using var silent = await platform.ConnectRawAsync();
        await using var halfway = await platform.ConnectRawAsync();
        await halfway.SendAsync(0x10, 0x30, 0x00, 0x04);
        Assert.Empty(await silent.ReadToEndAsync());
        Assert.Empty(await halfway.ReadToEndAsync());
        await platform.TraceAsync("connect.no_connect_in_time");
        await NobodyLeftAsync(platform);
    }

    [Fact]
    [Provokes("connect.incomplete")]
    public async Task A_CONNECT_that_is_cut_off_is_traced()
    {
        await using var platform = await TestPlatform.StartAsync();
        await using (var halfway = await platform.ConnectRawAsync())
            await halfway.SendAsync(0x10, 0x30, 0x00, 0x04);
        Assert.Contains("4 bytes", (await platform.TraceAsync("connect.incomplete")).Because.Sentence(), StringComparison.Ordinal);
        await NobodyLeftAsync(platform);
    }

    [Fact]
    public async Task A_CONNECT_larger_than_any_device_needs_is_refused_before_it_is_gathered()
    {
        await using var platform = await TestPlatform.StartAsync();
        await using var stranger = await platform.ConnectRawAsync();
        await stranger.SendAsync(0x10, 0xFF, 0xFF, 0x7F);
        Assert.Empty(await stranger.ReadToEndAsync());
        await platform.TraceAsync("connect.not_mqtt");
    }

    [Theory]
    [InlineData("MQTT", 6, new byte[] { 0x20, 3, 0, 0x84 })]
    [InlineData("MQTT", 3, new byte[] { 0x20, 2, 0, 1 })]
    [Clause5("3.1.2-1", "3.1.2-2"), Clause311("3.1.2-1", "3.1.2-2")]
    [Provokes("connect.unsupported_version")]
    public async Task An_unknown_version_is_answered_in_the_nearest_one(string name, byte level, byte[] answer) // [MQTT-3.1.2-2]
    {
        await using var platform = await TestPlatform.StartAsync();
        await using var stranger = await platform.ConnectRawAsync();
        await stranger.SendAsync([0x10, 13, 0, 4, .. System.Text.Encoding.ASCII.GetBytes(name), level, 2, 0, 60, 0, 1, (byte)'x']);
        var connAck = await stranger.ReadAsync();
        Assert.Equal(answer[0], connAck.Bytes[0]);
        Assert.Equal(answer[2..], connAck.Bytes[2..answer.Length]);
        await platform.TraceAsync("connect.unsupported_version");
    }

    static Task NobodyLeftAsync(TestPlatform platform) =>
        Eventually.BecomesTrueAsync(() => platform.Service<Dukou.Server.Gateway.ConnectionLimits>().Open == 0);
}
