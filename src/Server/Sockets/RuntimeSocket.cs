using System.Net;
using System.Net.Sockets;

namespace Dukou.Server.Sockets;

/// <summary>A socket of .NET's own: its readiness costs a further call to the system and a hand-over to the pool.</summary>
sealed class RuntimeSocket : IPlainSocket
{
    readonly Socket _socket;
    // Without the execution context: continuations bring their own.
    readonly SocketAsyncEventArgs _readiness = new(true);

    public RuntimeSocket(Socket socket)
    {
        _socket = socket;
        _readiness.Completed += static (_, readiness) => ((RuntimeSocket)readiness.UserToken!).Reader!.OnReadable(); // Both are set before the first question.
        _readiness.UserToken = this;
        _readiness.SetBuffer([], 0, 0);
        try
        {
            socket.NoDelay = true;
            socket.Blocking = false;
            Remote = socket.RemoteEndPoint as IPEndPoint;
        }
        catch (SocketException)
        {
            // The peer has gone already; the first read says so.
        }
    }

    public IPEndPoint? Remote { get; }

    public IReadable? Reader { private get; set; }

    public bool AskReadable()
    {
        try
        {
            return _socket.ReceiveAsync(_readiness);
        }
        catch (ObjectDisposedException)
        {
            // The same as readiness: the receive that follows says what is wrong.
            return false;
        }
    }

    public int Receive(Span<byte> into, out SocketError error) => _socket.Receive(into, SocketFlags.None, out error);

    public int Send(ReadOnlySpan<byte> bytes, out SocketError error) => _socket.Send(bytes, SocketFlags.None, out error);

    public ValueTask<int> SendWhenItCanAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _socket.SendAsync(bytes, SocketFlags.None, cancellationToken);

    public void Dispose()
    {
        _socket.Dispose();
        _readiness.Dispose();
    }
}
