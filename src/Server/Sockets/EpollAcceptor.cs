using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dukou.Server.Sockets;

/// <summary>
/// Accepts on Linux, and has the loops that poll what it accepted: as many as there are processors, each socket on the next. A socket is
/// told of on the accepting thread, which is the first of them.
/// </summary>
[SupportedOSPlatform("linux")]
sealed class EpollAcceptor : IPlainAcceptor, IEpolled
{
    // A burst doesn't keep the sockets of the same loop waiting for longer; what is left is told of again.
    const int AtOnce = 64;

    // The largest of IPv4's and IPv6's.
    const int AddressBytes = 28;

    readonly Socket _listening;
    readonly Action<IPlainSocket> _accepted;
    readonly Action<string> _failed;
    readonly EpollLoop[] _loops = new EpollLoop[Environment.ProcessorCount];
    // Held while it accepts.
    readonly Lock _gate = new();
    int _next;
    bool _isOver;

    /// <exception cref="IOException">The system has no descriptor left.</exception>
    public EpollAcceptor(Socket listening, Action<IPlainSocket> accepted, Action<string> failed)
    {
        (_listening, _accepted, _failed) = (listening, accepted, failed);
        // What is accepted inherits it.
        listening.NoDelay = true;
        listening.Blocking = false;
        for (var i = 0; i < _loops.Length; i++)
            _loops[i] = new EpollLoop($"plain MQTT {i}");
        Key = EpollLoop.NewKey((int)listening.Handle);
    }

    public long Key { get; }

    public void Start() => Watch(Libc.EPOLLIN, isNew: true);

    public Task StopAsync()
    {
        Stop();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Stop();
        foreach (var loop in _loops)
            loop.Dispose();
    }

    public void OnEvents(uint events)
    {
        lock (_gate)
            for (var i = 0; i < AtOnce && !_isOver; i++)
                if (!TryAccept())
                    return;
    }

    void Stop()
    {
        lock (_gate)
            _isOver = true;
        _loops[0].Forget(this);
        _listening.Dispose();
    }

    bool TryAccept()
    {
        Span<byte> address = stackalloc byte[AddressBytes];
        var length = address.Length;
        var number = Libc.accept4(_listening.SafeHandle, ref address[0], ref length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        if (number >= 0)
        {
            _accepted(new EpollSocket(_loops[_next++ % _loops.Length], number, Remote(address)));
            return true;
        }
        switch (Marshal.GetLastPInvokeError())
        {
            case Libc.EAGAIN:
                return false;
            // The peer was faster.
            case Libc.ECONNABORTED or Libc.EPROTO or Libc.EINTR:
                return true;
            // The world's fault: no descriptor or no memory is left. Who comes waits in the backlog.
            default:
                _failed(Marshal.GetLastPInvokeErrorMessage());
                Watch(0, isNew: false);
                _ = WatchAgainAsync();
                return false;
        }
    }

    async Task WatchAgainAsync()
    {
        await Task.Delay(IPlainAcceptor.AgainAfter);
        Watch(Libc.EPOLLIN, isNew: false);
    }

    void Watch(uint events, bool isNew)
    {
        if (!_loops[0].TryWatch(_listening.SafeHandle, this, events, isNew) && !_isOver)
            _failed(Marshal.GetLastPInvokeErrorMessage());
    }

    // struct sockaddr_in and sockaddr_in6.
    static IPEndPoint? Remote(ReadOnlySpan<byte> address) => MemoryMarshal.Read<ushort>(address) switch
    {
        Libc.AF_INET => new IPEndPoint(new IPAddress(address[4..8]), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
        Libc.AF_INET6 => new IPEndPoint(new IPAddress(address[8..24], MemoryMarshal.Read<uint>(address[24..])), BinaryPrimitives.ReadUInt16BigEndian(address[2..])),
        _ => null,
    };
}
