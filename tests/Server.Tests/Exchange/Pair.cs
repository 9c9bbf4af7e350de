using System.Text;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Exchange;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Exchange;

/// <summary>A platform in profile relaxed with two devices of one product, and the words that devices say to each other.</summary>
sealed class Pair : IAsyncDisposable
{
    string? _copy;

    Pair(TestPlatform platform, string productId, string a, string b)
    {
        Platform = platform;
        ProductId = productId;
        A = a;
        B = b;
    }

    public TestPlatform Platform { get; }
    public string ProductId { get; }
    public string A { get; }
    public string B { get; }

    public static async Task<Pair> StartAsync(Func<ServerOptions, ServerOptions>? configure = null)
    {
        var platform = await TestPlatform.StartAsync(options => (configure ?? (same => same))(options with { Profile = CompatibilityProfile.Relaxed }));
        var productId = await platform.AddProductAsync();
        return new(platform, productId, await platform.AddDeviceAsync(productId, "a"), await platform.AddDeviceAsync(productId, "b"));
    }

    public static Task<Pair> StartAsync(Func<LimitOptions, LimitOptions> limits) => StartAsync(options => options with { Limits = limits(options.Limits) });

    /// <summary>A connection; a session that outlives it has an expiry, in MQTT 3.1.1 no clean start.</summary>
    public async Task<WireClient> ConnectAsync(
        string deviceId, ProtocolVersion version = ProtocolVersion.V500, uint? expiry = null, bool cleanStart = true, bool? present = null, Func<ConnectPacket, ConnectPacket>? change = null)
    {
        var wire = await Platform.ConnectRawAsync();
        var connAck = await wire.TryConnectDeviceAsync(deviceId, new WireConnect
        {
            Version = version,
            At = Platform.Clock.GetUtcNow(),
            Change = connect => (change ?? (same => same))(connect with { SessionExpiryInterval = expiry, CleanStart = cleanStart }),
        });
        Assert.Equal(ReasonCode.Success, connAck.Reason);
        if (present is not null)
            Assert.Equal(present, connAck.SessionPresent);
        return wire;
    }

    /// <summary>A connection to a session that lives an hour without one.</summary>
    public Task<WireClient> ResumeAsync(string deviceId, bool present, ProtocolVersion version = ProtocolVersion.V500) =>
        ConnectAsync(deviceId, version, version == ProtocolVersion.V500 ? 3600u : null, cleanStart: false, present);

    /// <summary>Stops and starts again; sessions are what their file says.</summary>
    public Task RestartAsync() => Platform.RestartAsync();

    /// <summary>Waits until the platform has noticed that the device is gone, with all that follows.</summary>
    public Task GoneAsync(string deviceId) => Platform.OfflineAsync(deviceId);

    /// <summary>Waits until all that was said so far has been handed on.</summary>
    public Task HandedOnAsync() =>
        Eventually.BecomesTrueAsync(() => Platform.Service<ExchangeProjection>().ReadThrough >= Platform.Service<Inbox>().Head);

    /// <summary>Another platform on a copy of the files as they are at this moment.</summary>
    public async Task<Pair> AfterPowerCutAsync()
    {
        var copy = Directory.CreateTempSubdirectory("dukou-test-").FullName;
        foreach (var file in Directory.EnumerateFiles(Platform.DataFolder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && Path.GetFileName(file) != "lock"))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Platform.DataFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!); // A file in a folder.
            File.Copy(file, target);
        }
        var platform = await TestPlatform.StartAsync(options => options with { DataFolder = copy, Profile = CompatibilityProfile.Relaxed });
        return new(platform, ProductId, A, B) { _copy = copy };
    }

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        if (_copy is not null)
            Directory.Delete(_copy, recursive: true);
    }
}

