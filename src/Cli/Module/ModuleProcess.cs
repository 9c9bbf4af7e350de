using System.Diagnostics;
using System.Text;

namespace Dukou.Cli.Module;

/// <summary>How Python is started as a module.</summary>
static class ModuleProcess
{
    /// <summary>The status of a module that wants to be started again, and of one whose prompt is to be the raw one then.</summary>
    public const int Restart = 75;
    public const int RestartRaw = 76;

    /// <summary>The status of a module that its watchdog has reset.</summary>
    public const int Watchdog = 131;

    /// <param name="runtime">What plays the module.</param>
    /// <param name="folder">Its files.</param>
    /// <param name="settings">Who it is.</param>
    /// <param name="script">What it runs; null serves the interactive port on its standard streams.</param>
    public static ProcessStartInfo Describe(ModuleRuntime runtime, ModuleFolder folder, ModuleSettings settings, string? script)
    {
        // -E -s: the person's own Python settings and packages are not on the module. -B: no caches. -u: lines come as they are printed.
        string[] options = runtime.IsMicroPython ? [] : ["-E", "-s", "-B", "-u", "-X", "utf8"];
        var start = new ProcessStartInfo(runtime.Executable, [.. options, folder.Start, folder.Root, .. script is null ? Array.Empty<string>() : [script]])
        {
            WorkingDirectory = folder.Flash,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["DUKOU_MODULE_USR"] = folder.Flash;
        foreach (var (name, value) in settings.ToEnvironment())
            start.Environment[name] = value;
        return start;
    }
}
