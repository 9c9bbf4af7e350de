using System.Net;
using System.Net.Sockets;

namespace Dukou.Server.Gateway;

/// <summary>
/// The listener of plain MQTT: sockets that are read and written where their readiness is noticed, without a hand-over to another
/// thread. TLS and HTTP are Kestrel's. The thread that notices is the system's own for many sockets, so what a connection does between
/// two reads must not block.
/// </summary>
sealed class PlainListener(ServerOptions options, MqttHandshake handshake, IHostApplicationLifetime lifetime, ILogger<PlainListener> log) : IHostedService, IDisposable
{
    // A burst of connects waits here while the accepting thread is busy; the system's own limit may be lower.
    const int Backlog = 4096;

    static readonly TimeSpan AcceptAgainAfter = TimeSpan.FromSeconds(1);

    Socket? _socket;
    Task _accepting = Task.CompletedTask;
    // One for the listener itself, until it stops.
    int _open = 1;
    readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where it is bound; null when it is off or has not been started.</summary>
    public IPEndPoint? Bound { get; private set; }

    /// <summary>
    /// Lets completions run on the threads that poll the sockets. The runtime reads it when the process makes its first socket, so it is
    /// for a process that does nothing but host the platform. Without it the listener works too, with the hand-over.
    /// </summary>
    public static void RunInline()
    {
        const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
        if (Environment.GetEnvironmentVariable(Variable) is null)
            Environment.SetEnvironmentVariable(Variable, "1");
    }

    /// <summary>Binds; accepting begins when everything else has started.</summary>
    /// <exception cref="IOException">The address can't be had.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Mqtt is not { } mqtt)
            return Task.CompletedTask;
        _socket = new Socket(mqtt.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (mqtt.Address.Equals(IPAddress.IPv6Any))
                _socket.DualMode = true;
            _socket.Bind(new IPEndPoint(mqtt.Address, mqtt.Port));
            _socket.Listen(Backlog);
        }
        catch (SocketException failure)
        {
            throw new IOException($"{mqtt}: {failure.Message}", failure);
        }
        Bound = (IPEndPoint)_socket.LocalEndPoint!; // Bound above.
        lifetime.ApplicationStarted.Register(() => _accepting = AcceptAsync(_socket));
        return Task.CompletedTask;
    }

    /// <summary>Accepts no more and waits for the end of every connection; they hear by themselves that the process stops.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _socket?.Dispose();
        await _accepting;
        Ended();
        await _allEnded.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _socket?.Dispose();

    async Task AcceptAsync(Socket socket)
    {
        while (true)
            try
            {
                _ = ServeAsync(await socket.AcceptAsync());
            }
            catch (Exception closed) when (closed is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException gone) when (gone.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
            {
                // The peer was faster.
            }
            // The world's fault: no descriptor or no memory is left. Who comes waits in the backlog.
            catch (SocketException failure)
            {
                GatewayLog.NotAccepted(log, failure.Message);
                await Task.Delay(AcceptAgainAfter);
            }
    }

    async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using var connection = new PlainConnection(socket);
            // Nothing but a read tells that the peer has gone.
            await handshake.ServeAsync(connection.Accepted, CancellationToken.None);
        }
        finally
        {
            Ended();
        }
    }

    void Ended()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _allEnded.TrySetResult();
    }
}
