using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dukou.Server.Sockets;

/// <summary>What plain MQTT calls of Linux. Names and values are those of its headers, which are the same on every processor that .NET runs on.</summary>
[SupportedOSPlatform("linux")]
static class Libc
{
    // <sys/epoll.h>
    public const int EPOLL_CTL_ADD = 1, EPOLL_CTL_MOD = 3, EPOLL_CLOEXEC = CLOEXEC;
    public const uint EPOLLIN = 0x1, EPOLLOUT = 0x4, EPOLLERR = 0x8, EPOLLHUP = 0x10, EPOLLRDHUP = 0x2000, EPOLLET = 1u << 31;

    // <sys/socket.h>, <sys/eventfd.h>
    public const int SOCK_NONBLOCK = NONBLOCK, SOCK_CLOEXEC = CLOEXEC, EFD_NONBLOCK = NONBLOCK, EFD_CLOEXEC = CLOEXEC, MSG_NOSIGNAL = 0x4000;
    public const int AF_INET = 2, AF_INET6 = 10;

    // <errno.h>
    public const int EINTR = 4, EAGAIN = 11, EPIPE = 32, EPROTO = 71, ECONNABORTED = 103, ECONNRESET = 104, ETIMEDOUT = 110;

    const int NONBLOCK = 0x800, CLOEXEC = 0x80000;

#pragma warning disable IDE1006 // The names are Linux's.
    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int epoll_ctl(Descriptor epoll, int operation, SafeHandle watched, ref readonly byte @event);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int epoll_wait(Descriptor epoll, ref byte events, int max, int milliseconds);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int eventfd(uint initial, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint write(Descriptor descriptor, ref readonly ulong value, nuint count);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int accept4(SafeHandle listening, ref byte address, ref int addressLength, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint recv(Descriptor socket, ref byte buffer, nuint count, int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern nint send(Descriptor socket, ref readonly byte bytes, nuint count, int flags);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int close(int descriptor);
#pragma warning restore IDE1006
}
