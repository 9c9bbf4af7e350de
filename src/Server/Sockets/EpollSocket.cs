using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dukou.Server.Sockets;

/// <summary>
/// A socket that a loop watches edge by edge: of bytes that have arrived it is told once. A report costs one call to receive, because a
/// buffer that wasn't filled says that nothing is left (epoll(7)); only a peer's end needs a further one, and that is told of by itself.
/// </summary>
[SupportedOSPlatform("linux")]
sealed class EpollSocket(EpollLoop loop, int number, IPEndPoint? remote) : IPlainSocket, IEpolled
{
    const uint Readable = Libc.EPOLLIN | Libc.EPOLLRDHUP | Libc.EPOLLET;
    const uint Ends = Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR;

    // What is known of the bytes: nothing, that the reader waits for them, that there may be some.
    const int Unknown = 0, Awaited = 1, There = 2;

    readonly Descriptor _descriptor = new(number);
    int _bytes;
    // The peer has ended: there is always something to receive.
    volatile bool _hasEnded;
    volatile bool _isDisposed;
    // For what the loop watches it. Grows under the descriptor's lock: the reader and the writer may both be the first.
    volatile uint _watched;
    TaskCompletionSource? _room;

    public long Key { get; } = EpollLoop.NewKey(number);

    public IPEndPoint? Remote => remote;

    public IReadable? Reader { private get; set; }

    public bool AskReadable()
    {
        if (_hasEnded || Interlocked.CompareExchange(ref _bytes, Awaited, Unknown) == There)
            return false;
        if (_watched == 0)
            Watch(Readable);
        // Whoever disposed it before the question was put has told nobody.
        return !_isDisposed || !TakeAwaited();
    }

    public int Receive(Span<byte> into, out SocketError error)
    {
        // Before the call, so that what arrives after it counts.
        if (Volatile.Read(ref _bytes) == There)
            Interlocked.CompareExchange(ref _bytes, Unknown, There);
        while (true)
        {
            var received = Libc.recv(_descriptor, ref MemoryMarshal.GetReference(into), (nuint)into.Length, 0);
            error = received < 0 ? Error(Marshal.GetLastPInvokeError()) : SocketError.Success;
            if (error == SocketError.Interrupted)
                continue;
            if (received == into.Length || (received <= 0 && error != SocketError.WouldBlock))
                Interlocked.CompareExchange(ref _bytes, There, Unknown);
            return (int)Math.Max(0, received);
        }
    }

    public int Send(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        while (true)
        {
            var sent = Libc.send(_descriptor, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, Libc.MSG_NOSIGNAL);
            error = sent < 0 ? Error(Marshal.GetLastPInvokeError()) : SocketError.Success;
            if (error != SocketError.Interrupted)
                return (int)Math.Max(0, sent);
        }
    }

    public async ValueTask<int> SendWhenItCanAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _room, room);
            // Each time anew: that tells of room that is there already.
            Watch(Readable | Libc.EPOLLOUT);
            if (!_isDisposed)
                await room.Task.WaitAsync(cancellationToken);
            var sent = Send(bytes.Span, out var error);
            if (error == SocketError.Success)
                return sent;
            if (error != SocketError.WouldBlock)
                throw new SocketException((int)error);
        }
    }

    /// <summary>What has been sent still goes out, then the peer reads the end.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        loop.Forget(this);
        _descriptor.Dispose();
        OnEvents(Libc.EPOLLHUP);
    }

    public void OnEvents(uint events)
    {
        if ((events & (Libc.EPOLLOUT | Ends)) != 0)
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
        if ((events & Ends) != 0)
            _hasEnded = true;
        if ((events & (Libc.EPOLLIN | Ends)) == 0)
            return;
        while (!TakeAwaited())
        {
            var known = Interlocked.CompareExchange(ref _bytes, There, Unknown);
            if (known != Awaited)
                return;
        }
        Reader?.OnReadable();
    }

    bool TakeAwaited() => Interlocked.CompareExchange(ref _bytes, Unknown, Awaited) == Awaited;

    void Watch(uint events)
    {
        lock (_descriptor)
        {
            var isNew = _watched == 0;
            _watched |= events;
            if (loop.TryWatch(_descriptor, this, _watched, isNew) && !_isDisposed)
                return;
        }
        // Disposed meanwhile, or the system has no memory for it: the connection ends.
        Dispose();
    }

    static SocketError Error(int error) => error switch
    {
        Libc.EAGAIN => SocketError.WouldBlock,
        Libc.EINTR => SocketError.Interrupted,
        Libc.ECONNRESET or Libc.EPIPE => SocketError.ConnectionReset,
        Libc.ETIMEDOUT => SocketError.TimedOut,
        _ => SocketError.SocketError,
    };
}
