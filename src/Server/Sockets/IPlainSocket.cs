using System.Net;
using System.Net.Sockets;

namespace Dukou.Server.Sockets;

/// <summary>
/// An accepted socket that says when there is something to receive, and whose calls don't wait unless they say so. One reader and one
/// writer; any thread may dispose it, which tells both.
/// </summary>
interface IPlainSocket : IDisposable
{
    /// <summary>Null when the peer had gone before it could be asked.</summary>
    IPEndPoint? Remote { get; }

    /// <summary>Who is told what it has asked for; set before the first question.</summary>
    IReadable? Reader { set; }

    /// <summary>True when <see cref="IReadable.OnReadable"/> is called later, once; false when there may be something already.</summary>
    bool AskReadable();

    /// <summary>Bytes received; 0 and no error is the peer's end.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    int Receive(Span<byte> into, out SocketError error);

    /// <summary>Bytes taken, perhaps fewer than there are.</summary>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    int Send(ReadOnlySpan<byte> bytes, out SocketError error);

    /// <summary>Bytes taken, one at least: waits until the peer has made room.</summary>
    /// <exception cref="SocketException">The peer is gone.</exception>
    /// <exception cref="ObjectDisposedException">It has been disposed.</exception>
    ValueTask<int> SendWhenItCanAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}

/// <summary>Whoever waits for a socket's bytes.</summary>
interface IReadable
{
    /// <summary>There may be something to receive, or an end. Must not block: the thread serves many sockets.</summary>
    void OnReadable();
}
