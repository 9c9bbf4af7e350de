using System.Runtime.Versioning;

namespace Dukou.Cli.Module.Ports;

/// <summary>
/// The interactive port as a pseudo-terminal, under a link of the person's choice: programs open it as they open a serial port. Unix only.
/// The near end is asked every few milliseconds, which paces a transfer to about the speed of a serial line.
/// </summary>
[UnsupportedOSPlatform("windows")]
sealed class PtyModulePort : IModulePort
{
    const int Piece = 4096;

    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    readonly UnixPty _pty;
    readonly string _link;
    volatile bool _isAttached;

    /// <exception cref="IOException">The link exists and is no leftover of an earlier port, or the system has no pseudo-terminal left.</exception>
    public PtyModulePort(string link)
    {
        if (File.Exists(link) && new FileInfo(link).LinkTarget is null)
            throw new IOException(Phrase.Of("module.link-exists", link));
        _pty = UnixPty.Open();
        _link = Path.GetFullPath(link);
        try
        {
            File.Delete(_link);
            File.CreateSymbolicLink(_link, _pty.FarEnd);
        }
        catch
        {
            _pty.Dispose();
            throw;
        }
    }

    public string Name => _link;

    public async Task RunAsync(Func<ReadOnlyMemory<byte>, ValueTask> arrived, CancellationToken cancellationToken)
    {
        var buffer = new byte[Piece];
        while (true)
        {
            var (isAttached, isReadable) = _pty.Look();
            if (isAttached && !_isAttached)
                _pty.MakeRaw(); // The system forgets it with the last program that closes the far end.
            _isAttached = isAttached;
            if (isReadable && _pty.Read(buffer) is > 0 and var count)
                await arrived(buffer.AsMemory(0, count));
            else
                await Task.Delay(Look, cancellationToken);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (data.Length > 0 && _isAttached)
        {
            data = data[_pty.Write(data.Span)..];
            if (data.Length > 0)
                await Task.Delay(Look, cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(_link);
        _pty.Dispose();
        return ValueTask.CompletedTask;
    }
}
