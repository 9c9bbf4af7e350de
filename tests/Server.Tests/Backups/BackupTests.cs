using System.IO.Compression;
using System.Text.Json;
using Dukou.Server.Backups;
using Dukou.Server.History;
using Dukou.Server.Shadows;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.Backups;

public sealed class BackupTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_taken_under_load_restores_to_a_platform_that_has_everything_acknowledged_before_it()
    {
        var work = Directory.CreateTempSubdirectory("dukou-backup-test-").FullName;
        var archive = Path.Combine(work, "platform.zip");
        var restored = Path.Combine(work, "restored");
        long acknowledged;
        string accessKey;
        await using (var platform = await TestPlatform.StartAsync())
        {
            var inbox = platform.Service<Inbox>();
            accessKey = platform.Account.AccessKey;
            await platform.Service<ShadowStore>().UpdateDesiredAsync("lamp-0", [new("Lamp", JsonElement.Parse("""{"on":true}"""))], Cancelled);
            using var stop = new CancellationTokenSource();
            var load = Task.Factory.StartNew(() =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                    if (!inbox.TryReport($$"""{"services":[{"properties":{"n":{{i}} },"service_id":"Lamp"}]}""", out _, identity: new($"lamp-{i % 50}", "p", "a", "n"),
                        receivedAt: platform.Clock.GetUtcNow().ToUnixTimeMilliseconds()) || i % 100 == 0)
                        Thread.Yield();
            }, Cancelled, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await inbox.WaitForDurableAsync(5000).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
            acknowledged = inbox.Head;
            await platform.Service<Backup>().CreateAsync(archive, cancellationToken: Cancelled);
            await stop.CancelAsync();
            await load;
        }

        Backup.Restore(archive, restored);
        await using (var platform = await TestPlatform.StartAsync(options => options with { DataFolder = restored, Ephemeral = false }))
        {
            Assert.Equal(accessKey, platform.Account.AccessKey);
            var inbox = platform.Service<Inbox>();
            Assert.True(inbox.Head >= acknowledged);
            var history = platform.Service<HistoryProjection>();
            Assert.True(await history.WaitUntilAsync(inbox.Head, TimeSpan.FromSeconds(60)));
            for (var device = 0; device < 50; device += 7)
            {
                var points = platform.Service<HistoryStore>().ReadProperty($"lamp-{device}", "Lamp", "n", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), int.MaxValue);
                Assert.Equal(Enumerable.Range(0, points.Count).Select(n => (n * 50) + device), points.Select(point => point.Value.GetInt32()));
                Assert.True(points.Count >= acknowledged / 50);
                var shadow = Assert.Single(await platform.Service<ShadowStore>().ReadAsync($"lamp-{device}"));
                Assert.Equal(points[^1].Value.GetInt32(), shadow.Reported?.GetProperty("n").GetInt32());
            }
            var next = await inbox.ReportAsync("""{"services":[]}""");
            Assert.True(next > Math.Max(history.Cursor, platform.Service<ShadowProjection>().Cursor) || next == inbox.Head);
            Assert.True(platform.Service<ShadowStore>().MayHaveDesired("lamp-0"));
        }
        Directory.Delete(work, recursive: true);
    }

    [Fact]
    public async Task The_archive_holds_the_keys_and_says_so_and_only_the_owner_may_read_it()
    {
        var work = Directory.CreateTempSubdirectory("dukou-backup-test-").FullName;
        var path = Path.Combine(work, "platform.zip");
        await using (var platform = await TestPlatform.StartAsync())
            await platform.Service<Backup>().CreateAsync(path, cancellationToken: Cancelled);
        using (var archive = ZipFile.OpenRead(path))
        {
            Assert.Contains(archive.Entries, entry => entry.FullName.StartsWith("keys/key-", StringComparison.Ordinal));
            Assert.Equal("inbox.db", archive.Entries.Last(entry => entry.FullName.EndsWith(".db", StringComparison.Ordinal)).FullName);
            using var manifest = new StreamReader(archive.GetEntry("backup.json")!.Open());
            Assert.Contains("encryption keys", await manifest.ReadToEndAsync(Cancelled), StringComparison.Ordinal);
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Directory.Delete(work, recursive: true);
    }

    [Fact]
    public async Task What_is_not_a_backup_and_a_folder_that_holds_something_are_refused()
    {
        var work = Directory.CreateTempSubdirectory("dukou-backup-test-").FullName;
        var path = Path.Combine(work, "platform.zip");
        await using (var platform = await TestPlatform.StartAsync())
        {
            await platform.Service<Backup>().CreateAsync(path, cancellationToken: Cancelled);
            await Assert.ThrowsAsync<StorageException>(() => platform.Service<Backup>().CreateAsync(path, cancellationToken: Cancelled));
        }
        var full = Directory.CreateDirectory(Path.Combine(work, "full")).FullName;
        await File.WriteAllTextAsync(Path.Combine(full, "mine.txt"), "mine", Cancelled);
        Assert.Contains("not empty", Assert.Throws<StorageException>(() => Backup.Restore(path, full)).Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(full).Select(Path.GetFileName));

        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
            archive.CreateEntry("keys/../../escaped");
        Assert.Throws<StorageException>(() => Backup.Restore(path, Path.Combine(work, "hostile")));
        Assert.False(File.Exists(Path.Combine(work, "escaped")));

        await File.WriteAllTextAsync(Path.Combine(work, "text.zip"), "no archive", Cancelled);
        Assert.Throws<StorageException>(() => Backup.Restore(Path.Combine(work, "text.zip"), Path.Combine(work, "new")));
        Directory.Delete(work, recursive: true);
    }
}
