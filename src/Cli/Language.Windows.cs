using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Dukou.Cli;

static partial class Language
{
    const int LocaleNameLengthMax = 85; // LOCALE_NAME_MAX_LENGTH

    [SupportedOSPlatform("windows")]
    static string? WindowsLocale()
    {
        var name = new char[LocaleNameLengthMax];
        var length = GetUserDefaultLocaleName(name, name.Length);
        return length > 1 ? new string(name, 0, length - 1) : null;
    }

    [DllImport("kernel32.dll", CharSet = CharSet.Unicode, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    static extern int GetUserDefaultLocaleName([Out] char[] name, int length);
}
