using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Cli;

namespace Dukou.Server.Tests.Bench;

/// <summary>The load generator tells the truth: what it counts is what the platform has stored.</summary>
public sealed class LoadTests : IDisposable
{
    // Built beside the tests in the same configuration.
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Bench", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        OperatingSystem.IsWindows() ? "Dukou.Bench.exe" : "Dukou.Bench");

    readonly string _folder = Directory.CreateTempSubdirectory("dukou-test-").FullName;

    [Theory]
    [InlineData("--qos", "1", "--window", "16")]
    [InlineData("--qos", "1", "--window", "1")]
    [InlineData("--qos", "0", "--window", "8")]
    [InlineData("--qos", "1", "--rate", "500")]
    public async Task Every_report_that_is_counted_is_stored(params string[] load)
    {
        await using var platform = await StartAsync();

        var outcome = await LoadAsync(platform, "ingest", ["--connections", "3", "--idle", "2", "--warmup", "50", "--seconds", "1", .. load]);

        Assert.True(outcome["messages"]!.GetValue<long>() > 0);
        var inbox = platform.Service<Inbox>();
        await inbox.WaitForDurableAsync(inbox.LastAppended);
        Assert.Equal(inbox.Head, outcome["answered"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("storm", "connects")]
    [InlineData("idle", "connections")]
    [InlineData("command", "calls")]
    [InlineData("query", "calls")]
    public async Task Every_other_load_counts_what_it_did(string mode, string unit)
    {
        await using var platform = await StartAsync();

        var outcome = await LoadAsync(platform, mode, ["--connections", "4", "--concurrency", "2", "--warmup", "1", "--seconds", "1"]);

        Assert.True(outcome[unit]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task A_fleet_reports_and_is_commanded_at_once()
    {
        await using var platform = await StartAsync();

        var outcome = await LoadAsync(platform, "mixed", ["--connections", "3", "--idle", "2", "--rate", "200", "--concurrency", "2", "--warmup", "5", "--seconds", "1"]);

        Assert.True(outcome["messages"]!.GetValue<long>() > 0);
        Assert.True(outcome["calls"]!.GetValue<long>() > 0);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    async Task<TestPlatform> StartAsync()
    {
        var seed = Path.Combine(_folder, "seed.json");
        var written = await RunAsync("seed", "--devices", "10");
        await File.WriteAllTextAsync(seed, written.Output, TestContext.Current.CancellationToken);
        return await TestPlatform.StartAsync(options => options with { SeedFile = seed, Profile = CompatibilityProfile.Relaxed });
    }

    async Task<JsonNode> LoadAsync(TestPlatform platform, string mode, string[] options)
    {
        var ready = Path.Combine(_folder, "ready.json");
        await File.WriteAllTextAsync(ready, JsonSerializer.Serialize(new
        {
            api = platform.Platform.Http.GetLeftPart(UriPartial.Authority),
            user = platform.Account.User,
            password = platform.Account.Password,
            domain = platform.Account.Domain,
        }), TestContext.Current.CancellationToken);
        var result = await RunAsync(["load", mode, "--mqtt", platform.Platform.Listeners.Mqtt!.ToString(), "--server", ready, "--pid", $"{Environment.ProcessId}", .. options]);
        return JsonNode.Parse(result.Output)!;
    }

    static async Task<CliResult> RunAsync(params string[] arguments)
    {
        var result = await CliProcess.RunAsync(arguments, null, Program);
        Assert.True(result.Status == 0, $"{string.Join(' ', arguments)} ended with status {result.Status}: {result.Error}");
        return result;
    }
}
