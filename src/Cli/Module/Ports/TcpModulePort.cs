using System.Net;
using System.Net.Sockets;

namespace Dukou.Cli.Module.Ports;

/// <summary>The interactive port as a TCP listener, on loopback only: who is attached to it runs code on this computer. A newer program takes the port over.</summary>
sealed class TcpModulePort : IModulePort
{
    const int Piece = 4096;

    readonly TcpListener _listener;
    volatile NetworkStream? _attached;

    /// <exception cref="SocketException">The address can't be listened on.</exception>
    public TcpModulePort(IPEndPoint address)
    {
        _listener = new TcpListener(address);
        _listener.Start();
    }

    public string Name => $"tcp:{_listener.LocalEndpoint}";

    public async Task RunAsync(Func<ReadOnlyMemory<byte>, ValueTask> arrived, CancellationToken cancellationToken)
    {
        var reading = Task.CompletedTask;
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(cancellationToken);
            client.NoDelay = true;
            if (_attached is { } former)
                await former.DisposeAsync();
            await reading;
            _attached = client.GetStream();
            reading = ReadAsync(client, _attached, arrived, cancellationToken);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            if (_attached is { } stream)
                await stream.WriteAsync(data, cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The program has closed the port while it was being written to.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        if (_attached is { } stream)
            await stream.DisposeAsync();
    }

    async Task ReadAsync(TcpClient client, NetworkStream stream, Func<ReadOnlyMemory<byte>, ValueTask> arrived, CancellationToken cancellationToken)
    {
        using (client)
            try
            {
                var buffer = new byte[Piece];
                while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
                    await arrived(buffer.AsMemory(0, count));
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // The program has closed the port, or a newer one has taken it over.
            }
        Interlocked.CompareExchange(ref _attached!, null, stream);
    }
}
