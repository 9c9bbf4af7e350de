using System.Diagnostics;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.History;

/// <summary>Chunks of few reports are small because a dictionary of their file holds what reports have in common.</summary>
public sealed class DictionaryTests
{
    const int Devices = 300;

    static readonly DateTimeOffset Start = HistoryFolder.Start;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chunks_of_one_report_are_small_once_enough_has_been_seen_and_all_are_read()
    {
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromHours(1) });
        // Too few to learn from; then those of the first flush count, too.
        await ReportAsync(history, round: 1, devices: 60);
        Assert.Equal(0, Dictionaries(history));
        await ReportAsync(history, round: 2, devices: 60);
        Assert.Equal(1, Dictionaries(history));
        await ReportAsync(history, round: 3, devices: Devices);
        // Not each flush makes one.
        Assert.Equal(1, Dictionaries(history));

        Assert.Equal([1, 2, 3], history.Values("lamp-7"));
        for (var device = 60; device < Devices; device++)
            Assert.Equal([3], history.Values($"lamp-{device}"));
        var (first, last) = (Length("lamp-7", 1), Length($"lamp-{Devices - 1}", 1));
        Assert.InRange(last, 1, first / 2);

        history.Restart();
        await ReportAsync(history, round: 4, devices: Devices);
        Assert.Equal(1, Dictionaries(history));
        Assert.Equal([1, 2, 3, 4], history.Values("lamp-7"));

        int Length(string device, int number)
        {
            var lengths = HistoryFolder.Blobs(history.Path, HistoryDay.Of(Start), device);
            return lengths[number - 1].Length;
        }
    }

    [Fact]
    public async Task Chunks_against_a_dictionary_are_merged_when_the_day_is_over_and_nothing_else_changes()
    {
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromHours(1) });
        for (var round = 1; round <= 5; round++)
            await ReportAsync(history, round, Devices);
        Assert.Equal(5 * Devices, Chunks());
        history.Clock.SetUtcNow(Start.AddDays(1));
        var started = Stopwatch.GetTimestamp();
        while (Chunks() != Devices)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "the day is not merged");
            await Task.Delay(5, Cancelled);
        }
        for (var device = 0; device < Devices; device += 3)
            Assert.Equal([1, 2, 3, 4, 5], history.Values($"lamp-{device}"));

        int Chunks() => HistoryFolder.Blobs(history.Path, HistoryDay.Of(Start)).Count;
    }

    [Fact]
    public async Task Reports_that_are_all_alike_or_have_nothing_in_common_are_stored_whatever_can_be_learnt_of_them()
    {
        using var history = new HistoryFolder(new HistoryOptions { FlushInterval = TimeSpan.FromHours(1) });
        var random = new Random(1);
        long last = 0;
        for (var i = 0; i < 400; i++)
        {
            var payload = i < 200 ? "" : Convert.ToBase64String([.. Enumerable.Range(0, random.Next(4000)).Select(_ => (byte)random.Next(256))]);
            Assert.True(history.Inbox.TryReport(payload, out last, identity: new RecordIdentity($"{i % 2}", "p", "a", "n"), receivedAt: Start.ToUnixTimeMilliseconds(), kind: RecordKind.Message));
        }
        await history.Inbox.WaitForDurableAsync(last).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await history.WrittenAsync();
        Assert.Equal(200, history.Store.ReadRecords("1", Start, Start, RecordKinds.All, HistoryPosition.Newest, 1000).Count);
    }

    static async Task ReportAsync(HistoryFolder history, int round, int devices)
    {
        long last = 0;
        for (var device = 0; device < devices; device++)
            Assert.True(history.Inbox.TryReport(HistoryFolder.Report(round), out last, identity: new RecordIdentity($"lamp-{device}", "product", "app", "node"),
                receivedAt: Start.AddSeconds(round).ToUnixTimeMilliseconds()));
        await history.Inbox.WaitForDurableAsync(last).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await history.WrittenAsync();
    }

    static long Dictionaries(HistoryFolder history)
    {
        using var connection = history.Files.Read(HistoryDay.Of(Start))!;
        return connection.Scalar<long>("select count(*) from dictionary");
    }
}
