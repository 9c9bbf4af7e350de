using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dukou.Cli.Module.Ports;

/// <summary>A pseudo-terminal of POSIX. Its near end never blocks; the far end is a path that another program opens.</summary>
[UnsupportedOSPlatform("windows")]
sealed class UnixPty : IDisposable
{
    const int ReadWrite = 2;

    // <poll.h>; the same on Linux and macOS.
    const short In = 1, HangUp = 0x10;

    // struct termios has 60 bytes on Linux and 72 on macOS; it is only handed on.
    const int TermiosMax = 256;

    // <fcntl.h> differs.
    static readonly int NoTerminal = OperatingSystem.IsMacOS() ? 0x20000 : 0x100;
    // On Linux also O_CLOEXEC: the module itself must not hold the near end.
    static readonly int NonBlocking = OperatingSystem.IsMacOS() ? 0x4 : 0x800 | 0x80000;

    // A descriptor and no safe handle: one owner, who asks nothing after disposing.
    readonly int _near;

    UnixPty(int near, string farEnd)
    {
        _near = near;
        FarEnd = farEnd;
    }

    /// <summary>Such as /dev/pts/5.</summary>
    public string FarEnd { get; }

    /// <exception cref="IOException">The system has none left.</exception>
    public static UnixPty Open()
    {
        var near = posix_openpt(ReadWrite | NoTerminal | NonBlocking);
        if (near < 0 || grantpt(near) != 0 || unlockpt(near) != 0 || Marshal.PtrToStringUTF8(ptsname(near)) is not { } farEnd)
        {
            var error = Marshal.GetLastPInvokeErrorMessage();
            if (near >= 0)
                _ = close(near);
            throw new IOException(error);
        }
        // Opened and closed once: only then does the near end tell that nobody is attached.
        if (open(farEnd, ReadWrite | NoTerminal) is >= 0 and var far)
            _ = close(far);
        return new UnixPty(near, farEnd);
    }

    /// <summary>Whether a program has the far end open, and whether it has written something.</summary>
    public (bool IsAttached, bool IsReadable) Look()
    {
        var state = new Polled { Handle = _near, Wanted = In };
        return poll(ref state, 1, 0) < 0 ? (false, false) : ((state.Seen & HangUp) == 0, (state.Seen & In) != 0);
    }

    /// <summary>No echo, no lines, every byte as it is.</summary>
    public void MakeRaw()
    {
        var termios = new byte[TermiosMax];
        if (tcgetattr(_near, termios) != 0)
            return;
        cfmakeraw(termios);
        _ = tcsetattr(_near, 0, termios);
    }

    /// <summary>0 or less when there was nothing to read.</summary>
    public int Read(Span<byte> buffer) => (int)read(_near, ref MemoryMarshal.GetReference(buffer), buffer.Length);

    /// <summary>How much the system took.</summary>
    public int Write(ReadOnlySpan<byte> data) => Math.Max(0, (int)write(_near, ref MemoryMarshal.GetReference(data), data.Length));

    public void Dispose() => _ = close(_near);

    [StructLayout(LayoutKind.Sequential)]
    struct Polled
    {
        public int Handle;
        public short Wanted;
        public short Seen;
    }

    // All of libc; the names are POSIX's own.
#pragma warning disable IDE1006
    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int posix_openpt(int flags);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int grantpt(int near);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int unlockpt(int near);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint ptsname(int near);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int close(int near);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int poll(ref Polled states, nuint count, int milliseconds);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint read(int near, ref byte buffer, nint count);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern nint write(int near, ref readonly byte data, nint count);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int tcgetattr(int near, [In, Out] byte[] termios);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int tcsetattr(int near, int when, byte[] termios);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern void cfmakeraw([In, Out] byte[] termios);
#pragma warning restore IDE1006
}
