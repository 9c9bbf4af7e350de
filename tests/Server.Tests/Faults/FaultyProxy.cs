using System.Net;
using System.Net.Sockets;

namespace Dukou.Server.Tests.Faults;

/// <summary>
/// A relay between devices and the platform that misbehaves as networks do. Frozen, it passes nothing on and closes nothing, whatever its
/// ends do: each takes the other for alive. With a piece of so many bytes it passes everything on in segments of that size.
/// </summary>
sealed class FaultyProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly IPEndPoint _target;
    readonly int _pieceBytes;
    readonly CancellationTokenSource _stopping = new();
    readonly TaskCompletionSource _frozen = new();
    readonly List<Socket> _sockets = [];
    readonly List<Task> _relays = [];
    readonly Task _accepting;

    public FaultyProxy(IPEndPoint target, int pieceBytes = 64 * 1024)
    {
        _target = target;
        _pieceBytes = pieceBytes;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>From now on nothing passes, neither bytes nor ends.</summary>
    public void Freeze() => _frozen.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var socket in _sockets)
            socket.Dispose();
        await Task.WhenAll(_relays);
        _stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync(_stopping.Token);
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                _sockets.AddRange([near, far]);
                await far.ConnectAsync(_target, _stopping.Token);
                near.NoDelay = far.NoDelay = true;
                _relays.AddRange([RelayAsync(near, far), RelayAsync(far, near)]);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task RelayAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stopping.Token) is > 0 and var received)
            {
                if (_frozen.Task.IsCompleted)
                    continue;
                for (var sent = 0; sent < received; sent += _pieceBytes)
                    await to.SendAsync(buffer.AsMemory(sent, Math.Min(_pieceBytes, received - sent)), _stopping.Token);
            }
            if (!_frozen.Task.IsCompleted)
                to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One end is gone; a frozen relay keeps that to itself.
            if (!_frozen.Task.IsCompleted)
                to.Dispose();
        }
    }
}
