using System.CommandLine;
using Dukou.Cli;

namespace Dukou.Server.Tests.Cli;

public sealed class VerbHelpTests
{
    [Fact]
    public void Every_verb_has_an_example_and_every_option_a_sentence()
    {
        var english = Phrase.Load(Language.English);
        foreach (var (path, verb) in Verbs.For([]).SelectMany(verb => Leaves("dukou", verb)))
        {
            Assert.Contains($"example.{path}", english.Keys);
            Assert.StartsWith(path.Replace('.', ' '), english[$"example.{path}"].Replace("eval \"$(", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.All(verb.Options.Select(option => option.Description).Concat(verb.Arguments.Select(argument => argument.Description)), text => Assert.False(string.IsNullOrEmpty(text)));
        }
    }

    [Fact]
    public async Task Help_is_shown_in_the_person_s_language()
    {
        Assert.Contains("Example:\n  dukou product list", (await CliProcess.RunAsync("product", "list", "--help")).Output, StringComparison.Ordinal);
        Assert.Contains("示例：\n  dukou product list", (await CliProcess.RunAsync(["product", "list", "--help"], new Dictionary<string, string> { ["DUKOU_LANG"] = "zh-CN" })).Output, StringComparison.Ordinal);
    }

    static IEnumerable<(string Path, Command Verb)> Leaves(string path, Command verb) =>
        verb.Subcommands.Count == 0 ? [($"{path}.{verb.Name}", verb)] : verb.Subcommands.SelectMany(inner => Leaves($"{path}.{verb.Name}", inner));
}
