using System.Runtime.InteropServices;

namespace Dukou.Cli;

sealed partial class QuietMemory
{
    // glibc's own; other libraries have nothing of the kind.
    static readonly bool HasTrim = NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out _);

    /// <summary>What SQLite and OpenSSL have freed in the midst of their memory goes back page by page; by itself only the end of it does.</summary>
    static void TrimNative()
    {
        if (HasTrim)
            _ = malloc_trim(0);
    }

#pragma warning disable IDE1006 // The name is glibc's.
    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int malloc_trim(nuint pad);
#pragma warning restore IDE1006
}
