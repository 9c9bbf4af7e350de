using System.Text.RegularExpressions;
using Dukou.WebConsole.Localization;

namespace Dukou.WebConsole.Tests;

public sealed partial class TextsTests
{
    // Keys that are put together from what the API answers.
    static readonly string[] Families =
        ["age.", "device.search.", "device.tab.", "group.auth.", "history.last.", "kind.", "look.", "messagestatus.", "model.problem.", "nodetype.", "outcome.", "payload.", "product.tab.", "role.", "settings.tab.", "signin.problem.", "status.", "storage.", "topic.operation."];

    [Fact]
    public void Both_languages_have_the_same_texts() => Assert.Equal(Texts.Of(Texts.English).Keys.Order(StringComparer.Ordinal), Texts.Of(Texts.Chinese).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Both_languages_have_the_same_places_for_values()
    {
        var (english, chinese) = (Texts.Of(Texts.English), Texts.Of(Texts.Chinese));
        Assert.All(english.Keys, key => Assert.Equal(Places(english[key]), Places(chinese[key])));
    }

    [Fact]
    public void Every_text_that_a_page_asks_for_is_there_and_every_text_is_asked_for()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "WebConsole"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".razor" or ".cs").Select(File.ReadAllText).ToList();
        var asked = sources.SelectMany(source => Asked().Matches(source)).Select(match => match.Groups[1].Value).ToHashSet();
        var known = Texts.Of(Texts.English).Keys.ToHashSet();
        Assert.Empty(sources.SelectMany(source => Fixed().Matches(source)).Select(match => match.Groups[1].Value).Except(known));
        var idle = known.Except(asked).Where(key => !Families.Any(family => key.StartsWith(family, StringComparison.Ordinal))).ToList();
        Assert.Empty(idle);
    }

    static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex("\"([a-z]+(\\.[A-Za-z0-9]+)*)\"")]
    private static partial Regex Asked();

    [GeneratedRegex("T\\[\"([^\"{]+)\"")]
    private static partial Regex Fixed();

    [GeneratedRegex("\\{\\d\\}")]
    private static partial Regex Place();
}
