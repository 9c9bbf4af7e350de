using Dukou.Server.Pipeline;
using Dukou.Server.Traces;

namespace Dukou.Server.Tests.Traces;

public sealed class TraceBoundsTests
{
    static readonly TraceOptions Unthrottled = new() { PerDevicePerSecondMax = int.MaxValue };

    [Fact]
    public async Task The_newest_thousand_of_a_device_stay()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        for (var i = 1; i <= 1_005; i++)
            folder.Write(i);
        folder.Write(1, device: "lamp-2");
        Assert.Equal(Enumerable.Range(6, 1_000).Reverse(), await folder.NumbersAsync());
        Assert.Equal([1], await folder.NumbersAsync("lamp-2"));
    }

    [Fact]
    public async Task The_bound_of_a_device_holds_over_a_restart()
    {
        await using var folder = await LedgerFolder.OpenAsync(Unthrottled with { PerDeviceMax = 3 });
        for (var i = 1; i <= 3; i++)
            folder.Write(i);
        await folder.RestartAsync();
        folder.Write(4);
        Assert.Equal([4, 3, 2], await folder.NumbersAsync());
    }

    [Fact]
    public async Task What_is_about_no_device_has_a_bound_of_its_own()
    {
        await using var folder = await LedgerFolder.OpenAsync(Unthrottled with { WithoutDeviceMax = 5 });
        folder.Write(0);
        for (var i = 1; i <= 8; i++)
            folder.Write(i, device: null);
        Assert.Equal([8, 7, 6, 5, 4, 0], await folder.NumbersAsync(device: null));
    }

    [Fact]
    public async Task The_bound_of_all_drops_the_oldest_of_any_device()
    {
        await using var folder = await LedgerFolder.OpenAsync(Unthrottled with { EntriesMax = 100 });
        for (var i = 1; i <= 130; i++)
            folder.Write(i, device: $"lamp-{i}");
        Assert.Equal(Enumerable.Range(31, 100).Reverse(), await folder.NumbersAsync(device: null));
        await folder.RestartAsync();
        folder.Write(131, device: "lamp-50");
        Assert.Equal(Enumerable.Range(32, 100).Reverse(), await folder.NumbersAsync(device: null));
    }

    [Fact]
    public async Task Entries_go_after_seven_days()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        folder.Write(1);
        folder.Write(2, authenticated: false, client: "stranger");
        await folder.RowsAsync();
        folder.Clock.Advance(TimeSpan.FromDays(4));
        folder.Write(3);
        Assert.Equal([3, 1], await folder.NumbersAsync());
        folder.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(2));
        await Eventually.BecomesTrueAsync(async () => (await folder.NumbersAsync()).SequenceEqual([3]) && folder.Ring.Count == 0);
    }

    [Fact]
    public async Task A_flood_becomes_ten_entries_a_second_and_exact_counters()
    {
        await using var folder = await LedgerFolder.OpenAsync(new TraceOptions());
        for (var i = 1; i <= 500; i++)
            folder.Write(i);
        for (var i = 501; i <= 600; i++)
            folder.Write(i, change: entry => entry with { Kind = TraceKind.Downlink });
        var rows = await folder.RowsAsync(new TraceFilter { DeviceId = "lamp-1" });
        Assert.Equal(600, rows.Sum(row => Math.Max(1, row.More)));
        Assert.Equal(100, rows.Where(row => row.Entry.Kind == TraceKind.Downlink).Sum(row => Math.Max(1, row.More)));
        // Even on a slow machine the flood lies within a few seconds.
        Assert.True(rows.Count <= 100, $"{rows.Count} rows");
        Assert.Contains("more like this", rows.First(row => row.More > 0).Sentence(chinese: false), StringComparison.Ordinal);
        Assert.Contains("同类", rows.First(row => row.More > 0).Sentence(chinese: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_counted_is_told_at_a_stop()
    {
        await using var folder = await LedgerFolder.OpenAsync(new TraceOptions());
        for (var i = 1; i <= 50; i++)
            folder.Write(i);
        await folder.RestartAsync();
        Assert.Equal(50, (await folder.RowsAsync()).Sum(row => Math.Max(1, row.More)));
    }

    [Fact]
    [Provokes("trace.lost")]
    public async Task What_the_feed_can_not_hold_becomes_one_entry_that_says_how_many()
    {
        await using var folder = await LedgerFolder.OpenAsync(start: false);
        for (var i = 1; i <= TraceFeed.WaitingMax + 123; i++)
            folder.Write(i, device: null);
        await folder.StartAsync();
        var lost = Assert.Single(await folder.RowsAsync(new TraceFilter { Kind = TraceKind.Platform }));
        Assert.StartsWith("123 entries were lost", lost.Sentence(chinese: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_fill_a_ring_in_memory_and_never_the_file()
    {
        await using var folder = await LedgerFolder.OpenAsync(Unthrottled with { AttemptsMax = 10 });
        for (var i = 1; i <= 25; i++)
            folder.Write(i, authenticated: false, client: "lamp-1_0_0_2026010203");
        Assert.Empty(await folder.RowsAsync());
        var attempts = folder.Ring.Read(new TraceFilter { DeviceId = "lamp-1" }, TracePlace.Newest, 100);
        Assert.Equal(10, attempts.Count);
        Assert.EndsWith("25.", attempts[0].Sentence(chinese: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_attempts_shorten_the_ring()
    {
        await using var folder = await LedgerFolder.OpenAsync(Unthrottled with { AttemptCharactersMax = 50_000 });
        for (var i = 1; i <= 100; i++)
            folder.Write(i, authenticated: false, change: entry => entry with { Detail = new string('x', 100_000) });
        await folder.RowsAsync();
        Assert.InRange(folder.Ring.Count, 1, 6);
    }

    [Fact]
    public async Task One_slice_takes_only_a_part_of_many_rows()
    {
        await using var folder = await LedgerFolder.OpenAsync(start: false);
        var rows = Enumerable.Range(1, 50_000).Select(i => new TraceRow(new TracePlace(0, i),
            new TraceEntry(TraceKind.Api, TraceOutcome.Done, DateTimeOffset.UnixEpoch, TraceReasons.Lost.With(("count", $"{i}"))))).ToList();
        Assert.InRange(await folder.Store.InsertAsync(rows, 0, TestContext.Current.CancellationToken), 1, 49_999);
    }

    [Fact]
    public async Task Options_that_can_not_be_are_refused_at_the_start()
    {
        var refused = await Assert.ThrowsAsync<PlatformStartException>(() => TestPlatform.StartAsync(options => options with
        {
            Traces = new TraceOptions { PerDeviceMax = 0, StreamBehindMax = 0, KeptFor = TimeSpan.Zero },
        }));
        Assert.Equal(3, refused.Problems.Count);
    }
}
