using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Protocol.Mqtt;
using Dukou.Protocol.Mqtt.Packets;

namespace Dukou.Cli.Wire;

/// <summary>A message that came down.</summary>
sealed record Delivery(string Topic, byte[] Payload);

/// <summary>
/// A device's connection at MQTT 3.1.1, as light as a client can be: no queue, no reconnect. One reader; any number of writers, whose
/// packets do not mix.
/// </summary>
sealed class DeviceConnection : IAsyncDisposable
{
    const int PacketBytesMax = 1024 * 1024; // IoTDA's longest publish
    const ushort KeepAliveSeconds = 120;

    readonly Stream _stream;
    readonly SemaphoreSlim _writing = new(1);
    readonly ArrayBufferWriter<byte> _received = new();
    int _consumed;

    DeviceConnection(Stream stream) => _stream = stream;

    /// <summary>Called with each PUBACK's packet id, by the reader.</summary>
    public Action<ushort> Acknowledged { get; set; } = _ => { };

    /// <summary>Half of the keep-alive: a ping that is late by as much again is in time still.</summary>
    public static TimeSpan PingEvery { get; } = TimeSpan.FromSeconds(KeepAliveSeconds / 2);

    /// <summary>The socket, with TLS on top when the broker has it.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server's certificate is not trusted.</exception>
    public static async Task<Stream> DialAsync(Broker broker, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(broker.Host, broker.Port, cancellationToken);
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (!broker.Tls)
                return plain;
            var secure = new SslStream(plain);
            await secure.AuthenticateAsClientAsync(Trust.Options(broker.Host, broker.CaFile), cancellationToken);
            return secure;
        }
        // Whatever went wrong, the socket is nobody's yet.
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Says CONNECT as IoTDA's devices do and reads the answer.</summary>
    /// <exception cref="IOException">The server closed instead of answering.</exception>
    public static async Task<(DeviceConnection Connection, ConnAckPacket Answer)> ConnectAsync(Stream stream, string deviceId, string secret, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = new DeviceConnection(stream);
        var stamp = SecretStamp.Of(now).ToString();
        await connection.WriteAsync(new ConnectPacket
        {
            Version = ProtocolVersion.V311,
            CleanStart = true,
            KeepAlive = KeepAliveSeconds,
            ClientId = ClientId.ForDevice(deviceId, SignType.HmacSha256, stamp).ToString(),
            UserName = deviceId,
            Password = Encoding.ASCII.GetBytes(DevicePassword.Compute(secret, stamp)),
        }.Write, cancellationToken);
        while (await connection.FillAsync(cancellationToken))
            if (PacketReader.TryRead(connection._received.WrittenSpan, PacketBytesMax, out var packet))
            {
                connection._consumed = packet.Length;
                return (connection, ConnAckPacket.Read(packet, ProtocolVersion.V311));
            }
        throw new IOException(Phrase.Of("wire.closed"));
    }

    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, ushort packetId, CancellationToken cancellationToken) => WriteAsync(output => new PublishPacket
    {
        Topic = Encoding.UTF8.GetBytes(topic),
        Payload = payload.Span,
        PacketId = packetId,
        QoS = packetId == 0 ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce,
    }.Write(output, ProtocolVersion.V311), cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken) => WriteAsync(PingReqPacket.Write, cancellationToken);

    /// <summary>What comes down, until the server closes. QoS 1 is acknowledged when the caller asks for the next.</summary>
    public async IAsyncEnumerable<Delivery> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
            while (Take() is { } taken)
            {
                if (taken.Delivery is { } delivery)
                    yield return delivery;
                if (taken.PacketId != 0)
                    await WriteAsync(output => PubAckPacket.Write(output, taken.PacketId, ReasonCode.Success, null, ProtocolVersion.V311), cancellationToken);
            }
        while (await FillAsync(cancellationToken));
    }

    /// <summary>Says DISCONNECT, so that the platform does not take the end for a fault.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await WriteAsync(output => new DisconnectPacket().Write(output, ProtocolVersion.V311), CancellationToken.None);
        }
        catch (IOException)
        {
            // The platform has closed already.
        }
        await _stream.DisposeAsync();
        _writing.Dispose();
    }

    /// <summary>The next whole packet; one that is no PUBLISH is dealt with here and comes out empty.</summary>
    (Delivery? Delivery, ushort PacketId)? Take()
    {
        if (!PacketReader.TryRead(_received.WrittenSpan[_consumed..], PacketBytesMax, out var packet))
            return null;
        _consumed += packet.Length;
        if (packet.Type == PacketType.PubAck)
            Acknowledged(PubAckPacket.Read(packet, ProtocolVersion.V311).PacketId);
        if (packet.Type != PacketType.Publish)
            return (null, 0);
        var publish = PublishPacket.Read(packet, ProtocolVersion.V311);
        return (new(Encoding.UTF8.GetString(publish.Topic), publish.Payload.ToArray()), publish.QoS == QualityOfService.AtLeastOnce ? publish.PacketId : (ushort)0);
    }

    /// <summary>False when the server has closed.</summary>
    async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_consumed > 0)
        {
            var rest = _received.WrittenSpan[_consumed..].ToArray();
            _received.ResetWrittenCount();
            _received.Write(rest);
            _consumed = 0;
        }
        var read = await _stream.ReadAsync(_received.GetMemory(4096), cancellationToken);
        _received.Advance(read);
        return read > 0;
    }

    async ValueTask WriteAsync(Action<IBufferWriter<byte>> write, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _stream.WriteAsync(bytes.WrittenMemory, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }
}
