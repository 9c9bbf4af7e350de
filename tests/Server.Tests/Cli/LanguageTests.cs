using Dukou.Cli;

namespace Dukou.Server.Tests.Cli;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("LANG=zh_CN.UTF-8", null, "zh-CN")]
    [InlineData("LANG=en_US.UTF-8", null, "en")]
    [InlineData("LANG=C", "zh-CN", "en")]
    [InlineData("", "zh-CN", "zh-CN")]
    [InlineData("", null, "en")]
    [InlineData("LC_ALL=zh_CN.UTF-8 LANG=en_US.UTF-8", null, "zh-CN")]
    [InlineData("LC_MESSAGES=zh_CN.UTF-8 LANG=en_US.UTF-8", null, "zh-CN")]
    [InlineData("DUKOU_LANG=en LC_ALL=zh_CN.UTF-8", "zh-CN", "en")]
    public void The_first_variable_that_is_set_decides_and_then_the_system(string variables, string? system, string expected)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(expected, Language.Detect(environment.GetValueOrDefault, system));
    }

    [Fact]
    public async Task The_help_is_in_the_persons_language()
    {
        var result = await CliProcess.RunAsync(["up", "--help"], new Dictionary<string, string> { ["LC_ALL"] = "zh_CN.UTF-8" });

        Assert.Contains("用法：", result.Output, StringComparison.Ordinal);
        Assert.Contains("示例：", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_verb_has_an_example_in_its_help()
    {
        foreach (var verb in new[] { "up", "info", "credentials", "password reset", "publish" })
        {
            var result = await CliProcess.RunAsync([.. verb.Split(' '), "--help"]);

            Assert.Equal(0, result.Status);
            Assert.Contains($"dukou {verb}", result.Output[result.Output.IndexOf("Example:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
    }
}
