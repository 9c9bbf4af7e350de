using System.IO.Pipelines;
using System.Net.Sockets;
using Dukou.Server.Sessions;

namespace Dukou.Server.Sockets;

/// <summary>
/// The sending half of a plain socket: a write is a system call on the caller's thread that never blocks; what the socket doesn't take
/// goes out when it can, and the write completes then. One writer at a time.
/// </summary>
sealed class SocketWriter(IPlainSocket socket) : PipeWriter
{
    readonly PooledBuffer _pending = new();

    public override void Advance(int bytes) => _pending.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _pending.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _pending.GetSpan(sizeHint);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var result = await SendAsync(_pending.Written, cancellationToken);
        _pending.Release();
        return result;
    }

    /// <summary>Sends without a copy.</summary>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_pending.Length == 0)
            return SendAsync(source, cancellationToken);
        source.Span.CopyTo(_pending.GetSpan(source.Length));
        _pending.Advance(source.Length);
        return FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush()
    {
        // Nobody does; a peer that doesn't read is cut off by the end of its socket.
    }

    public override void Complete(Exception? exception = null) => _pending.Release();

    ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            var sent = socket.Send(bytes.Span, out var error);
            if (error == SocketError.Success && sent == bytes.Length)
                return new(new FlushResult(isCanceled: false, isCompleted: false));
            if (error is SocketError.Success or SocketError.WouldBlock)
                return SendRestAsync(bytes[Math.Max(0, sent)..], cancellationToken);
        }
        catch (ObjectDisposedException)
        {
            // As when the peer is gone.
        }
        return new(new FlushResult(isCanceled: false, isCompleted: true));
    }

    async ValueTask<FlushResult> SendRestAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        try
        {
            while (rest.Length > 0)
                rest = rest[await socket.SendWhenItCanAsync(rest, cancellationToken)..];
            return new FlushResult(isCanceled: false, isCompleted: false);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
    }
}
