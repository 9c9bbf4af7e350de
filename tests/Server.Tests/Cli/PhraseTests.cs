using System.Text.RegularExpressions;
using Dukou.Cli;
using Dukou.Cli.Settings;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Cli;

public sealed partial class PhraseTests
{
    static readonly IReadOnlyDictionary<string, string> English = Phrase.Load(Language.English);
    static readonly IReadOnlyDictionary<string, string> Chinese = Phrase.Load(Language.Chinese);

    [Fact]
    public void Both_languages_have_the_same_sentences() => Assert.Equal(English.Keys.Order(StringComparer.Ordinal), Chinese.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Both_languages_name_the_same_values() => Assert.All(English, pair => Assert.Equal(Placeholders(pair.Value), Placeholders(Chinese[pair.Key])));

    [Fact]
    public void Every_setting_has_its_sentence() =>
        Assert.All(UpSettings.All.Where(setting => !setting.IsSecret), setting => Assert.Contains(setting.TextKey, English.Keys));

    [Fact]
    public void Every_sentence_that_the_code_asks_for_is_there_and_no_other()
    {
        var code = string.Concat(Directory.EnumerateFiles(Repository.PathOf("src", "Cli"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var asked = Key().Matches(code).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.DoesNotContain(English.Keys, key => !asked.Contains(key) && !Made.Contains(key.Split('.')[0]));
        Assert.DoesNotContain(asked, key => FirstParts.Contains(key.Split('.')[0]) && !English.ContainsKey(key));
    }

    // Keys that the code puts together from the name of an option, a verb or a block.
    static readonly string[] Made = ["option", "example", "notes", "block", "preflight"];

    static readonly HashSet<string> FirstParts = [.. English.Keys.Select(key => key.Split('.')[0])];

    static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();

    // Keys have at least two parts, all lower case.
    [GeneratedRegex("\"([a-z][a-z0-9-]*(?:\\.[a-z][a-z0-9-]*)+)\"")]
    private static partial Regex Key();
}
