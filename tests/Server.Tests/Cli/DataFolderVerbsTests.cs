using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

/// <summary>The verbs that work on a data folder: info, password reset, backup, restore.</summary>
public sealed class DataFolderVerbsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_without_a_platform_is_named_and_stays_empty()
    {
        foreach (var verb in new[] { "info", "password reset", "trace", "tutorial" })
        {
            var result = await CliProcess.RunAsync([.. verb.Split(' '), "--data", Data]);

            Assert.Equal(1, result.Status);
            Assert.Contains(Data, result.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Data));
        }
    }

    [Fact]
    public async Task Info_tells_whether_the_platform_runs()
    {
        var (process, _) = await CliProcess.UpAsync("--data", Data);
        await using (process)
        {
            Assert.Contains("is running", (await CliProcess.RunAsync("info", "--data", Data)).Output, StringComparison.Ordinal);
            process.Terminate();
            await process.EndAsync();
        }

        Assert.Contains("not running", (await CliProcess.RunAsync("info", "--data", Data)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_takes_the_place_of_the_old_one()
    {
        var before = await StartAndStopAsync();

        var reset = await CliProcess.RunAsync("password", "reset", "--data", Data);

        Assert.Equal(0, reset.Status);
        var password = Assert.Single(reset.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.NotEqual((string?)before["password"], password);
        Assert.Equal(password, (string?)(await StartAndStopAsync())["password"]);
    }

    [Fact]
    public async Task A_password_reset_of_a_running_platform_is_refused()
    {
        var (process, _) = await CliProcess.UpAsync("--data", Data);
        await using var running = process;

        var reset = await CliProcess.RunAsync("password", "reset", "--data", Data);

        Assert.Equal(1, reset.Status);
        Assert.Contains("in use", reset.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Shows("CreateBackup")]
    public async Task A_backup_restored_elsewhere_is_the_same_platform(bool running)
    {
        var file = Path.Combine(_folder.Path, "all.backup");
        var elsewhere = Path.Combine(_folder.Path, "elsewhere");
        var (process, ready) = await CliProcess.UpAsync("--data", Data);
        await using (process)
        {
            if (!running)
            {
                process.Terminate();
                await process.EndAsync();
            }
            var backup = await CliProcess.RunAsync("backup", file, "--data", Data);
            Assert.True(backup.Status == 0, backup.Error);
        }

        var restore = await CliProcess.RunAsync("restore", file, "--data", elsewhere);

        Assert.True(restore.Status == 0, restore.Error);
        var restored = JsonNode.Parse((await CliProcess.RunAsync("info", "--json", "--secrets", "--data", elsewhere)).Output)!;
        foreach (var member in new[] { "project_id", "ak", "sk", "user", "password" })
            Assert.Equal((string?)ready[member], (string?)restored[member]);
        Assert.Equal((string?)ready["demo"]!["secret"], (string?)restored["demo"]!["secret"]);
        Assert.DoesNotContain(Directory.GetFiles(Data), name => Path.GetFileName(name).StartsWith("backup-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_a_terminal_a_bar_tells_how_far_backup_and_restore_are()
    {
        await StartAndStopAsync();
        var (file, elsewhere) = (Path.Combine(_folder.Path, "all.backup"), Path.Combine(_folder.Path, "elsewhere"));
        foreach (var verb in new string[][] { ["backup", file, "--data", Data], ["restore", file, "--data", elsewhere] })
        {
            var (status, shown) = await Terminal.RunAsync([], [CliProcess.Program, .. verb]);
            Assert.True(status == 0, shown);
            Assert.Matches(@"\r\[#{30}\] (\d+)/\1\r?\n", shown);
        }
    }

    [Fact]
    public async Task A_backup_overwrites_nothing()
    {
        await StartAndStopAsync();
        var file = _folder.File("precious", "text");

        var result = await CliProcess.RunAsync("backup", file, "--data", Data);

        Assert.Equal(1, result.Status);
        Assert.Equal("text", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    async Task<JsonNode> StartAndStopAsync()
    {
        var (process, ready) = await CliProcess.UpAsync("--data", Data);
        await using (process)
        {
            process.Terminate();
            Assert.Equal(0, (await process.EndAsync()).Status);
        }
        return ready;
    }
}
