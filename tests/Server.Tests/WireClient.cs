using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Server.Tests;

/// <summary>How a <see cref="WireClient"/> introduces itself; what is null is what a correct device sends.</summary>
sealed record WireConnect
{
    public ProtocolVersion Version { get; init; } = ProtocolVersion.V311;
    public ushort KeepAlive { get; init; } = 120;
    public string Secret { get; init; } = "12345678";
    public int Sign { get; init; }
    public string? Stamp { get; init; }
    public string? ClientId { get; init; }
    public string? UserName { get; init; }
    public byte[]? Password { get; init; }
    public DateTimeOffset At { get; init; }
    public Func<ConnectPacket, ConnectPacket> Change { get; init; } = connect => connect;

    public ConnectPacket Packet(string deviceId)
    {
        var stamp = Stamp ?? SecretStamp.Of(At).ToString();
        return Change(new ConnectPacket
        {
            Version = Version,
            CleanStart = true,
            KeepAlive = KeepAlive,
            ClientId = ClientId ?? $"{deviceId}_0_{Sign}_{stamp}",
            UserName = UserName ?? deviceId,
            Password = Password ?? Encoding.ASCII.GetBytes(DevicePassword.Compute(Secret, stamp)),
        });
    }
}

/// <summary>A device at the level of bytes: sends what no good client would, and reads what really comes. One packet at a time.</summary>
sealed class WireClient : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly TcpClient? _socket;
    readonly Stream _stream;
    readonly ArrayBufferWriter<byte> _received = new();
    int _consumed;

    WireClient(TcpClient? socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    public ProtocolVersion Version { get; set; } = ProtocolVersion.V311;

    public static async Task<WireClient> ConnectAsync(IPEndPoint endpoint, Func<NetworkStream, Task<Stream>>? secure = null)
    {
        var socket = new TcpClient { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint);
            return new WireClient(socket, secure is null ? socket.GetStream() : await secure(socket.GetStream()));
        }
        catch
        {
            // Whom it does not trust it leaves at once, not when a finalizer comes by.
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A device over a transport that the test has made.</summary>
    public static WireClient Over(Stream stream) => new(null, stream);

    /// <summary>Whether anything came that was not read.</summary>
    public bool HasMore => _consumed < _received.WrittenCount || _socket!.Available > 0;

    public ValueTask SendAsync(params byte[] bytes) => _stream.WriteAsync(bytes);

    public ValueTask SendAsync(Action<IBufferWriter<byte>> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes);
        return _stream.WriteAsync(bytes.WrittenMemory);
    }

    /// <summary>Sends CONNECT and returns CONNACK, accepted or not.</summary>
    public async Task<ConnAckPacket> TryConnectDeviceAsync(string deviceId, WireConnect connect)
    {
        Version = connect.Version;
        await SendAsync(connect.Packet(deviceId).Write);
        var answer = await ReadAsync();
        Assert.Equal(PacketType.ConnAck, answer.Type);
        return ConnAckPacket.Read(answer.Packet, Version);
    }

    public async Task ConnectDeviceAsync(string deviceId, WireConnect connect)
    {
        var connAck = await TryConnectDeviceAsync(deviceId, connect);
        Assert.Equal(ReasonCode.Success, connAck.Reason);
    }

    /// <summary>Publishes; at QoS 1 with the given packet id. Doesn't wait for PUBACK.</summary>
    public ValueTask PublishAsync(string topic, string payload, ushort packetId = 0, bool retain = false) =>
        PublishAsync(topic, Encoding.UTF8.GetBytes(payload), packetId, retain);

    /// <summary>The same with bytes that need not be text.</summary>
    public ValueTask PublishAsync(string topic, byte[] payload, ushort packetId = 0, bool retain = false) => SendAsync(output => new PublishPacket
    {
        Topic = Encoding.UTF8.GetBytes(topic),
        Payload = payload,
        PacketId = packetId,
        Retain = retain,
        QoS = packetId == 0 ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce,
    }.Write(output, Version));

    /// <summary>Publishes at QoS 1 and reads the PUBACK that must come next.</summary>
    public Task<PubAckPacket> PublishAckedAsync(string topic, string payload, ushort packetId = 1) => PublishAckedAsync(topic, Encoding.UTF8.GetBytes(payload), packetId);

    /// <inheritdoc cref="PublishAckedAsync(string,string,ushort)"/>
    public async Task<PubAckPacket> PublishAckedAsync(string topic, byte[] payload, ushort packetId = 1)
    {
        await PublishAsync(topic, payload, packetId);
        var answer = await ReadAsync();
        Assert.Equal(PacketType.PubAck, answer.Type);
        var ack = PubAckPacket.Read(answer.Packet, Version);
        Assert.Equal(packetId, ack.PacketId);
        return ack;
    }

    /// <summary>Subscribes and returns the granted codes.</summary>
    public async Task<IReadOnlyList<ReasonCode>> SubscribeAsync(string filter, QualityOfService qos = QualityOfService.AtMostOnce, ushort packetId = 7)
    {
        await SendAsync(output => new SubscribePacket { PacketId = packetId, Subscriptions = [new Subscription(filter, qos)] }.Write(output, Version));
        var answer = await ReadAsync();
        Assert.Equal(PacketType.SubAck, answer.Type);
        var ack = SubAckPacket.Read(answer.Packet, Version);
        Assert.Equal(packetId, ack.PacketId);
        return ack.Reasons;
    }

    /// <summary>The next packet, which must be a PUBLISH; a QoS 1 one is acknowledged when asked.</summary>
    public async Task<WirePublish> ReadPublishAsync(bool acknowledge = true)
    {
        var packet = await ReadAsync();
        Assert.Equal(PacketType.Publish, packet.Type);
        var publish = WirePublish.Of(PublishPacket.Read(packet.Packet, Version));
        if (acknowledge && publish.QoS == QualityOfService.AtLeastOnce)
            await SendAsync(output => PubAckPacket.Write(output, publish.PacketId, ReasonCode.Success, null, Version));
        return publish;
    }

    /// <summary>Sends PINGREQ and reads PINGRESP: everything sent before has been read by the platform, and nothing else came down.</summary>
    public async Task PingAsync()
    {
        await SendAsync(0xC0, 0);
        Assert.Equal(PacketType.PingResp, (await ReadAsync()).Type);
    }

    /// <summary>The next whole packet; fails the test when none comes or the platform closes.</summary>
    public async Task<WirePacket> ReadAsync() => await TryReadAsync() ?? throw new Xunit.Sdk.XunitException("The platform closed the connection.");

    /// <summary>The next whole packet, or null when the platform closed.</summary>
    public async Task<WirePacket?> TryReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (PacketReader.TryRead(_received.WrittenSpan[_consumed..], 16 * 1024 * 1024, out var packet))
            {
                var bytes = _received.WrittenSpan.Slice(_consumed, packet.Length).ToArray();
                _consumed += packet.Length;
                return new WirePacket(bytes);
            }
            var read = 0;
            try
            {
                read = await _stream.ReadAsync(_received.GetMemory(4096), patience.Token);
            }
            catch (IOException)
            {
                // Reset: closed, as far as a device can tell.
            }
            if (read == 0)
                return null;
            _received.Advance(read);
        }
    }

    /// <summary>Reads until the platform closes; the packets that came before.</summary>
    public async Task<List<WirePacket>> ReadToEndAsync()
    {
        var packets = new List<WirePacket>();
        while (await TryReadAsync() is { } packet)
            packets.Add(packet);
        return packets;
    }

    /// <summary>Reads until the platform closes; the code of its DISCONNECT, which must come and be the last packet.</summary>
    public async Task<ReasonCode> ReadDisconnectAsync() => (await ReadDisconnectPacketAsync()).Reason;

    /// <inheritdoc cref="ReadDisconnectAsync"/>
    public async Task<DisconnectPacket> ReadDisconnectPacketAsync()
    {
        var last = (await ReadToEndAsync()).LastOrDefault() ?? throw new Xunit.Sdk.XunitException("The platform closed the connection without a word.");
        Assert.Equal(PacketType.Disconnect, last.Type);
        return DisconnectPacket.Read(last.Packet, Version);
    }

    /// <summary>Closes like a cable that is pulled: no DISCONNECT, a reset.</summary>
    public void Abort()
    {
        _socket!.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _socket?.Dispose();
    }
}

/// <summary>The bytes of one packet as they came.</summary>
sealed record WirePacket(byte[] Bytes)
{
    public PacketType Type => (PacketType)(Bytes[0] >> 4);

    public Packet Packet => PacketReader.TryRead(Bytes, int.MaxValue, out var packet) ? packet : throw new InvalidOperationException("Not a whole packet.");
}

/// <summary>A PUBLISH that came down.</summary>
sealed record WirePublish(string Topic, string Payload, QualityOfService QoS, ushort PacketId, bool Duplicate, PublishProperties Properties)
{
    public static WirePublish Of(in PublishPacket publish) => new(Encoding.UTF8.GetString(publish.Topic), Encoding.UTF8.GetString(publish.Payload),
        publish.QoS, publish.PacketId, publish.Duplicate, PublishProperties.Read(publish.Properties))
    {
        Retain = publish.Retain,
    };

    public bool Retain { get; private init; }
}
