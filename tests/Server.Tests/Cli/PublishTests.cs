using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Cli;

/// <summary>What <c>dukou publish</c> makes runs by itself, wherever it is put.</summary>
public sealed class PublishTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_published_file_is_alone_has_its_sum_and_runs_from_anywhere()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DUKOU_FULL") == "1" && OperatingSystem.IsLinux(), "Publishing takes minutes: ./check --full runs this, on Linux.");
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await using var publishing = CliProcess.Start(["publish", "linux-x64"], new Dictionary<string, string> { ["NUGET_PACKAGES"] = packages });
        var publish = await publishing.EndAsync(TimeSpan.FromMinutes(15));
        Assert.True(publish.Status == 0, publish.Error);
        var published = Repository.PathOf("artifacts", "publish", "linux-x64");
        var program = Assert.Single(Directory.GetFileSystemEntries(published));
        var sums = await File.ReadAllLinesAsync(Repository.PathOf("artifacts", "publish", "SHA256SUMS"), TestContext.Current.CancellationToken);
        await using (var bytes = File.OpenRead(program))
            Assert.Contains($"{Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, TestContext.Current.CancellationToken))}  linux-x64/dukou", sums);
        var alone = Path.Combine(_folder.Path, "dukou");
        File.Copy(program, alone);

        await using var process = CliProcess.Start(["up", "--json", .. CliProcess.Quiet()], program: alone);
        var ready = JsonNode.Parse((await process.ReadLineAsync())!)!;
        using var http = new HttpClient { BaseAddress = new Uri((string)ready["api"]!) };

        // What stands beside the program in a build stands inside it here.
        Assert.Contains("CreateMessage: Sends a message", await http.GetStringAsync(new Uri("/openapi/v5.json", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.NotEmpty(await http.GetByteArrayAsync(new Uri("/docs/scalar.js", UriKind.Relative), TestContext.Current.CancellationToken));
        process.Terminate();
        Assert.Equal(0, (await process.EndAsync()).Status);
    }
}
