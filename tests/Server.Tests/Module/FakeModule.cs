using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dukou.Server.Tests.Module;

/// <summary>A module that misbehaves, behind a TCP port: what it answers to bytes is a test's own.</summary>
sealed class FakeModule : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _off = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly Task _running;

    /// <param name="behave">Gets the near end of each connection.</param>
    public FakeModule(Func<Stream, CancellationToken, Task> behave)
    {
        _listener.Start();
        _running = RunAsync(behave);
    }

    public string Port => $"tcp:{_listener.LocalEndpoint}";

    /// <summary>A module in between: bytes pass to a real one and back, changed or delayed.</summary>
    public static FakeModule Before(string port, Func<byte[], CancellationToken, ValueTask<byte[]?>> up, Func<byte[], CancellationToken, ValueTask<byte[]?>> down) => new(async (near, stop) =>
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPEndPoint.Parse(port["tcp:".Length..]), stop);
        await await Task.WhenAny(PumpAsync(near, client.GetStream(), up, stop), PumpAsync(client.GetStream(), near, down, stop));
    });

    public static ValueTask<byte[]?> Pass(byte[] data, CancellationToken stop) => ValueTask.FromResult<byte[]?>(data);

    public static async Task SayAsync(Stream stream, string text, CancellationToken stop) => await stream.WriteAsync(Encoding.Latin1.GetBytes(text), stop);

    public async ValueTask DisposeAsync()
    {
        await _off.CancelAsync();
        _listener.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _off.Dispose();
    }

    // Null breaks the connection off.
    static async Task PumpAsync(Stream from, Stream to, Func<byte[], CancellationToken, ValueTask<byte[]?>> change, CancellationToken stop)
    {
        var buffer = new byte[1024];
        while (await from.ReadAsync(buffer, stop) is > 0 and var count)
        {
            if (await change(buffer[..count], stop) is not { } data)
                return;
            await to.WriteAsync(data, stop);
        }
    }

    async Task RunAsync(Func<Stream, CancellationToken, Task> behave)
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_off.Token);
            client.NoDelay = true;
            try
            {
                await behave(client.GetStream(), _off.Token);
            }
            catch (IOException)
            {
                // The verb has closed its end.
            }
        }
    }
}
