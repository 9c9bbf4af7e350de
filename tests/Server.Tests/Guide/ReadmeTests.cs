namespace Dukou.Server.Tests.Guide;

/// <summary>What the README shows as output is what the program prints, in the README's language.</summary>
public sealed class ReadmeTests
{
    [Theory]
    [InlineData("README.md", "C.UTF-8")]
    [InlineData("README.zh-CN.md", "zh_CN.UTF-8")]
    public async Task The_story_is_shown_as_it_happens(string readme, string language)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "Needs util-linux' script, which gives the program a terminal.");
        var shown = GuidePage.Open(readme).Blocks.Where(block => block.Mark is not null).ToDictionary(block => block.Mark!);
        Assert.Equal(["trace", "tutorial", "up"], shown.Keys.Order(StringComparer.Ordinal));
        await using var checkout = new Checkout();
        var environment = new Dictionary<string, string> { ["LANG"] = language };

        // On a terminal, where the start that makes the folder shows the secrets.
        await checkout.RunAsync("sh", checkout.Here("""
            script -qfc './dukou up' typescript >/dev/null &
            until curl -fsS http://127.0.0.1:8080/healthz >/dev/null 2>&1 && grep -q localhost: typescript; do sleep 0.2; done
            """), environment);
        GuideTests.AssertShows(checkout.Here(shown["up"].Text), await File.ReadAllTextAsync(Path.Combine(checkout.Folder, "typescript"), TestContext.Current.CancellationToken));
        GuideTests.AssertShows(checkout.Here(shown["tutorial"].Text), await checkout.RunAsync("sh", "./dukou tutorial --send", environment));
        GuideTests.AssertShows(checkout.Here(shown["trace"].Text), await checkout.RunAsync("sh", "./dukou trace tutorial_room", environment));
    }
}
