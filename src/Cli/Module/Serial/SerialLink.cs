using System.Diagnostics;
using System.IO.Ports;
using System.Net.Sockets;

namespace Dukou.Cli.Module.Serial;

/// <summary>
/// The bytes between this computer and a module: a serial port, a pseudo-terminal, or <c>tcp:HOST:PORT</c>. What arrives is collected, up to
/// <see cref="KeptMax"/>; one reader at a time waits for it.
/// </summary>
sealed class SerialLink : IAsyncDisposable
{
    public const int UsualRate = 115_200;

    const int Piece = 4096;
    const int KeptMax = 4 * 1024 * 1024;

    readonly Stream _stream;
    readonly IDisposable _owner;
    readonly CancellationTokenSource _closing = new();
    readonly Task _reading;
    readonly List<byte> _arrived = []; // guarded by itself
    TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Exception? _gone;

    SerialLink(string port, Stream stream, IDisposable owner)
    {
        Port = port;
        _stream = stream;
        _owner = owner;
        _reading = ReadAsync();
    }

    /// <summary>As the person named it.</summary>
    public string Port { get; }

    /// <exception cref="ModuleLinkException">There is no such port, or another program has it.</exception>
    public static async Task<SerialLink> OpenAsync(string port, int rate, CancellationToken cancellationToken)
    {
        try
        {
            if (port.StartsWith("tcp:", StringComparison.Ordinal) && port.LastIndexOf(':') is > 3 and var colon && ushort.TryParse(port.AsSpan(colon + 1), out var number))
            {
                var client = new TcpClient { NoDelay = true };
                await client.ConnectAsync(port[4..colon].Trim('[', ']'), number, cancellationToken);
                return new(port, client.GetStream(), client);
            }
            if (!OperatingSystem.IsWindows() && !Path.Exists(port))
                throw new FileNotFoundException();
            // 8N1 without flow control, and no line toggled: some boards reset on DTR.
            var serial = new SerialPort(Path.Exists(port) && new FileInfo(port).ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : port, rate);
            serial.Open();
            return new(port, serial.BaseStream, serial);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ModuleLinkException(Phrase.Of("serial.busy", port));
        }
        catch (Exception failure) when (failure is IOException or SocketException or ArgumentException or InvalidOperationException)
        {
            throw new ModuleLinkException(Phrase.Of("serial.no-port", port, failure.Message));
        }
    }

    /// <exception cref="ModuleLinkException">The port is gone.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(data, cancellationToken);
            await _stream.FlushAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            throw Gone(failure);
        }
    }

    /// <summary>
    /// What has arrived up to and with <paramref name="end"/>; null when the module stays silent for <paramref name="patience"/> without it,
    /// and what did arrive stays. With <paramref name="show"/>, bytes are handed on as they come, as far as they can't be the beginning of the end.
    /// </summary>
    /// <exception cref="ModuleLinkException">The port is gone.</exception>
    public async Task<byte[]?> ReadUntilAsync(ReadOnlyMemory<byte> end, TimeSpan patience, CancellationToken cancellationToken, Action<ReadOnlyMemory<byte>>? show = null)
    {
        var (seen, shown, since) = (0, 0, Stopwatch.GetTimestamp());
        while (true)
        {
            Task more;
            lock (_arrived)
            {
                var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_arrived);
                var from = Math.Max(0, seen - end.Length + 1);
                var at = all[from..].IndexOf(end.Span);
                if (at >= 0)
                {
                    var whole = all[..(from + at + end.Length)].ToArray();
                    _arrived.RemoveRange(0, whole.Length);
                    show?.Invoke(whole.AsMemory(shown, Math.Max(0, whole.Length - end.Length - shown)));
                    return whole;
                }
                if (all.Length > seen)
                    since = Stopwatch.GetTimestamp();
                seen = all.Length;
                if (show is not null && seen - end.Length + 1 > shown)
                {
                    show(all[shown..(seen - end.Length + 1)].ToArray());
                    shown = seen - end.Length + 1;
                }
                if (_gone is not null)
                    throw Gone(_gone);
                more = _more.Task;
            }
            var left = patience == Timeout.InfiniteTimeSpan ? patience : patience - Stopwatch.GetElapsedTime(since);
            if (left != Timeout.InfiniteTimeSpan && left <= TimeSpan.Zero)
                return null;
            try
            {
                await more.WaitAsync(left, cancellationToken);
            }
            catch (TimeoutException)
            {
                // The next turn of the loop looks once more.
            }
        }
    }

    /// <summary>Exactly so many bytes, or null.</summary>
    public async Task<byte[]?> ReadAsync(int count, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            Task more;
            lock (_arrived)
            {
                if (_arrived.Count >= count)
                {
                    var taken = _arrived.GetRange(0, count).ToArray();
                    _arrived.RemoveRange(0, count);
                    return taken;
                }
                if (_gone is not null)
                    throw Gone(_gone);
                more = _more.Task;
            }
            var left = patience - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                return null;
            try
            {
                await more.WaitAsync(left, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    /// <summary>What has arrived and nobody has taken; it is forgotten.</summary>
    public byte[] TakeAll()
    {
        lock (_arrived)
        {
            var all = _arrived.ToArray();
            _arrived.Clear();
            return all;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _owner.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    async Task ReadAsync()
    {
        var buffer = new byte[Piece];
        try
        {
            while (await _stream.ReadAsync(buffer, _closing.Token) is > 0 and var count)
                Add(buffer.AsSpan(0, count));
            End(new EndOfStreamException());
        }
        catch (Exception failure)
        {
            // Whatever the driver throws, whoever waits is told.
            End(failure);
        }
    }

    void Add(ReadOnlySpan<byte> data)
    {
        lock (_arrived)
        {
            _arrived.AddRange(data);
            // A script that prints without end and nobody who reads it.
            if (_arrived.Count > KeptMax)
                _arrived.RemoveRange(0, _arrived.Count - KeptMax / 2);
            Wake();
        }
    }

    void End(Exception failure)
    {
        lock (_arrived)
        {
            _gone = failure;
            Wake();
        }
    }

    void Wake()
    {
        _more.TrySetResult();
        _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    ModuleLinkException Gone(Exception failure) => new(Phrase.Of("serial.gone", Port, failure is EndOfStreamException ? "" : failure.Message));
}

/// <summary>A module can't be reached or doesn't do as asked; the message is one line for a person.</summary>
sealed class ModuleLinkException(string message) : IOException(message);
