using System.CommandLine;

namespace Dukou.Cli.Settings;

/// <summary>The values that one start was given: option before environment before file. Mistakes are collected, not thrown.</summary>
sealed class SettingValues
{
    readonly Dictionary<Setting, Given> _given = [];
    readonly Func<string, string?> _environment;

    /// <param name="options">The values of the options that stand on the command line.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="defaultFolder">The data folder when nothing names one.</param>
    /// <param name="problems">Takes what is wrong with the settings file.</param>
    public SettingValues(IReadOnlyDictionary<Setting, IReadOnlyList<string>> options, Func<string, string?> environment, string defaultFolder, ICollection<string> problems)
    {
        _environment = environment;
        foreach (var setting in UpSettings.All)
            if (options.TryGetValue(setting, out var values))
                _given[setting] = new Given(values, SettingSource.Option, setting.Option);
            else if (FromEnvironment(setting) is { } given)
                _given[setting] = given;
        var file = ReadFile(defaultFolder, problems);
        foreach (var setting in UpSettings.All.Where(setting => !_given.ContainsKey(setting)))
            if (file.Find(setting) is { } given)
                _given[setting] = given;
    }

    public static SettingValues Of(ParseResult parsed, ICollection<string> problems) =>
        new(SettingOptions.Read(parsed), Environment.GetEnvironmentVariable, DefaultFolder.Path, problems);

    public Given? Find(Setting setting) => _given.GetValueOrDefault(setting);

    public string? Text(Setting setting) => Find(setting)?.Value;

    public bool IsOn(Setting setting) => Find(setting)?.Value == "true";

    Given? FromEnvironment(Setting setting)
    {
        // An empty variable is how a script unsets one.
        if (_environment(setting.Variable) is not { Length: > 0 } text)
            return null;
        var values = Split(setting.Kind, text);
        return values.Length == 0 ? null : new Given(values, SettingSource.Environment, setting.Variable);
    }

    static string[] Split(SettingKind kind, string text) => kind switch
    {
        SettingKind.Many => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        SettingKind.Flag => [text is "1" or "true" or "yes" or "on" ? "true" : text is "0" or "false" or "no" or "off" ? "false" : text],
        _ => [text],
    };

    SettingsFile ReadFile(string defaultFolder, ICollection<string> problems)
    {
        if (Find(UpSettings.SettingsFile) is { } named)
            return SettingsFile.Read(named.Value, problems);
        if (Text(UpSettings.Data) is null && IsOn(UpSettings.Ephemeral))
            return SettingsFile.Empty;
        var beside = Path.Combine(Text(UpSettings.Data) ?? defaultFolder, SettingsFile.Name);
        return File.Exists(beside) ? SettingsFile.Read(beside, problems) : SettingsFile.Empty;
    }
}
