using System.Net;
using System.Net.Sockets;
using Dukou.Protocol.Mqtt;

namespace Dukou.Bench.Load;

/// <summary>
/// One device's connection: a raw socket whose packets are handed to <see cref="OnPacket"/> on a polling thread, one at a time. A send
/// that the socket doesn't take at once is an error: loads keep what is under way below a socket's buffer.
/// </summary>
abstract class Link : IDisposable
{
    const int PacketBytesMax = 64 * 1024;

    readonly SocketAsyncEventArgs _receive = new();
    readonly byte[] _buffer;
    int _kept;

    protected Link(BenchDevice device, int bufferBytes = 4096)
    {
        Device = device;
        _buffer = new byte[bufferBytes];
    }

    protected BenchDevice Device { get; }

    protected Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Why the connection is no more; null while it is.</summary>
    public string? Failure { get; private set; }

    /// <summary>Connects and waits for CONNACK; then packets arrive.</summary>
    public virtual async Task OpenAsync(LoadOptions options)
    {
        await ConnectAsync(options);
        Begin();
    }

    protected async Task ConnectSocketAsync(LoadOptions options)
    {
        // A port of one address can be used again after a minute only: many addresses make many connects.
        Socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (Device.Number % 32))]), 0));
        await Socket.ConnectAsync(options.Mqtt);
    }

    protected async Task ConnectAsync(LoadOptions options)
    {
        await ConnectSocketAsync(options);
        await Socket.SendAsync(Device.Connect(options.Anonymous));
        await ExpectAsync(4, first: 0x20);
        if (_buffer[3] != 0)
            throw new InvalidOperationException($"{Device.DeviceId} was refused with code {_buffer[3]}.");
    }

    /// <summary>Reads an answer of known length that is all there is.</summary>
    protected async Task ExpectAsync(int length, byte first)
    {
        for (var read = 0; read < length;)
        {
            var more = await Socket.ReceiveAsync(_buffer.AsMemory(read, length - read));
            if (more == 0)
                throw new InvalidOperationException($"The server closed the connection of {Device.DeviceId}.");
            read += more;
        }
        if (_buffer[0] != first)
            throw new InvalidOperationException($"The server answered with 0x{_buffer[0]:X2} instead of 0x{first:X2}.");
    }

    protected void Begin()
    {
        Socket.Blocking = false;
        _receive.Completed += (_, _) => Receive();
        _receive.SetBuffer(_buffer, 0, _buffer.Length);
        if (!Socket.ReceiveAsync(_receive))
            Receive();
    }

    protected void Send(ReadOnlySpan<byte> bytes)
    {
        if (Socket.Send(bytes, SocketFlags.None, out var error) != bytes.Length || error != SocketError.Success)
            Fail($"a send was not taken: {error}");
    }

    /// <summary>One whole packet; the next comes when this returns.</summary>
    protected abstract void OnPacket(in Packet packet);

    /// <summary>Everything that had arrived has been handed over.</summary>
    protected virtual void OnRead()
    {
    }

    protected virtual void OnFailure()
    {
    }

    public virtual void Dispose()
    {
        Socket.Dispose();
        _receive.Dispose();
    }

    void Receive()
    {
        try
        {
            do
            {
                if (_receive.SocketError != SocketError.Success || _receive.BytesTransferred == 0)
                {
                    Fail($"the connection ended: {_receive.SocketError}");
                    return;
                }
                Cut(_kept + _receive.BytesTransferred);
                OnRead();
                _receive.SetBuffer(_kept, _buffer.Length - _kept);
            }
            while (!Socket.ReceiveAsync(_receive));
        }
        catch (Exception gone) when (gone is ObjectDisposedException or MalformedPacketException or SocketException)
        {
            Fail(gone.Message);
        }
    }

    void Cut(int length)
    {
        var rest = _buffer.AsSpan(0, length);
        while (PacketReader.TryRead(rest, PacketBytesMax, out var packet))
        {
            OnPacket(packet);
            rest = rest[packet.Length..];
        }
        rest.CopyTo(_buffer);
        _kept = rest.Length;
    }

    protected void Fail(string why)
    {
        if (Failure is not null)
            return;
        Failure = why;
        OnFailure();
    }
}
