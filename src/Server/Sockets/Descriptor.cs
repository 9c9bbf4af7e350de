using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dukou.Server.Sockets;

/// <summary>A file descriptor of Linux. Disposed while a call uses it, it is closed when that returns, so its number can't mean another file meanwhile.</summary>
[SupportedOSPlatform("linux")]
sealed class Descriptor : SafeHandle
{
    static readonly nint None = -1;

    public Descriptor(int number)
        : base(None, ownsHandle: true) => SetHandle(number);

    public override bool IsInvalid => handle == None;

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}
