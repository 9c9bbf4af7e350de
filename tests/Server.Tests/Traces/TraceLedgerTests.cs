using Dukou.Server.Api;
using Dukou.Server.Pipeline;
using Dukou.Server.Tests.Storage;
using Dukou.Server.Traces;

namespace Dukou.Server.Tests.Traces;

public sealed class TraceLedgerTests
{
    [Fact]
    public async Task Entries_survive_a_restart_and_sequences_go_on_above()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        folder.Write(1);
        folder.Write(2, authenticated: false, client: "stranger");
        await folder.RowsAsync();
        var last = folder.Ledger.Published;
        await folder.RestartAsync();
        folder.Write(3);
        var rows = await folder.RowsAsync();
        Assert.Equal([3, 1], await folder.NumbersAsync());
        Assert.True(rows[0].Place.Sequence > last, "A sequence was given twice.");
    }

    [Fact]
    public async Task An_entry_comes_back_as_it_was_written()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        var written = new TraceEntry(TraceKind.Forwarding, TraceOutcome.Failed, folder.Clock.GetUtcNow(), UplinkReasons.MalformedPayload.With(("problem", "a \"quote\", 引号")))
        {
            DeviceId = "lamp-1",
            RequestId = "r",
            Topic = "t",
            ClientId = "c",
            RemoteAddress = "[::1]:5",
            Excerpt = "e",
            Detail = "d",
        };
        folder.Feed.Write(written);
        await folder.RowsAsync();
        await folder.RestartAsync();
        var read = Assert.Single(await folder.RowsAsync()).Entry;
        Assert.Equal(written.Because.Sentence(chinese: true), read.Because.Sentence(chinese: true));
        Assert.Equal(written with { Because = read.Because }, read);
    }

    [Fact]
    public async Task A_reason_that_this_release_does_not_know_stands_for_itself()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        folder.Write(1);
        await folder.RowsAsync();
        await folder.RestartAsync();
        // The sample reason is in no catalogue.
        Assert.Equal("test.sample", Assert.Single(await folder.RowsAsync()).Sentence(chinese: false));
    }

    [Fact]
    public async Task Order_follows_sequences_when_the_clock_steps_back()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        folder.Write(1);
        folder.Write(2, change: entry => entry with { At = entry.At.AddHours(-5) });
        folder.Write(3, change: entry => entry with { At = entry.At.AddHours(-2) });
        Assert.Equal([3, 2, 1], await folder.NumbersAsync());
    }

    [Fact]
    public async Task An_entry_lies_between_the_uplinks_that_came_before_and_after_it()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        var first = await folder.Inbox.ReportAsync("{}");
        folder.Write(1);
        var second = await folder.Inbox.ReportAsync("{}");
        var place = Assert.Single(await folder.RowsAsync()).Place;
        Assert.True(new TracePlace(first, 0) < place && place < new TracePlace(second, 0));
    }

    [Fact]
    public async Task Long_texts_of_a_peer_are_cut()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        folder.Write(1, change: entry => entry with { Topic = new string('t', 60_000), Excerpt = new string('e', 60_000), Detail = new string('d', 60_000) });
        var entry = Assert.Single(await folder.RowsAsync()).Entry;
        Assert.Equal((512, TraceEntry.ExcerptMax, 8192), (entry.Topic!.Length, entry.Excerpt!.Length, entry.Detail!.Length));
    }

    [Fact]
    public async Task A_read_waits_for_the_ledger_and_says_so_after_two_seconds()
    {
        await using var folder = await LedgerFolder.OpenAsync();
        using var release = new ManualResetEventSlim();
        var stuck = folder.Databases.Traces.WriteAsync(_ => release.Wait(TestContext.Current.CancellationToken), cancellationToken: TestContext.Current.CancellationToken);
        folder.Write(1);
        var refused = await Assert.ThrowsAsync<IotdaException>(() => folder.Ledger.UpToDateAsync(null));
        Assert.Equal(503, refused.Error.Status);
        release.Set();
        await stuck;
        Assert.Equal([1], await folder.NumbersAsync());
    }

    [Fact]
    public async Task On_a_full_disk_entries_wait_and_are_written_later()
    {
        using var disk = SmallDisk.TryMount(megabytes: 8);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs the right to mount; this test ran without it.");
        var filler = Path.Combine(disk.Path, "filler");
        await using var folder = await LedgerFolder.OpenAsync(path: Path.Combine(disk.Path, "data"));
        folder.Write(0);
        await folder.RowsAsync();
        Fill(filler);
        for (var i = 1; i <= 500; i++)
            folder.Write(i, change: entry => entry with { Excerpt = new string('x', 2000) });
        await Eventually.BecomesTrueAsync(() => Task.FromResult(folder.Ledger.Failing is not null));
        var refused = await Assert.ThrowsAsync<IotdaException>(() => folder.Ledger.UpToDateAsync(null));
        Assert.Contains("can't be written", refused.Error.Message, StringComparison.Ordinal);
        File.Delete(filler);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(folder.Ledger.Failing is null));
        Assert.Equal(Enumerable.Range(0, 501).Reverse(), await folder.NumbersAsync());
    }

    static void Fill(string path)
    {
        using var file = File.Create(path);
        try
        {
            for (var block = new byte[64 * 1024]; ;)
            {
                file.Write(block);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
