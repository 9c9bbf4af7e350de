using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

/// <summary>The built program as a child process against a platform in this one, whose clock tells the system's time.</summary>
static class RemoteVerbs
{
    public static Task<TestPlatform> StartAsync() => TestPlatform.StartAsync(at: TimeProvider.System.GetUtcNow());

    public static string Mqtt(this TestPlatform platform) => platform.Platform.Listeners.Mqtt!.ToString(); // Tests always have it.

    /// <summary>Who asks, as the environment says it.</summary>
    public static IReadOnlyDictionary<string, string> Keys(this TestPlatform platform) => new Dictionary<string, string>
    {
        ["DUKOU_AK"] = platform.Account.AccessKey,
        ["DUKOU_SK"] = platform.Account.SecretKey,
        ["DUKOU_PROJECT_ID"] = platform.ProjectId,
    };

    public static string[] At(this TestPlatform platform, params string[] arguments) => [.. arguments, "--endpoint", platform.Platform.Http!.ToString()];

    /// <summary>Runs a verb to its end.</summary>
    public static Task<CliResult> DukouAsync(this TestPlatform platform, params string[] arguments) => CliProcess.RunAsync(platform.At(arguments), platform.Keys());

    /// <summary>The same for a verb that must succeed and prints one line of JSON for each thing.</summary>
    public static async Task<List<JsonNode>> DukouJsonAsync(this TestPlatform platform, params string[] arguments)
    {
        var result = await platform.DukouAsync([.. arguments, "--json"]);
        Assert.True(result.Status == 0, result.Error);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    public static CliProcess Start(this TestPlatform platform, params string[] arguments) => CliProcess.Start(platform.At(arguments), platform.Keys());
}
