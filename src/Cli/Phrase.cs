using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Dukou.Cli;

/// <summary>
/// What the command line says, in the person's language. The sentences stand in Texts/en.json and Texts/zh-CN.json under the same
/// keys; <c>{0}</c> takes a value. Chosen once, at the start of the process.
/// </summary>
static partial class Phrase
{
    const string Name = "dukou";

    static readonly Lazy<IReadOnlyDictionary<string, string>> Chosen = new(() => Load(Language.Detect()));

    /// <summary>What the person types to call this program: the wrapper's path when it was called through one.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("DUKOU_CALLED_AS") is { Length: > 0 } wrapper ? wrapper : Name;

    public static string Of(string key) => AsCalled(Chosen.Value[key]);

    public static string? Find(string key) => Chosen.Value.TryGetValue(key, out var sentence) ? AsCalled(sentence) : null;

    public static string Of(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, Of(key), values);

    /// <summary>All sentences of <c>en</c> or <c>zh-CN</c>: those of Texts itself and those of each folder below it.</summary>
    public static IReadOnlyDictionary<string, string> Load(string language)
    {
        var sentences = new Dictionary<string, string>();
        foreach (var name in typeof(Phrase).Assembly.GetManifestResourceNames())
            // A build on Windows writes the folders its own way.
            if (name.StartsWith("Texts", StringComparison.Ordinal) && name.Replace('\\', '/').EndsWith($"/{language}.json", StringComparison.Ordinal))
                foreach (var (key, sentence) in Read(name))
                    sentences.Add(key, sentence);
        return sentences;
    }

    static Dictionary<string, string> Read(string resource)
    {
        using var stream = typeof(Phrase).Assembly.GetManifestResourceStream(resource)!; // Named by the assembly itself.
        return JsonSerializer.Deserialize(stream, Sentences.Default.DictionaryStringString)!; // Not the literal null.
    }

    // Sentence by sentence, as they are needed: a verb says few of them.
    static string AsCalled(string sentence) => Program == Name ? sentence : Call().Replace(sentence, call => $"{Program} {call.Groups[1].Value}");

    // A sentence or an example that shows a call.
    [GeneratedRegex(@"(?<![\w/\\.-])dukou (up|tutorial|trace|info|command|credentials|group|password|backup|restore|publish|module|product|device|message|property|watch|history|simulate|doctor|snippet|login|completion)\b")]
    private static partial Regex Call();

    // Every verb reads them: reflection would take longer than reading.
    [JsonSerializable(typeof(Dictionary<string, string>))]
    sealed partial class Sentences : JsonSerializerContext;
}
