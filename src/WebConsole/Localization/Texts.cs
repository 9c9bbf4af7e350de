using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Dukou.WebConsole.Localization;

/// <summary>The words of the console in one language; a file of texts beside this one for each. A test compares them with each other and with the pages.</summary>
public sealed class Texts
{
    public const string English = "en";
    public const string Chinese = "zh-CN";

    static readonly FrozenDictionary<string, Texts> All = new[] { English, Chinese }.ToFrozenDictionary(language => language, language => new Texts(language));

    readonly FrozenDictionary<string, string> _texts;

    Texts(string language)
    {
        Language = language;
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"texts/{language}.json")!; // Embedded by the project file.
        _texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(); // Not "null": a test reads it.
    }

    public static IReadOnlyCollection<string> Languages => All.Keys;

    public string Language { get; }

    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text; the key itself where there is none, so that a page stays usable.</summary>
    public string this[string key] => _texts.GetValueOrDefault(key, key);

    /// <summary>The text with values in its places <c>{0}</c>, <c>{1}</c> ….</summary>
    public string this[string key, params object?[] values] => string.Format(CultureInfo.InvariantCulture, this[key], values);

    public static Texts Of(string language) => All.GetValueOrDefault(language, All[English]);
}
