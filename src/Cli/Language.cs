namespace Dukou.Cli;

/// <summary>
/// Which of the two languages the person reads. The program's own globalization is invariant, so the system is asked directly:
/// DUKOU_LANG, then POSIX's variables in POSIX's order, then Windows.
/// </summary>
static partial class Language
{
    public const string English = "en";
    public const string Chinese = "zh-CN";

    static readonly string[] Variables = ["DUKOU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];

    public static string Detect() => Detect(Environment.GetEnvironmentVariable, OperatingSystem.IsWindows() ? WindowsLocale() : null);

    internal static string Detect(Func<string, string?> environment, string? systemLocale)
    {
        var locale = Variables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? systemLocale;
        return locale is not null && locale.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese : English;
    }
}
