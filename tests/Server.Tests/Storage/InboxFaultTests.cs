using System.Diagnostics;
using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Storage;

/// <summary>What a power cut and a full disk leave of the inbox.</summary>
public sealed class InboxFaultTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_power_cut_every_acknowledged_record_is_there_and_sequences_go_on()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox();
        var listener = new HighestListener();
        using var stop = new CancellationTokenSource();
        var load = Task.Factory.StartNew(() =>
        {
            for (var i = 1; !stop.IsCancellationRequested && i <= 20_000; i++)
                while (!inbox.TryReport($"record {i}", out _, listener))
                    Thread.Yield();
        }, Cancelled, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        var copies = new List<(string Path, long Acknowledged)>();
        for (var i = 0; i < 5; i++)
        {
            await inbox.WaitForDurableAsync(Math.Min(20_000, listener.Highest + 500)).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
            var acknowledged = listener.Highest;
            copies.Add((CopyAsPowerCut(folder.Data.Path), acknowledged));
        }
        await stop.CancelAsync();
        await load;

        foreach (var (path, acknowledged) in copies)
        {
            using (var copy = new StorageFolder(path))
            using (var recovered = copy.OpenInbox())
            {
                var records = recovered.ReadAll();
                Assert.True(records.Count >= acknowledged, $"{records.Count} records are left of {acknowledged} acknowledged");
                Assert.All(records, (record, index) => Assert.Equal((index + 1, $"record {index + 1}"), (record.Sequence, record.Payload)));
                Assert.Equal(records.Count + 1, await recovered.ReportAsync("after the power cut"));
            }
            Directory.Delete(path, recursive: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(9_000)]
    [InlineData(100_000)]
    public async Task A_torn_tail_of_the_log_loses_whole_commits_only(int bytesTorn)
    {
        using var folder = new StorageFolder();
        string path;
        using (var inbox = folder.OpenInbox())
        {
            for (var i = 1; i <= 50; i++)
                await inbox.ReportAsync($"record {i}");
            path = CopyAsPowerCut(folder.Data.Path);
        }
        using (var log = new FileStream(Path.Combine(path, "inbox.db-wal"), FileMode.Open))
            log.SetLength(Math.Max(0, log.Length - bytesTorn));

        using (var copy = new StorageFolder(path))
        using (var recovered = copy.OpenInbox())
        {
            var records = recovered.ReadAll();
            Assert.InRange(records.Count, 0, 49);
            Assert.All(records, (record, index) => Assert.Equal((index + 1, $"record {index + 1}"), (record.Sequence, record.Payload)));
            Assert.Equal(records.Count + 1, await recovered.ReportAsync("again"));
        }
        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public async Task Wherever_the_log_is_cut_every_record_that_was_durable_before_is_there()
    {
        using var folder = new StorageFolder();
        var durableAt = new List<long>();
        string path;
        byte[] log;
        using (var inbox = folder.OpenInbox())
        {
            for (var i = 1; i <= 40; i++)
            {
                await inbox.ReportAsync($"record {i} {new string('x', i * 97 % 9000)}");
                durableAt.Add(new FileInfo(Path.Combine(folder.Data.Path, "inbox.db-wal")).Length);
            }
            path = CopyAsPowerCut(folder.Data.Path);
            log = await File.ReadAllBytesAsync(Path.Combine(path, "inbox.db-wal"), Cancelled);
        }
        var database = await File.ReadAllBytesAsync(Path.Combine(path, "inbox.db"), Cancelled);
        // Odd steps: in the middle of frames, of their headers, and at their ends.
        for (long cut = 0; cut <= log.Length; cut += 4099)
            foreach (var torn in new[] { false, true })
            {
                // Sectors behind the cut were never written, or hold something else.
                var left = log[..(int)cut];
                if (torn)
                    left = [.. left, .. Enumerable.Repeat((byte)0xA5, (int)(log.Length - cut))];
                await File.WriteAllBytesAsync(Path.Combine(path, "inbox.db"), database, Cancelled);
                await File.WriteAllBytesAsync(Path.Combine(path, "inbox.db-wal"), left, Cancelled);
                File.Delete(Path.Combine(path, "inbox.db-shm"));
                using var copy = new StorageFolder(path);
                using var recovered = copy.OpenInbox();
                var records = recovered.ReadAll();
                Assert.True(records.Count >= durableAt.Count(at => at <= cut), $"{records.Count} records are left of {durableAt.Count(at => at <= cut)} when the log is cut at {cut}, torn: {torn}");
                Assert.All(records, (record, index) => Assert.StartsWith($"record {index + 1} ", record.Payload, StringComparison.Ordinal));
            }
        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_acknowledged_and_nothing_is_lost()
    {
        using var disk = SmallDisk.TryMount(megabytes: 4);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs the right to mount; this test ran without it.");
        var filler = Path.Combine(disk.Path, "filler");
        using var folder = new StorageFolder(Path.Combine(disk.Path, "data"));
        using var inbox = folder.OpenInbox();
        var listener = new HighestListener();
        await inbox.ReportAsync("before");

        // Somebody else fills the disk.
        SmallDisk.Fill(filler);
        Assert.True(inbox.TryReport(new string('x', 200_000), out var sequence, listener));
        await Until(() => inbox.Failing is not null);
        Assert.True(inbox.Full);
        Assert.False(inbox.TryReport("refused while full", out _));
        Assert.Equal((0, 1), (listener.Highest, inbox.Head));
        var room = inbox.WaitForRoomAsync(Cancelled).AsTask();

        File.Delete(filler);
        await inbox.WaitForDurableAsync(sequence).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await room.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        Assert.Null(inbox.Failing);
        await Until(() => listener.Highest == sequence);
        Assert.Equal(sequence + 1, await inbox.ReportAsync("after"));
        Assert.Equal(["before", new string('x', 200_000), "after"], inbox.ReadAll().Select(record => record.Payload));
    }

    [Fact]
    public async Task An_inbox_that_can_not_be_written_closes_without_acknowledging()
    {
        using var disk = SmallDisk.TryMount(megabytes: 4);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs the right to mount; this test ran without it.");
        var filler = Path.Combine(disk.Path, "filler");
        using var folder = new StorageFolder(Path.Combine(disk.Path, "data"));
        var listener = new HighestListener();
        using (var inbox = folder.OpenInbox())
        {
            await inbox.ReportAsync("before");
            SmallDisk.Fill(filler);
            Assert.True(inbox.TryReport(new string('x', 200_000), out _, listener));
            await Until(() => inbox.Failing is not null);
        }
        Assert.Equal(0, listener.Highest);
        File.Delete(filler);

        using var again = folder.OpenInbox();
        Assert.Equal([(1L, "before")], again.ReadAll());
    }

    // The database first, then its log: what a cut leaves, unless the log was begun anew between the two; then once more.
    static string CopyAsPowerCut(string folder)
    {
        while (true)
        {
            var path = Directory.CreateTempSubdirectory("dukou-cut-").FullName;
            var log = new byte[32];
            using (var source = Open("inbox.db-wal"))
                source.ReadExactly(log);
            Copy("inbox.db");
            Copy("inbox.db-wal");
            if (File.ReadAllBytes(Path.Combine(path, "inbox.db-wal")).AsSpan(0, log.Length).SequenceEqual(log))
                return path;
            Directory.Delete(path, recursive: true);

            void Copy(string name)
            {
                using var source = Open(name);
                using var target = new FileStream(Path.Combine(path, name), FileMode.CreateNew);
                source.CopyTo(target);
            }
        }

        FileStream Open(string name) => new(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    static async Task Until(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "what the test waits for did not happen");
            await Task.Delay(5, Cancelled);
        }
    }

    sealed class HighestListener : ICommitListener
    {
        long _highest;

        public long Highest => Volatile.Read(ref _highest);

        public void Committed(long sequence) => Volatile.Write(ref _highest, sequence);
    }
}
