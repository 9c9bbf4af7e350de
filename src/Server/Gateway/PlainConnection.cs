using System.IO.Pipelines;
using Dukou.Server.Sockets;

namespace Dukou.Server.Gateway;

/// <summary>One socket of <see cref="PlainListener"/>.</summary>
sealed class PlainConnection : IDuplexPipe, IDisposable
{
    readonly IPlainSocket _socket;
    readonly SocketReader _input;
    readonly SocketWriter _output;

    public PlainConnection(IPlainSocket socket)
    {
        _socket = socket;
        _input = new SocketReader(socket);
        _output = new SocketWriter(socket);
        Accepted = new AcceptedSocket(this, socket.Remote, socket.Dispose) { QuickWrites = true };
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
