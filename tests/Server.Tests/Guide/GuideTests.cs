using System.Text.RegularExpressions;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Guide;

/// <summary>A person who follows the guide sees what it says: every command is run as it stands there, and its output compared.</summary>
public sealed partial class GuideTests
{
    static readonly string[] Tools = ["sh", "curl", "jq", "openssl", "mosquitto_pub", "python3"];

    public static TheoryData<string> Pages { get; } = [.. Directory.EnumerateFiles(Repository.PathOf("docs", "guide"), "*.md")
        .Select(path => Path.GetFileName(path)!).Where(name => !name.EndsWith(".zh-CN.md", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_a_page_works_and_prints_what_the_page_says(string page)
    {
        Assert.SkipUnless(Missing() is [], $"Needs {string.Join(", ", Missing())}; ./check installs them.");
        var blocks = GuidePage.Open("docs", "guide", page).Blocks;
        Assert.Contains(blocks, block => block is { Language: "sh", Mark: null });
        await using var checkout = new Checkout();

        var printed = await checkout.RunAsync(blocks);

        foreach (var (block, i) in blocks.Select((block, i) => (block, i)).Where(pair => pair.block.Language == "text"))
            AssertShows(checkout.Here(block.Text), printed[i - 1]);
    }

    [Fact]
    public void The_same_commands_stand_in_both_languages()
    {
        foreach (var page in Pages.Select(row => row.Data))
            Assert.Equal(GuidePage.Open("docs", "guide", page).Blocks, GuidePage.Open("docs", "guide", page.Replace(".md", ".zh-CN.md", StringComparison.Ordinal)).Blocks);
    }

    [Fact]
    public void Every_link_leads_to_a_file()
    {
        foreach (var path in Directory.EnumerateFiles(Repository.PathOf("docs", "guide"), "*.md").Concat(Directory.EnumerateFiles(Repository.PathOf(), "*.md")))
            Assert.All(Link().Matches(File.ReadAllText(path)), link =>
                Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, link.Groups[1].Value)), $"{path}: {link.Value}"));
    }

    /// <summary>Each line stands in the output, in this order; an ellipsis is what changes from run to run.</summary>
    internal static void AssertShows(string expected, string printed)
    {
        var lines = printed.Split('\n').Select(line => line.TrimEnd()).GetEnumerator();
        using (lines)
            foreach (var line in expected.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var pattern = $"^{Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal)}$";
                do
                    Assert.True(lines.MoveNext(), $"'{line}' does not stand in, or not in this place of:\n{printed}");
                while (!Regex.IsMatch(lines.Current, pattern));
            }
    }

    static string[] Missing() => [.. Tools.Where(tool => !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool))))];

    [GeneratedRegex(@"\]\((?!\w+:)([^)#]+)")]
    private static partial Regex Link();
}
