using System.Text.Json.Nodes;
using Dukou.Server.Tests.Compatibility;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Cli;

public sealed class SnippetTests
{
    static async Task<string> SnippetAsync(TestPlatform platform, string lang, params string[] more)
    {
        var printed = await platform.DukouAsync(["snippet", "--lang", lang, .. more]);
        Assert.True(printed.Status == 0, printed.Error);
        return printed.Output;
    }

    [Fact]
    public async Task The_curl_program_runs_as_it_is_printed_and_its_derived_signature_is_taken()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var program = await SnippetAsync(platform, "curl", "--secrets");
        var (status, output) = await ForeignProgram.RunAsync("sh", "-c", program);
        Assert.True(status == 0, output);
        var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(device, (string?)answers[0]["devices"]![0]!["device_id"]);
        var messages = await platform.Client.ListDeviceMessagesAsync(device, TestContext.Current.CancellationToken);
        Assert.Equal((string?)answers[1]["message_id"], Assert.Single(messages.Messages!).MessageId);
    }

    [Fact]
    public async Task The_PowerShell_program_runs_as_it_is_printed()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        using var folder = new TemporaryFolder();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var file = folder.File("application.ps1", await SnippetAsync(platform, "powershell", "--secrets"));
        var own = Repository.PathOf("artifacts", "tools", "pwsh");
        var (status, output) = await ForeignProgram.RunAsync(File.Exists(own) ? own : "pwsh", "-NoProfile", "-File", file);
        Assert.True(status == 0 && output.StartsWith(device, StringComparison.Ordinal), output);
        Assert.Single((await platform.Client.ListDeviceMessagesAsync(device, TestContext.Current.CancellationToken)).Messages!);
    }

    [Theory]
    [InlineData("java", "HUAWEICLOUD_SDK_SK")]
    [InlineData("python", "HUAWEICLOUD_SDK_SK")]
    [InlineData("go", "HUAWEICLOUD_SDK_SK")]
    [InlineData("node", "HUAWEICLOUD_SDK_SK")]
    [InlineData("dotnet", "HUAWEICLOUD_SDK_SK")]
    [InlineData("powershell", "HUAWEICLOUD_SDK_SK")]
    public async Task A_program_names_this_platform_and_no_secret(string lang, string variable)
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var program = await SnippetAsync(platform, lang);
        Assert.Contains(platform.Platform.Http!.GetLeftPart(UriPartial.Authority), program, StringComparison.Ordinal);
        Assert.Contains(platform.ProjectId, program, StringComparison.Ordinal);
        Assert.Contains(device, program, StringComparison.Ordinal);
        Assert.Contains(variable, program, StringComparison.Ordinal);
        Assert.DoesNotContain(platform.Account.SecretKey, program, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\{(endpoint|region|project|device)\}", program);
    }

    [Theory]
    [InlineData("python", "python3", "-m", "py_compile")]
    [InlineData("node", "node", "--check")]
    public async Task A_program_is_correct_to_its_language(string lang, params string[] check)
    {
        await using var platform = await RemoteVerbs.StartAsync();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, lang == "node" ? "application.js" : "application.py");
        await File.WriteAllTextAsync(file, await SnippetAsync(platform, lang), TestContext.Current.CancellationToken);
        var (status, output) = await ForeignProgram.RunAsync(check[0], [.. check[1..], file]);
        Assert.True(status == 0, output);
    }
}
