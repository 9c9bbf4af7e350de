using System.Net;
using System.Net.Sockets;

namespace Dukou.Server.Tests.Cli;

/// <summary>The far end of a tunnel: a port elsewhere whose every byte comes out at the platform's own, as with ssh -R or frp.</summary>
sealed class Relay : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _ended = new();
    readonly List<Task> _passing = [];
    Task _accepting = Task.CompletedTask;

    public Relay() => _listener.Start();

    /// <summary>The port that devices see.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void PassTo(IPEndPoint target) => _accepting = AcceptAsync(target);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await Task.WhenAll([_accepting, .. _passing]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    async Task AcceptAsync(IPEndPoint target)
    {
        while (true)
            _passing.Add(PassAsync(await _listener.AcceptTcpClientAsync(_ended.Token), target));
    }

    async Task PassAsync(TcpClient device, IPEndPoint target)
    {
        using var _ = device;
        using var platform = new TcpClient();
        await platform.ConnectAsync(target, _ended.Token);
        // When one side ends, so does the other.
        await await Task.WhenAny(
            device.GetStream().CopyToAsync(platform.GetStream(), _ended.Token), platform.GetStream().CopyToAsync(device.GetStream(), _ended.Token));
    }
}
