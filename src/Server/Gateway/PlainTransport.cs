using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Dukou.Server.Gateway;

/// <summary>An address that is served by <see cref="PlainTransport"/>.</summary>
sealed class PlainEndPoint(IPAddress address, int port) : IPEndPoint(address, port);

/// <summary>
/// The transport of plain MQTT: sockets that are read and written where their readiness is noticed, without a hand-over to another
/// thread. Kestrel opens and closes the listener as it does its own; TLS and HTTP stay on Kestrel's sockets. The thread that notices is
/// the system's own for many sockets, so what a connection does between two reads must not block.
/// </summary>
sealed class PlainTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    // A burst of connects waits here while the accepting thread is busy; the system's own limit may be lower.
    const int Backlog = 4096;

    /// <summary>
    /// Lets completions run on the threads that poll the sockets. The runtime reads it when the process makes its first socket, so it is
    /// for a process that does nothing but host the platform. Without it the transport works too, with the hand-over.
    /// </summary>
    public static void RunInline()
    {
        const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
        if (Environment.GetEnvironmentVariable(Variable) is null)
            Environment.SetEnvironmentVariable(Variable, "1");
    }

    public bool CanBind(EndPoint endpoint) => endpoint is PlainEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (((IPEndPoint)endpoint).Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return new(new Listener(socket));
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw failure.SocketErrorCode == SocketError.AddressAlreadyInUse ? new AddressInUseException(failure.Message, failure) : new IOException(failure.Message, failure);
        }
    }

    sealed class Listener(Socket socket) : IConnectionListener
    {
        public EndPoint EndPoint { get; } = socket.LocalEndPoint!; // Bound above.

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
                try
                {
                    return new PlainConnection(await socket.AcceptAsync(cancellationToken));
                }
                catch (Exception closed) when (closed is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
                {
                    return null;
                }
                catch (SocketException)
                {
                    // The peer was gone before it was taken.
                }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
