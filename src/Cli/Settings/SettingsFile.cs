using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dukou.Cli.Settings;

/// <summary>
/// <c>dukou.json</c>: one object whose keys are the settings' names. A key that no setting has is a mistake, not ignored: it is
/// mostly a misspelt one.
/// </summary>
sealed class SettingsFile
{
    public const string Name = "dukou.json";

    readonly Dictionary<string, IReadOnlyList<string>> _values = [];
    readonly string _name = Name;

    SettingsFile()
    {
    }

    SettingsFile(string path, JsonObject settings, ICollection<string> problems)
    {
        _name = Path.GetFileName(path);
        foreach (var (key, node) in settings)
            if (UpSettings.All.FirstOrDefault(setting => setting.Key == key) is not { } setting)
                problems.Add(Phrase.Of("settings.unknown", _name, key));
            else if (Values(setting, node) is not { } values)
                problems.Add(Phrase.Of("settings.shape", _name, key));
            else
                _values[key] = setting.IsPath ? [Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, values[0])] : values; // A file has a folder.
    }

    public static SettingsFile Empty { get; } = new();

    /// <summary>Reads a file; what is wrong with it goes to <paramref name="problems"/>.</summary>
    public static SettingsFile Read(string path, ICollection<string> problems)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            if (JsonNode.Parse(File.ReadAllText(path), documentOptions: options) is JsonObject settings)
                return new SettingsFile(path, settings, problems);
            problems.Add(Phrase.Of("settings.object", path));
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            problems.Add(Phrase.Of("settings.unreadable", path, failure.Message));
        }
        return Empty;
    }

    public Given? Find(Setting setting) =>
        _values.TryGetValue(setting.Key, out var values) ? new Given(values, SettingSource.File, $"{_name}: {setting.Key}") : null;

    static List<string>? Values(Setting setting, JsonNode? node) => (setting.Kind, node) switch
    {
        (SettingKind.Flag, JsonValue value) when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => [value.GetValue<bool>() ? "true" : "false"],
        (SettingKind.Text, JsonValue value) when value.GetValueKind() is JsonValueKind.String => [value.GetValue<string>()],
        (SettingKind.Many, JsonArray list) when list.All(item => item?.GetValueKind() is JsonValueKind.String) => [.. list.Select(item => item!.GetValue<string>())], // Checked beside.
        (SettingKind.Many, JsonObject pairs) when pairs.All(pair => pair.Value is JsonValue) => [.. pairs.Select(pair => $"{pair.Key}={pair.Value}")],
        _ => null,
    };
}
