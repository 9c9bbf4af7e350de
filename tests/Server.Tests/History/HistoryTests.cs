using System.Diagnostics;
using System.Text;
using Dukou.Server.Api;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.History;

public sealed class HistoryTests
{
    static readonly DateTimeOffset Start = HistoryFolder.Start;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_sees_what_was_acknowledged_before_it()
    {
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromHours(1) });
        for (var i = 1; i <= 20; i++)
        {
            await history.ReportAsync(i, Start.AddSeconds(i));
            await history.Store.UpToDateAsync("lamp-1");
            Assert.Equal(Enumerable.Range(1, i), history.Values());
        }
    }

    [Fact]
    public async Task Records_of_every_kind_come_back_newest_first_page_by_page()
    {
        using var history = new HistoryFolder();
        for (var i = 0; i < 25; i++)
        {
            await history.ReportAsync(i, Start.AddSeconds(i));
            await history.Inbox.ReportAsync($"message {i}", receivedAt: Start.AddSeconds(i).ToUnixTimeMilliseconds(), kind: RecordKind.Message);
        }
        await history.ReportAsync(99, Start, device: "another");
        await history.WrittenAsync();

        var seen = new List<string>();
        var position = HistoryPosition.Newest;
        while (history.Store.ReadRecords("lamp-1", Start, Start.AddDays(1), RecordKind.Message.Bit(), position, 10) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(record => Encoding.UTF8.GetString(record.View.Payload)));
            Assert.True(HistoryPosition.TryParse(page[^1].Position.ToString(), out position));
        }
        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"message {i}"), seen);
        Assert.Equal(50, history.Store.ReadRecords("lamp-1", Start, Start.AddDays(1), RecordKinds.All, HistoryPosition.Newest, 1000).Count);
        Assert.Equal(6, history.Store.ReadRecords("lamp-1", Start.AddSeconds(4), Start.AddSeconds(6), RecordKinds.All, HistoryPosition.Newest, 1000).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_device_sends_very_often_lies_in_chunks_of_a_bounded_size_and_is_read_as_one(bool forReader)
    {
        const int count = 2 * DeviceChunk.RecordsMax + 500;
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromHours(1) });
        var sent = new List<Task<long>>();
        for (var i = 0; i < count; i++)
            sent.Add(history.ReportAsync(i, Start.AddMilliseconds(i)));
        await Task.WhenAll(sent);
        if (forReader)
            await history.Store.UpToDateAsync("lamp-1");
        history.Restart();
        await history.Store.UpToDateAsync("lamp-1");

        Assert.Equal(3, HistoryFolder.Blobs(history.Path, HistoryDay.Of(Start), "lamp-1").Count);
        Assert.Equal(Enumerable.Range(0, count), history.Brightness(limit: count).Select(point => point.Value.GetInt32()));
        var newest = history.Store.ReadRecords("lamp-1", Start, Start.AddDays(1), RecordKinds.All, HistoryPosition.Newest, 600);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (long)(count - i)), newest.Select(record => record.Position.Sequence));
    }

    [Fact]
    public async Task A_day_of_receipt_has_a_file_of_its_own_and_a_clock_that_steps_back_goes_on_in_the_older_one()
    {
        using var history = new HistoryFolder();
        var midnight = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero);
        await history.ReportAsync(1, midnight.AddSeconds(-2));
        await history.ReportAsync(2, midnight.AddSeconds(1));
        await history.WrittenAsync();
        await history.ReportAsync(3, midnight.AddSeconds(-1));
        await history.ReportAsync(4, midnight.AddSeconds(2));
        await history.WrittenAsync();

        Assert.Equal(["history-20260102.db", "history-20260103.db"], history.DayFiles);
        Assert.Equal([1, 3, 2, 4], history.Values());
        history.Restart();
        await history.ReportAsync(5, midnight.AddMilliseconds(-500));
        await history.WrittenAsync();
        Assert.Equal([1, 3, 5, 2, 4], history.Values());
        var newestFirst = history.Store.ReadRecords("lamp-1", midnight.AddDays(-1), midnight.AddDays(1), RecordKinds.All, HistoryPosition.Newest, 10);
        Assert.Equal([4, 2, 5, 3, 1], newestFirst.Select(record => record.Position.Sequence));
    }

    [Fact]
    public async Task Event_time_orders_the_points_and_what_is_too_late_or_too_early_is_clamped_and_says_so()
    {
        using var history = new HistoryFolder();
        await history.ReportAsync(1, Start, eventTime: "20260102T100000Z");
        await history.ReportAsync(2, Start.AddSeconds(1), eventTime: "2025-12-30T00:00:00.250Z");
        await history.ReportAsync(3, Start.AddSeconds(2), eventTime: "20240101T000000Z");
        await history.ReportAsync(4, Start.AddSeconds(3), eventTime: "20300101T000000Z");
        await history.ReportAsync(5, Start.AddSeconds(4), eventTime: "yesterday");
        await history.WrittenAsync();

        var points = history.Brightness();
        Assert.Equal([3, 2, 1, 5, 4], points.Select(point => point.Value.GetInt32()));
        Assert.Equal([true, false, false, false, true], points.Select(point => point.Clamped));
        Assert.Equal(Start.AddSeconds(2) - TimeSpan.FromDays(7), points[0].EventTime);
        Assert.Equal(new DateTimeOffset(2025, 12, 30, 0, 0, 0, 250, TimeSpan.Zero), points[1].EventTime);
        Assert.Equal(Start.AddSeconds(4), points[3].EventTime);
        Assert.Equal(Start.AddSeconds(3) + TimeSpan.FromDays(1), points[4].EventTime);
        var late = Assert.Single(history.Store.ReadProperty("lamp-1", "Lamp", "brightness", Start.AddDays(-4), Start.AddDays(-3), 10));
        Assert.Equal((2, Start.AddSeconds(1)), (late.Value.GetInt32(), late.ReceivedAt));
    }

    [Fact]
    public async Task The_newest_points_are_those_that_a_limit_leaves()
    {
        using var history = new HistoryFolder();
        for (var i = 0; i < 50; i++)
            await history.ReportAsync(i, Start.AddSeconds(i), eventTime: $"20260102T0{i % 7}0000Z");
        await history.WrittenAsync();
        Assert.Equal(history.Values().TakeLast(5), history.Brightness(limit: 5).Select(point => point.Value.GetInt32()));
        Assert.Empty(history.Brightness(limit: 0));
    }

    [Fact]
    public async Task A_reader_has_its_own_device_written_and_leaves_the_others_to_larger_chunks()
    {
        string copy;
        using (var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromHours(1) }))
        {
            var day = HistoryDay.Of(Start);
            for (var i = 0; i < 40; i++)
            {
                await history.ReportAsync(i, Start.AddSeconds(i), device: $"lamp-{i % 2}");
                if (i % 10 == 9)
                    await history.Store.UpToDateAsync("lamp-1");
            }
            Assert.Equal(Enumerable.Range(0, 20).Select(i => (2 * i) + 1), history.Values("lamp-1"));
            Assert.Equal(4, HistoryFolder.Blobs(history.Path, day, "lamp-1").Count);
            Assert.Empty(HistoryFolder.Blobs(history.Path, day, "lamp-0"));
            Assert.Equal(0, history.Projection.Cursor);
            // Of a device that has sent nothing there is nothing to wait for.
            await history.Store.UpToDateAsync("lamp-2");
            copy = CopyAsPowerCut(history.Path);
            history.Restart();
            await history.WrittenAsync();
            Assert.Equal(Enumerable.Range(0, 20).Select(i => 2 * i), history.Values("lamp-0"));
            Assert.Single(HistoryFolder.Blobs(history.Path, day, "lamp-0"));
            Assert.Equal(20, history.Values("lamp-1").Count);
        }
        using (var recovered = new HistoryFolder(path: copy))
        {
            await recovered.WrittenAsync();
            Assert.Equal(Enumerable.Range(0, 20).Select(i => 2 * i), recovered.Values("lamp-0"));
            Assert.Equal(Enumerable.Range(0, 20).Select(i => (2 * i) + 1), recovered.Values("lamp-1"));
        }
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task A_restart_neither_loses_nor_doubles_a_record()
    {
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromMilliseconds(1) });
        for (var i = 0; i < 200; i++)
        {
            await history.ReportAsync(i, Start.AddSeconds(i), device: $"lamp-{i % 7}");
            if (i % 40 == 39)
                history.Restart();
        }
        await history.WrittenAsync();
        for (var device = 0; device < 7; device++)
            Assert.Equal(Enumerable.Range(0, 200).Where(i => i % 7 == device), history.Values($"lamp-{device}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_flush_cut_off_by_a_power_cut_is_taken_up_without_a_gap_and_without_a_double(int seed)
    {
        const int Devices = 3000;
        string copy;
        using (var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromMilliseconds(1) }))
        {
            var random = new Random(seed);
            var midnight = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero);
            for (var round = 0; round < 4; round++)
                for (var device = 0; device < Devices; device++)
                    while (!history.Inbox.TryReport(HistoryFolder.Report(round), out _, identity: new RecordIdentity($"lamp-{device}", "p", "a", "n"),
                        receivedAt: midnight.AddMilliseconds(random.Next(-1000, 1000)).ToUnixTimeMilliseconds()))
                        Thread.Yield();
            await history.Inbox.WaitForDurableAsync(4 * Devices).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
            // In the midst of its slices, as far as this machine lets us meet them; whatever we meet must recover.
            await Until(() => history.DayFiles.Any());
            copy = CopyAsPowerCut(history.Path);
        }

        using (var recovered = new HistoryFolder(path: copy))
        {
            await recovered.Projection.WaitUntilAsync(4 * Devices, TimeSpan.FromSeconds(60));
            for (var device = 0; device < Devices; device += 7)
                Assert.Equal([0, 1, 2, 3], recovered.Values($"lamp-{device}").Order());
        }
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task Days_that_are_too_old_are_deleted()
    {
        using var history = new HistoryFolder(new HistoryOptions { DaysMax = 3, FlushInterval = TimeSpan.FromMilliseconds(20) });
        for (var day = 0; day < 6; day++)
        {
            await history.ReportAsync(day, Start.AddDays(day));
            await history.WrittenAsync();
        }
        Assert.Equal(6, history.DayFiles.Count());
        history.Clock.SetUtcNow(Start.AddDays(5).AddMinutes(2));
        await Until(() => history.DayFiles.Count() == 4);
        Assert.Equal([2, 3, 4, 5], history.Values());
    }

    [Fact]
    public async Task A_clock_that_jumps_ahead_takes_a_day_at_most()
    {
        using var history = new HistoryFolder();
        for (var day = 0; day < 6; day++)
        {
            await history.ReportAsync(day, Start.AddDays(day));
            await history.WrittenAsync();
        }
        history.Clock.Step = TimeSpan.FromDays(200);
        await LooksAsync(6);
        Assert.Equal(7, history.DayFiles.Count());
        // Nobody knows how long it was off: at a start the oldest day may be too old.
        history.Restart();
        await LooksAsync(8);
        Assert.Equal(Enumerable.Range(1, 9), history.Values().Order());
        // Set right again; what follows is kept as ever.
        history.Clock.Step = TimeSpan.Zero;
        history.Clock.SetUtcNow(Start.AddDays(6));
        await LooksAsync(10);
        Assert.Equal(Enumerable.Range(1, 11), history.Values().Order());

        // Each flush is followed by a look, of which the first may be one of before.
        async Task LooksAsync(int value)
        {
            for (var look = 0; look < 2; look++)
            {
                history.Clock.Advance(TimeSpan.FromMinutes(2));
                await history.ReportAsync(value + look, history.Clock.GetUtcNow());
                await history.WrittenAsync();
            }
        }
    }

    [Fact]
    public async Task The_oldest_days_are_deleted_when_all_take_too_much_and_the_newest_stays()
    {
        using var history = new HistoryFolder(new HistoryOptions { BytesMax = 1, FlushInterval = TimeSpan.FromMilliseconds(20) });
        for (var day = 0; day < 3; day++)
        {
            await history.ReportAsync(day, Start.AddDays(day));
            await history.WrittenAsync();
        }
        history.Clock.SetUtcNow(Start.AddDays(2).AddMinutes(2));
        await Until(() => history.DayFiles.Count() == 1);
        Assert.Equal([2], history.Values());
    }

    [Fact]
    public async Task The_small_chunks_of_a_day_that_is_over_are_merged_and_nothing_else_changes()
    {
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromMilliseconds(20) });
        for (var i = 0; i < 60; i++)
        {
            await history.ReportAsync(i, Start.AddSeconds(i), device: $"lamp-{i % 2}");
            await history.WrittenAsync();
        }
        Assert.Equal(60, Chunks());
        history.Clock.SetUtcNow(Start.AddDays(1));
        await Until(() => Chunks() == 2);
        Assert.Equal(Enumerable.Range(0, 60).Where(i => i % 2 == 1), history.Values("lamp-1"));

        // A record that comes after all, and a merge that has been done.
        await history.ReportAsync(61, Start.AddSeconds(61));
        history.Restart();
        await history.WrittenAsync();
        Assert.Equal(31, history.Values("lamp-1").Count);
        Assert.Equal(3, Chunks());

        int Chunks() => HistoryFolder.Blobs(history.Path, HistoryDay.Of(Start)).Count;
    }

    [Fact]
    public async Task A_history_that_can_not_be_written_says_so_and_catches_up_when_it_can()
    {
        using var history = new HistoryFolder();
        await history.ReportAsync(1, Start);
        await history.WrittenAsync();
        // Where the next day's file belongs stands something else.
        var obstacle = Directory.CreateDirectory(Path.Combine(history.Path, "history-20260103.db"));
        await history.ReportAsync(2, Start.AddDays(1));
        var busy = await Assert.ThrowsAsync<IotdaException>(() => history.Store.UpToDateAsync("lamp-1"));
        Assert.Equal(503, busy.Error.Status);
        Assert.Contains("history-20260103.db", busy.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(history.Projection.Failing);
        await history.ReportAsync(3, Start);

        obstacle.Delete();
        Assert.True(await history.Projection.WaitUntilAsync(3, TimeSpan.FromSeconds(30)));
        Assert.Null(history.Projection.Failing);
        Assert.Equal([1, 3, 2], history.Values());
    }

    [Fact]
    public async Task A_full_inbox_does_not_wait_for_the_next_flush()
    {
        const int Reports = 24_000;
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromHours(1) }, inbox: new InboxOptions { DiskBytesMax = 16 * 1024 * 1024 });
        var filler = new string('x', 1000);
        long last = 0;
        var started = Stopwatch.GetTimestamp();
        // More than the inbox holds, and less than what the history collects before it writes.
        for (var i = 0; i < Reports; i++)
            while (!history.Inbox.TryReport($$"""{"services":[{"service_id":"Lamp","properties":{"brightness":{{i}},"text":"{{filler}}"} }]}""", out last))
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "the inbox stays full");
                Thread.Yield();
            }
        await history.Inbox.WaitForDurableAsync(last).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await history.WrittenAsync();
        Assert.Equal(Reports, history.Brightness(limit: 2 * Reports).Count);
    }

    [Fact]
    public async Task Reading_stops_when_the_memory_of_many_devices_with_a_report_each_is_used_up()
    {
        const int Devices = 10_000;
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromHours(1), BufferBytesMax = 1024 * 1024 });
        // Nothing can be written: where the day's file belongs stands something else.
        var obstacle = Directory.CreateDirectory(Path.Combine(history.Path, "history-20260102.db"));
        for (var i = 0; i < Devices; i++)
        {
            Assert.True(history.Inbox.TryReport(HistoryFolder.Report(i), out var sequence, identity: new RecordIdentity($"lamp-{i}", "p", "a", "n"), receivedAt: Start.ToUnixTimeMilliseconds()));
            if (i % 100 == 99)
                await history.Inbox.WaitForDurableAsync(sequence).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        }
        await Until(() => history.Projection.Failing is not null);
        await Task.Delay(200, Cancelled);
        // A device takes 512 bytes at least, and what is read is looked at after each batch.
        Assert.InRange(history.Projection.ReadThrough, 500, 2048 + 100);

        obstacle.Delete();
        Assert.True(await history.Projection.WaitUntilAsync(Devices, TimeSpan.FromSeconds(30)));
        Assert.Equal([9_999], history.Values("lamp-9999"));
    }

    static string CopyAsPowerCut(string folder)
    {
        var path = Directory.CreateTempSubdirectory("dukou-cut-").FullName;
        // Databases before their logs; history before the inbox, which holds whatever history lacks.
        foreach (var pattern in new[] { "history-*.db", "history-*.db-wal", "inbox.db", "inbox.db-wal" })
            foreach (var file in Directory.EnumerateFiles(folder, pattern))
            {
                using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var target = new FileStream(Path.Combine(path, Path.GetFileName(file)), FileMode.CreateNew);
                source.CopyTo(target);
            }
        return path;
    }

    static async Task Until(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "what the test waits for did not happen");
            await Task.Delay(2, Cancelled);
        }
    }
}
