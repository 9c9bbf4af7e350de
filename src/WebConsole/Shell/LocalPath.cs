namespace Dukou.WebConsole.Shell;

/// <summary>Where to go next, as an address may ask for it: a place of the console, never another site.</summary>
static class LocalPath
{
    public static string Of(string? wanted) =>
        wanted is ['/', not ('/' or '\\'), ..] && !wanted.Contains('\r', StringComparison.Ordinal) && !wanted.Contains('\n', StringComparison.Ordinal) ? wanted : "/";
}
