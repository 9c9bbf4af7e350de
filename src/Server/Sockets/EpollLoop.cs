using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dukou.Server.Sockets;

/// <summary>A descriptor's owner, as a loop knows it.</summary>
interface IEpolled
{
    /// <summary>The descriptor's number in the lower half; the upper tells it from earlier ones with that number.</summary>
    long Key { get; }

    /// <summary>On the loop's thread, which serves many: must not block or throw.</summary>
    void OnEvents(uint events);
}

/// <summary>A thread that waits for many descriptors and tells each one's owner what has happened to it.</summary>
[SupportedOSPlatform("linux")]
sealed class EpollLoop : IDisposable
{
    const int EventsMax = 512;
    const long WakeKey = -1;

    // struct epoll_event: 32 bits of events and 64 of the caller's. It is packed on x86 only.
    static readonly int KeyAt = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    static readonly int EventBytes = KeyAt + 8;

    static int s_keys;

    readonly Descriptor _epoll;
    readonly Descriptor _wake;
    // By descriptor. Written under the lock.
    readonly Lock _gate = new();
    IEpolled?[] _owners = new IEpolled?[64];
    volatile bool _isOver;

    /// <exception cref="IOException">The system has no descriptor left.</exception>
    public EpollLoop(string name)
    {
        _epoll = new Descriptor(Libc.epoll_create1(Libc.EPOLL_CLOEXEC));
        _wake = new Descriptor(Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK));
        if (_epoll.IsInvalid || _wake.IsInvalid || !TryControl(_wake, WakeKey, Libc.EPOLLIN, isNew: true))
            throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        new Thread(Run) { Name = name, IsBackground = true }.Start();
    }

    public static long NewKey(int descriptor) => (long)Interlocked.Increment(ref s_keys) << 32 | (uint)descriptor;

    /// <summary>Watches an owner's descriptor, or changes for what; either tells what is true already. False when the system can't.</summary>
    public bool TryWatch(SafeHandle descriptor, IEpolled owner, uint events, bool isNew)
    {
        if (isNew)
            lock (_gate)
            {
                var number = (int)owner.Key;
                if (number >= _owners.Length)
                    Array.Resize(ref _owners, Math.Max(number + 1, _owners.Length * 2));
                _owners[number] = owner;
            }
        try
        {
            return TryControl(descriptor, owner.Key, events, isNew);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Tells no more; the system forgets a descriptor by itself when it is closed.</summary>
    public void Forget(IEpolled owner)
    {
        lock (_gate)
            if ((int)owner.Key is var number && number < _owners.Length && _owners[number] == owner)
                _owners[number] = null;
    }

    /// <summary>Ends the thread soon; whoever asks may be running on it.</summary>
    public void Dispose()
    {
        if (_isOver)
            return;
        _isOver = true;
        var one = 1ul;
        _ = Libc.write(_wake, in one, sizeof(ulong));
    }

    void Run()
    {
        var events = new byte[EventsMax * EventBytes];
        while (!_isOver)
        {
            // -1 is EINTR: there is nothing else that could be wrong with these arguments.
            var count = Libc.epoll_wait(_epoll, ref events[0], EventsMax, -1);
            for (var i = 0; i < count; i++)
            {
                var one = events.AsSpan(i * EventBytes, EventBytes);
                var key = MemoryMarshal.Read<long>(one[KeyAt..]);
                if (key != WakeKey && Volatile.Read(ref _owners)[(int)key] is { } owner && owner.Key == key)
                    owner.OnEvents(MemoryMarshal.Read<uint>(one));
            }
        }
        _wake.Dispose();
        _epoll.Dispose();
    }

    bool TryControl(SafeHandle descriptor, long key, uint events, bool isNew)
    {
        Span<byte> one = stackalloc byte[EventBytes];
        MemoryMarshal.Write(one, events);
        MemoryMarshal.Write(one[KeyAt..], key);
        return Libc.epoll_ctl(_epoll, isNew ? Libc.EPOLL_CTL_ADD : Libc.EPOLL_CTL_MOD, descriptor, in one[0]) == 0;
    }
}
