using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Clauses;
using Dukou.Server.Tests.Tls;

namespace Dukou.Server.Tests.Gateway;

/// <summary>MQTT over WebSocket at /mqtt [MQTT-6.0.0-1].</summary>
public sealed class WebSocketTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Clause5("6.0.0-4"), Clause311("6.0.0-4")]
    public async Task A_device_reports_and_answers_over_WebSocket(bool secure)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.WithTls(), $$"""{"secret":"12345678","secure_access":{{(secure ? "true" : "false")}}}""");
        await using var _ = platform;
        using var socket = await OpenAsync(platform, secure);
        Assert.Equal("mqtt", socket.SubProtocol);
        await using var device = WireClient.Over(WebSocketStream.Create(socket, WebSocketMessageType.Binary));
        await device.ConnectDeviceAsync(deviceId, new WireConnect { At = platform.Clock.GetUtcNow() });
        await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level);
        var answer = platform.CommandAsync(deviceId);
        await device.AnswerAsync(await device.ReadPublishAsync());
        await answer;
    }

    [Fact]
    [Clause5("6.0.0-2"), Clause311("6.0.0-2")]
    public async Task Frames_that_a_proxy_has_cut_and_joined_are_one_stream() // [MQTT-6.0.0-2]
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        using var socket = await OpenAsync(platform, secure: false);
        var bytes = new ArrayBufferWriter<byte>();
        new WireConnect { At = platform.Clock.GetUtcNow() }.Packet(deviceId).Write(bytes);
        bytes.Write(new byte[] { 0xC0, 0, 0xC0, 0, 0xC0, 0 });
        foreach (var piece in bytes.WrittenSpan.ToArray().Chunk(7))
            await socket.SendAsync(piece, WebSocketMessageType.Binary, endOfMessage: piece[0] % 2 == 0, TestContext.Current.CancellationToken);
        await socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        await using var device = WireClient.Over(WebSocketStream.Create(socket, WebSocketMessageType.Binary));
        var answers = new[] { await device.ReadAsync(), await device.ReadAsync(), await device.ReadAsync(), await device.ReadAsync() };
        Assert.Equal([PacketType.ConnAck, PacketType.PingResp, PacketType.PingResp, PacketType.PingResp], answers.Select(answer => answer.Type));
    }

    [Fact]
    public async Task A_device_that_is_taken_over_reads_why()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        using var socket = await OpenAsync(platform, secure: false);
        await using var older = WireClient.Over(WebSocketStream.Create(socket, WebSocketMessageType.Binary));
        await older.ConnectDeviceAsync(deviceId, new WireConnect { Version = ProtocolVersion.V500, At = platform.Clock.GetUtcNow() });
        await using var newer = await platform.ConnectDeviceAsync(deviceId);
        Assert.Equal(ReasonCode.SessionTakenOver, await older.ReadDisconnectAsync());
        await newer.PingAsync();
    }

    [Fact]
    public async Task A_refused_device_reads_its_code()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        using var socket = await OpenAsync(platform, secure: false);
        await using var device = WireClient.Over(WebSocketStream.Create(socket, WebSocketMessageType.Binary));
        await device.SendAsync(new WireConnect { Secret = "wrong-secret", At = platform.Clock.GetUtcNow() }.Packet(deviceId).Write);
        Assert.Equal([0x20, 2, 0, 4], (await device.ReadAsync()).Bytes);
        Assert.Empty(await device.ReadToEndAsync());
    }

    [Fact]
    public async Task The_platform_stops_with_WebSockets_open()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        using var socket = await OpenAsync(platform, secure: false);
        await using var device = WireClient.Over(WebSocketStream.Create(socket, WebSocketMessageType.Binary));
        await device.ConnectDeviceAsync(deviceId, new WireConnect { At = platform.Clock.GetUtcNow() });
        using var silent = await OpenAsync(platform, secure: false);
        await platform.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_browser_that_looks_at_the_address_is_told_what_it_is()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var answer = await platform.Anonymous.GetAsync(new Uri("/mqtt", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Contains($"ws://{platform.Platform.Listeners.Http}/mqtt", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    static async Task<ClientWebSocket> OpenAsync(TestPlatform platform, bool secure)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        var listener = secure ? platform.Platform.Listeners.Https : platform.Platform.Listeners.Http;
        using var handler = new SocketsHttpHandler { SslOptions = Secure.Trusting(platform.Platform.AuthorityFile, "127.0.0.1") };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        await socket.ConnectAsync(new Uri($"{(secure ? "wss" : "ws")}://{listener}/mqtt"), invoker, TestContext.Current.CancellationToken);
        return socket;
    }
}
