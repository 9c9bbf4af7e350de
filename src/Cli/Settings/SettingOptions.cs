using System.CommandLine;

namespace Dukou.Cli.Settings;

/// <summary>
/// The settings as options of a verb. All take plain text: System.CommandLine stops at the first value that it can't convert,
/// and a person wants to read all mistakes at once.
/// </summary>
static class SettingOptions
{
    public static void Add(Command command, IEnumerable<Setting> settings)
    {
        foreach (var setting in settings.Where(setting => !setting.IsSecret))
            command.Options.Add(setting.Kind switch
            {
                SettingKind.Flag => Option<bool>(setting),
                SettingKind.Many => Option<string[]>(setting),
                _ => Option<string>(setting),
            });
    }

    /// <summary>The values of the options that stand on the command line.</summary>
    public static Dictionary<Setting, IReadOnlyList<string>> Read(ParseResult parsed)
    {
        var values = new Dictionary<Setting, IReadOnlyList<string>>();
        foreach (var option in parsed.CommandResult.Command.Options)
            if (UpSettings.All.FirstOrDefault(setting => setting.Option == option.Name) is { } setting && parsed.GetResult(option) is { Implicit: false } result)
                values[setting] = setting.Kind == SettingKind.Flag
                    ? [result.GetValueOrDefault<bool>() ? "true" : "false"]
                    : [.. result.Tokens.Select(token => token.Value)];
        return values;
    }

    /// <summary>The options of the command line that say which platform is meant, as they must be repeated in another call.</summary>
    public static string Repeat(ParseResult parsed) => string.Concat(Read(parsed)
        .Where(given => UpSettings.Place.Contains(given.Key))
        .Select(given => $" {given.Key.Option} {(given.Value[0].Contains(' ', StringComparison.Ordinal) ? $"\"{given.Value[0]}\"" : given.Value[0])}"));

    static Option<T> Option<T>(Setting setting) => new(setting.Option) { Description = Phrase.Of(setting.TextKey), HelpName = setting.HelpName };
}
