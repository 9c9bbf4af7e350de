namespace Dukou.Cli.Settings;

/// <summary>The user's own application data folder, where each system keeps such things.</summary>
static class DefaultFolder
{
    public static string Path { get; } =
        OperatingSystem.IsWindows() ? Below(Environment.SpecialFolder.LocalApplicationData, "Dukou")
        : OperatingSystem.IsMacOS() ? Below(Environment.SpecialFolder.UserProfile, "Library", "Application Support", "Dukou")
        // XDG base directories: a relative value is to be ignored.
        : Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } home && System.IO.Path.IsPathRooted(home) ? System.IO.Path.Combine(home, "dukou")
        : Below(Environment.SpecialFolder.UserProfile, ".local", "share", "dukou");

    static string Below(Environment.SpecialFolder folder, params ReadOnlySpan<string> names) =>
        System.IO.Path.Combine([Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify), .. names]);
}
