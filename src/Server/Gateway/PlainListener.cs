using System.Net;
using System.Net.Sockets;
using Dukou.Server.Sockets;

namespace Dukou.Server.Gateway;

/// <summary>
/// The listener of plain MQTT: on Linux, sockets that are read where their readiness is noticed, without a hand-over to another thread.
/// TLS and HTTP are Kestrel's. The thread that notices serves many sockets, so what a connection does between two reads must not block.
/// </summary>
sealed class PlainListener(ServerOptions options, MqttHandshake handshake, IHostApplicationLifetime lifetime, ILogger<PlainListener> log) : IHostedService, IDisposable
{
    // A burst of connects waits here while the accepting thread is busy; the system's own limit may be lower.
    const int Backlog = 4096;

    IPlainAcceptor? _acceptor;
    // One for the listener itself, until it stops.
    int _open = 1;
    readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where it is bound; null when it is off or has not been started.</summary>
    public IPEndPoint? Bound { get; private set; }

    /// <summary>Binds; accepting begins when everything else has started.</summary>
    /// <exception cref="IOException">The address can't be had.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Mqtt is not { } mqtt)
            return Task.CompletedTask;
        var socket = new Socket(mqtt.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (mqtt.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(mqtt.Address, mqtt.Port));
            socket.Listen(Backlog);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new IOException($"{mqtt}: {failure.Message}", failure);
        }
        Bound = (IPEndPoint)socket.LocalEndPoint!; // Bound above.
        _acceptor = OperatingSystem.IsLinux() && !options.UsesRuntimeSockets
            ? new EpollAcceptor(socket, Accepted, NotAccepted)
            : new RuntimeAcceptor(socket, Accepted, NotAccepted);
        lifetime.ApplicationStarted.Register(_acceptor.Start);
        return Task.CompletedTask;
    }

    /// <summary>Accepts no more and waits for the end of every connection; they hear by themselves that the process stops.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_acceptor is not null)
            await _acceptor.StopAsync();
        Ended();
        await _allEnded.Task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _acceptor?.Dispose();

    void Accepted(IPlainSocket socket) => _ = ServeAsync(socket);

    void NotAccepted(string problem) => GatewayLog.NotAccepted(log, problem);

    async Task ServeAsync(IPlainSocket socket)
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
