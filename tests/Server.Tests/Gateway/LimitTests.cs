using System.Diagnostics;
using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Gateway;

/// <summary>The rows of the vendor's limits (device-protocol 1.7) that concern a device's own link; each test bears the name of its row.</summary>
public sealed class LimitTests
{
    static readonly WireConnect V5 = new() { Version = ProtocolVersion.V500 };

    [Theory]
    [InlineData(1024 * 1024, ReasonCode.Success)]
    [InlineData((1024 * 1024) + 1, ReasonCode.QuotaExceeded)]
    [ShowsTopic("sys/messages/up")]
    [ShowsLimit("MessageBytesMax")]
    [Provokes("uplink.payload_too_large")]
    public async Task Single_upstream_message_1_MB(int bytes, ReasonCode expected)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        Assert.Equal(expected, (await device.PublishAckedAsync(Lamp.MessageUp(deviceId), new string('m', bytes))).Reason);
        if (expected != ReasonCode.Success)
            Assert.Contains($"{bytes} bytes", (await platform.TraceAsync("uplink.payload_too_large")).Because.Sentence(), StringComparison.Ordinal);
        await device.PingAsync();
    }

    [Theory]
    [InlineData(64 * 1024, ReasonCode.Success)]
    [InlineData((64 * 1024) + 1, ReasonCode.QuotaExceeded)]
    [ShowsLimit("ReportBytesMax")]
    public async Task Property_report_message_64_KB(int bytes, ReasonCode expected)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        var ack = await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level + new string(' ', bytes - Lamp.Level.Length));
        Assert.Equal(expected, ack.Reason);
    }

    [Fact]
    [ShowsLimit("BytesPerSecond")]
    public async Task Bandwidth_per_MQTT_connection_by_throttling()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { BytesPerSecond = 200_000 }));
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var began = Stopwatch.StartNew();
        for (ushort id = 1; id <= 6; id++)
            await device.PublishAsync(Lamp.MessageUp(deviceId), new string('m', 100_000), id);
        await ReadAcksAsync(device, 6);
        // 600 KB: one second's worth at once, what goes over it on credit, the rest at 200 KB/s.
        Assert.InRange(began.Elapsed.TotalSeconds, 1.0, 60);
    }

    [Fact]
    [ShowsLimit("MessagesPerSecond")]
    public async Task Upstream_messages_per_connection_50_per_second_by_throttling()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var began = Stopwatch.StartNew();
        for (ushort id = 1; id <= 150; id++)
            await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, id);
        await ReadAcksAsync(device, 150);
        Assert.InRange(began.Elapsed.TotalSeconds, 1.8, 60);
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V500)]
    [ShowsLimit("DisconnectAboveRate")]
    [Provokes("connection.over_rate")]
    public async Task Upstream_messages_above_the_rate_end_the_connection_where_the_option_says_so(ProtocolVersion version)
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { MessagesPerSecond = 5, DisconnectAboveRate = 1 }));
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, new WireConnect { Version = version });
        await device.SendAsync(output =>
        {
            for (ushort id = 1; id <= 100; id++)
                new PublishPacket { Topic = Encoding.UTF8.GetBytes(Lamp.Report(deviceId)), Payload = "{}"u8, PacketId = id, QoS = QualityOfService.AtLeastOnce }.Write(output, version);
        });
        var packets = await device.ReadToEndAsync();
        if (version == ProtocolVersion.V500)
            Assert.Equal(ReasonCode.MessageRateTooHigh, DisconnectPacket.Read(packets[^1].Packet, version).Reason);
        Assert.Contains("5 messages", (await platform.TraceAsync("connection.over_rate")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upstream_messages_per_connection_are_not_throttled_in_the_relaxed_profile()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options with { Profile = CompatibilityProfile.Relaxed });
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var began = Stopwatch.StartNew();
        for (ushort id = 1; id <= 4000; id++)
            await device.PublishAsync(Lamp.Report(deviceId), Lamp.Level, id);
        await ReadAcksAsync(device, 4000);
        // By 50 a second it would take 79 s.
        Assert.InRange(began.Elapsed.TotalSeconds, 0, 60);
    }

    [Fact]
    [ShowsLimit("SubscriptionsMax")]
    [Provokes("subscribe.too_many")]
    public async Task Subscriptions_per_connection_100()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        for (var i = 0; i < 100; i++)
            Assert.Equal([ReasonCode.GrantedQoS0], await device.SubscribeAsync($"line/{i}"));
        Assert.Equal([ReasonCode.QuotaExceeded], await device.SubscribeAsync("line/100"));
        Assert.Equal([ReasonCode.GrantedQoS0], await device.SubscribeAsync("line/7"));
        await platform.TraceAsync("subscribe.too_many");
    }

    [Theory]
    [InlineData(128, ReasonCode.Success)]
    [InlineData(129, ReasonCode.TopicNameInvalid)]
    [ShowsLimit("TopicBytesMax")]
    [Provokes("uplink.topic_too_long")]
    public async Task Custom_topic_length_128_bytes(int bytes, ReasonCode expected)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId, V5);
        // Two bytes for each character but one.
        var topic = new string('é', (bytes - 1) / 2) + new string('x', 1 + ((bytes - 1) % 2));
        Assert.Equal(bytes, Encoding.UTF8.GetByteCount(topic));
        Assert.Equal(expected, (await device.PublishAckedAsync(topic, "on")).Reason);
        Assert.Equal([expected == ReasonCode.Success ? ReasonCode.GrantedQoS0 : ReasonCode.TopicFilterInvalid], await device.SubscribeAsync(topic));
        if (expected != ReasonCode.Success)
            Assert.Contains("129 bytes", (await platform.TraceAsync("uplink.topic_too_long")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(29, false)]
    [InlineData(30, true)]
    [InlineData(1200, true)]
    [InlineData(1201, false)]
    [ShowsLimit("KeepAliveMin", "KeepAliveMax")]
    [Provokes("connect.keep_alive_out_of_range")]
    public async Task Keep_alive_30_to_1200_s(ushort keepAlive, bool accepted)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectRawAsync();
        var connAck = await device.TryConnectDeviceAsync(deviceId, new WireConnect { KeepAlive = keepAlive, At = platform.Clock.GetUtcNow() });
        Assert.Equal(accepted ? ReasonCode.Success : ReasonCode.ClientIdentifierNotValid, connAck.Reason);
        if (!accepted)
            Assert.Contains($"{keepAlive} s", (await platform.TraceAsync("connect.keep_alive_out_of_range")).Because.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    [ShowsLimit("OneConnection")]
    public async Task Connections_per_device_1()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var older = await platform.ConnectDeviceAsync(deviceId);
        await using var newer = await platform.ConnectDeviceAsync(deviceId);
        Assert.Empty(await older.ReadToEndAsync());
        await newer.PingAsync();
    }

    [Fact]
    [ShowsLimit("ConnectionsMax")]
    [Provokes("connect.too_many_connections")]
    public async Task Online_devices_of_the_platform()
    {
        var (platform, deviceId) = await Lamp.StartAsync(options => options.With(limits => limits with { ConnectionsMax = 1 }));
        await using var _ = platform;
        await using (var device = await platform.ConnectDeviceAsync(deviceId))
        {
            await using var second = await platform.ConnectRawAsync();
            Assert.Empty(await second.ReadToEndAsync());
            await platform.TraceAsync("connect.too_many_connections");
            await device.PingAsync();
        }
        await platform.OfflineAsync(deviceId);
        await using var later = await platform.ConnectDeviceAsync(deviceId);
    }

    [Fact]
    [ShowsLimit("DownlinkBytesMax")]
    public async Task Command_paras_and_property_sets_256_KB()
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V5 + $"devices/{deviceId}/commands",
            $$"""{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3,"more":"{{new string('x', 256 * 1024)}}"} }""");
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        await device.PingAsync();
    }

    static async Task ReadAcksAsync(WireClient device, int count)
    {
        for (var id = 1; id <= count; id++)
            Assert.Equal(id, PubAckPacket.Read((await device.ReadAsync()).Packet, device.Version).PacketId);
    }
}