/// <summary>What a device sends, byte for byte as asked.</summary>
static class Words
{
    public static ValueTask SayAsync(this WireClient device, string topic, string payload, int qos = 0, ushort packetId = 0, bool retain = false, bool duplicate = false, PublishProperties? properties = null) =>
        device.SendAsync(output => new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = Encoding.UTF8.GetBytes(payload),
            QoS = (QualityOfService)qos,
            PacketId = packetId,
            Retain = retain,
            Duplicate = duplicate,
            Properties = properties?.ToBytes() ?? [],
        }.Write(output, device.Version));

    /// <summary>Publishes at QoS 1 and reads the PUBACK, which must be next.</summary>
    public static async Task SayAckedAsync(this WireClient device, string topic, string payload, bool retain = false, ushort packetId = 1, PublishProperties? properties = null)
    {
        await device.SayAsync(topic, payload, 1, packetId, retain, properties: properties);
        Assert.Equal((PacketType.PubAck, packetId), await device.ReadAckAsync());
    }

    public static async Task<(PacketType Type, ushort PacketId)> ReadAckAsync(this WireClient device) => (await device.ReadAckPacketAsync()) is var (type, id, _) ? (type, id) : default;

    /// <summary>The next packet, which must be one of the acknowledgements.</summary>
    public static async Task<(PacketType Type, ushort PacketId, ReasonCode Reason)> ReadAckPacketAsync(this WireClient device)
    {
        var answer = await device.ReadAsync();
        switch (answer.Type)
        {
            case PacketType.PubAck:
                var ack = PubAckPacket.Read(answer.Packet, device.Version);
                return (answer.Type, ack.PacketId, ack.Reason);
            case PacketType.PubRec:
                var received = PubRecPacket.Read(answer.Packet, device.Version);
                return (answer.Type, received.PacketId, received.Reason);
            case PacketType.PubRel:
                var released = PubRelPacket.Read(answer.Packet, device.Version);
                return (answer.Type, released.PacketId, released.Reason);
            default:
                Assert.Equal(PacketType.PubComp, answer.Type);
                var completed = PubCompPacket.Read(answer.Packet, device.Version);
                return (answer.Type, completed.PacketId, completed.Reason);
        }
    }

    public static ValueTask AckAsync(this WireClient device, PacketType type, ushort packetId) => device.SendAsync(output =>
    {
        switch (type)
        {
            case PacketType.PubAck:
                PubAckPacket.Write(output, packetId, ReasonCode.Success, null, device.Version);
                break;
            case PacketType.PubRec:
                PubRecPacket.Write(output, packetId, ReasonCode.Success, null, device.Version);
                break;
            case PacketType.PubRel:
                PubRelPacket.Write(output, packetId, ReasonCode.Success, null, device.Version);
                break;
            default:
                PubCompPacket.Write(output, packetId, ReasonCode.Success, null, device.Version);
                break;
        }
    });

    /// <summary>Subscribes with options and returns the granted code.</summary>
    public static async Task<ReasonCode> ListenAsync(this WireClient device, Subscription subscription, int? identifier = null)
    {
        await device.SendAsync(output => new SubscribePacket { PacketId = 7, Subscriptions = [subscription], SubscriptionIdentifier = identifier }.Write(output, device.Version));
        var answer = await device.ReadAsync();
        Assert.Equal(PacketType.SubAck, answer.Type);
        return Assert.Single(SubAckPacket.Read(answer.Packet, device.Version).Reasons);
    }

    public static Task<ReasonCode> ListenAsync(this WireClient device, string filter, int qos = 1) => device.ListenAsync(new Subscription(filter, (QualityOfService)qos));

    public static ValueTask GoodbyeAsync(this WireClient device, ReasonCode reason = ReasonCode.NormalDisconnection, uint? expiry = null) =>
        device.SendAsync(output => new DisconnectPacket(reason) { SessionExpiryInterval = expiry }.Write(output, device.Version));

    /// <summary>The next packet must be a publish with this payload.</summary>
    public static async Task<WirePublish> HearAsync(this WireClient device, string payload, bool acknowledge = true)
    {
        var heard = await device.ReadPublishAsync(acknowledge);
        Assert.Equal(payload, heard.Payload);
        return heard;
    }
}
