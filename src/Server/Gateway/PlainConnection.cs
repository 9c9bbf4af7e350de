using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Dukou.Server.Gateway;

/// <summary>One socket of <see cref="PlainListener"/>.</summary>
sealed class PlainConnection : IDuplexPipe, IDisposable
{
    readonly Socket _socket;
    readonly SocketReader _input;
    readonly SocketWriter _output;

    public PlainConnection(Socket socket)
    {
        _socket = socket;
        _input = new SocketReader(socket);
        _output = new SocketWriter(socket);
        IPEndPoint? remote = null;
        try
        {
            socket.NoDelay = true;
            socket.Blocking = false;
            remote = socket.RemoteEndPoint as IPEndPoint;
        }
        catch (SocketException)
        {
            // The peer has gone already; the first read says so.
        }
        Accepted = new AcceptedSocket(this, remote, socket.Dispose) { QuickWrites = true };
    }

    public AcceptedSocket Accepted { get; }

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    /// <summary>What was written still goes out, then the peer reads the end.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _input.Dispose();
        _output.Complete();
    }
}
