using System.Net.Security;
using System.Net.Sockets;

namespace Dukou.Bench.Load;

/// <summary>The same over TLS.</summary>
sealed class TlsIdleLink(BenchDevice device) : IdleLink(device)
{
    SslStream? _tls;

    public override async Task OpenAsync(LoadOptions options)
    {
        await ConnectSocketAsync(options);
#pragma warning disable CA5359 // What is measured is the server on this machine; to judge its certificate is the load's own work.
        _tls = new SslStream(new NetworkStream(Socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await _tls.AuthenticateAsClientAsync("localhost");
        await _tls.WriteAsync(Device.Connect(options.Anonymous));
        var answer = new byte[4];
        await _tls.ReadExactlyAsync(answer);
        if (answer is not [0x20, 2, _, 0])
            throw new InvalidOperationException($"{Device.DeviceId} was refused with code {answer[3]}.");
        _ = WatchAsync(_tls);
    }

    public override void Subscribe() => _tls!.Write(Device.Subscribe()); // After OpenAsync.

    public override void Dispose()
    {
        _tls?.Dispose();
        base.Dispose();
    }

    async Task WatchAsync(SslStream tls)
    {
        try
        {
            var ignored = new byte[64];
            while (await tls.ReadAsync(ignored) > 0)
            {
                // SUBACK and no more.
            }
            Fail("the connection ended");
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            Fail(gone.Message);
        }
    }
}
