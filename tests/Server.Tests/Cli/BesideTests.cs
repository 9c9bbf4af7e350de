using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Tests.Cli;

/// <summary>What a verb does with a data folder that it only reads, beside the platform that runs there or after its end.</summary>
public sealed class BesideTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Info_opens_no_database_but_core_and_leaves_the_folder_as_it_was()
    {
        await StartAndStopAsync();
        foreach (var file in new[] { "audit.db", "exchange.db", "inbox.db", "shadow.db", "traces.db" })
            File.Delete(Path.Combine(Data, file));
        var before = Content();

        var result = await CliProcess.RunAsync("info", "--secrets", "--data", Data);

        Assert.True(result.Status == 0, result.Error);
        Assert.Equal(before, Content());
    }

    [Fact]
    public async Task A_verb_that_needs_a_running_platform_says_so_and_leaves_the_folder_as_it_was()
    {
        await StartAndStopAsync();
        var before = Content();

        var result = await CliProcess.RunAsync("product", "list", "--data", Data);

        Assert.Equal(1, result.Status);
        Assert.Contains($"No platform runs on {Data}", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Content());
    }

    [Theory]
    [InlineData("Accounts", 99, "a newer release of Dukou (Accounts 99, this program knows 2)")]
    [InlineData("Accounts", 1, "an older release of Dukou (Accounts 1, this program needs 2)")]
    [InlineData("Devices", 2, "an older release of Dukou (Devices 2, this program needs 3)")]
    public async Task Tables_of_another_release_are_not_read_and_not_migrated(string feature, int version, string told)
    {
        await StartAndStopAsync();
        SetVersion(feature, version);
        var before = Content();

        var result = await CliProcess.RunAsync("info", "--data", Data);

        Assert.Equal(1, result.Status);
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Content());
    }

    [Fact]
    public async Task Tables_that_a_verb_does_not_read_may_be_those_of_another_release()
    {
        var (process, _) = await CliProcess.UpAsync("--data", Data);
        await using var running = process;
        SetVersion("Devices", 99);

        var result = await CliProcess.RunAsync("product", "list", "--data", Data);

        Assert.True(result.Status == 0, result.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_platform_with_a_time_of_its_own_takes_what_a_verb_signs(bool says)
    {
        var (process, _) = await CliProcess.UpAsync("--data", Data, "--test-clock", "2020-01-01T00:00:00Z");
        await using var running = process;
        var file = Path.Combine(Data, "addresses.json");
        var addresses = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!.AsObject();
        Assert.True((bool?)addresses["test_clock"]);
        if (!says)
        {
            // As an older release wrote it.
            addresses.Remove("test_clock");
            await File.WriteAllTextAsync(file, addresses.ToJsonString(), TestContext.Current.CancellationToken);
        }

        var result = await CliProcess.RunAsync("product", "list", "--data", Data);

        Assert.True(result.Status == 0, result.Error);
    }

    async Task StartAndStopAsync()
    {
        var (process, _) = await CliProcess.UpAsync("--data", Data);
        await using (process)
        {
            process.Terminate();
            Assert.Equal(0, (await process.EndAsync()).Status);
        }
    }

    void SetVersion(string feature, int version)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Data, "core.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"update schema set version = {version} where feature = '{feature}'";
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    /// <summary>Every file with a sum of what it holds.</summary>
    string[] Content() =>
    [
        .. Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(Data, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
