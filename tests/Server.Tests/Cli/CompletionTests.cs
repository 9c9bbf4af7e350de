namespace Dukou.Server.Tests.Cli;

public sealed class CompletionTests
{
    [Fact]
    public async Task Verbs_and_options_are_suggested_where_the_cursor_stands()
    {
        var verbs = (await CliProcess.RunAsync("[suggest:8]", "dukou de")).Output;
        Assert.Contains("device", verbs, StringComparison.Ordinal);
        Assert.DoesNotContain("publish", verbs, StringComparison.Ordinal);
        Assert.Contains("--product", (await CliProcess.RunAsync("[suggest:20]", "dukou device list --")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tab_key_of_bash_completes_a_verb_and_an_option()
    {
        var (status, output) = await Terminal.RunAsync(
            [
                ("prompt>", $"PATH=\"{Path.GetDirectoryName(CliProcess.Program)}:$PATH\"; eval \"$(dukou completion bash)\"; echo lo\"\"aded\n"),
                ("loaded", "dukou simu\t"),
                ("dukou simulate ", "--devi\t"),
                ("--devices ", "\u0015exit 0\n"),
            ], "env", "PS1=prompt>", "bash", "--noprofile", "--norc", "-i");
        Assert.True(status == 0, output);
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Every_shell_has_its_script(string shell) =>
        Assert.Contains("[suggest:", (await CliProcess.RunAsync("completion", shell)).Output, StringComparison.Ordinal);
}
