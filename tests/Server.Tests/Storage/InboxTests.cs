using System.Collections.Concurrent;
using System.Globalization;
using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Storage;

public sealed class InboxTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_eight_threads_append_is_durable_in_the_order_of_each_and_told_once_a_commit()
    {
        const int Threads = 8, PerThread = 20_000;
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox();
        var listeners = Enumerable.Range(0, Threads).Select(_ => new Listener()).ToArray();
        var appended = new ConcurrentDictionary<long, string>();

        var threads = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < PerThread; i++)
            {
                var text = $"thread {thread}, i {i}";
                long sequence;
                while (!inbox.TryReport(text, out sequence, listeners[thread]))
                    Thread.Yield();
                Assert.True(appended.TryAdd(sequence, text));
                listeners[thread].Appended = sequence;
            }
        }, Cancelled, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(threads);
        await inbox.WaitForDurableAsync(inbox.LastAppended).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);

        await Eventually.BecomesTrueAsync(() => Array.TrueForAll(listeners, listener => listener.Told.LastOrDefault() == listener.Appended));

        var stored = inbox.ReadAll();
        Assert.Equal(Threads * PerThread, stored.Count);
        Assert.Equal(Enumerable.Range(1, Threads * PerThread).Select(n => (long)n), stored.Select(record => record.Sequence));
        Assert.All(stored, record => Assert.Equal(appended[record.Sequence], record.Payload));
        for (var thread = 0; thread < Threads; thread++)
        {
            var mark = $"thread {thread},";
            Assert.Equal(Enumerable.Range(0, PerThread), stored.Where(record => record.Payload.Contains(mark, StringComparison.Ordinal))
                .Select(record => int.Parse(record.Payload.Split(", i ")[1], CultureInfo.InvariantCulture)));
            Assert.Equal(listeners[thread].Told.Distinct().Order(), listeners[thread].Told);
        }
    }

    [Fact]
    public async Task Sequence_numbers_go_on_after_a_restart_and_nothing_is_lost()
    {
        using var folder = new StorageFolder();
        using (var inbox = folder.OpenInbox())
            for (var i = 1; i <= 5; i++)
                Assert.Equal(i, await inbox.ReportAsync($"{i}"));

        using var again = folder.OpenInbox();
        Assert.Equal((5, 5), (again.Head, again.LastAppended));
        Assert.Equal(6, await again.ReportAsync("6"));
        Assert.Equal(["1", "2", "3", "4", "5", "6"], again.ReadAll().Select(record => record.Payload));
    }

    [Fact]
    public void Closing_commits_what_still_waits()
    {
        using var folder = new StorageFolder();
        using (var inbox = folder.OpenInbox())
            for (var i = 0; i < 10_000; i++)
                Assert.True(inbox.TryReport("x", out _));

        using var again = folder.OpenInbox();
        Assert.Equal(10_000, again.Head);
    }

    [Fact]
    public async Task A_record_larger_than_a_commit_is_a_commit_of_its_own()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox();
        var large = new string('x', 3 * 1024 * 1024);
        Assert.True(inbox.TryReport("before", out _));
        Assert.True(inbox.TryReport(large, out _));
        await inbox.ReportAsync("after");
        Assert.Equal(["before", large, "after"], inbox.ReadAll().Select(record => record.Payload));
    }

    [Fact]
    public async Task A_reader_that_is_behind_what_memory_holds_reads_the_file()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox(new InboxOptions { RecentBytesMax = 1 });
        for (var i = 1; i <= 200; i++)
            await inbox.ReportAsync($"{i}");
        Assert.Equal(Enumerable.Range(1, 200).Select(i => $"{i}"), inbox.ReadAll().Select(record => record.Payload));
        Assert.Equal(Enumerable.Range(151, 50).Select(i => $"{i}"), inbox.ReadAll(after: 150).Select(record => record.Payload));
    }

    [Fact]
    public async Task A_full_inbox_takes_nothing_and_says_when_there_is_room()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox(new InboxOptions { WaitingBytesMax = 64 * 1024 });
        var blocker = new BlockingListener();
        Assert.True(inbox.TryReport("first", out _, blocker));
        await blocker.Entered.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);

        var taken = 0;
        while (inbox.TryReport(new string('x', 1000), out _))
            taken++;
        Assert.InRange(taken, 50, 70);
        var room = inbox.WaitForRoomAsync(Cancelled).AsTask();
        Assert.False(room.IsCompleted);

        blocker.Release.Set();
        await room.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        await inbox.ReportAsync("room again");
        Assert.Equal(taken + 2, inbox.ReadAll().Count);
    }

    [Fact]
    public async Task What_every_reader_has_is_deleted_and_what_one_still_needs_is_kept()
    {
        using var folder = new StorageFolder();
        using (var inbox = folder.OpenInbox())
        {
            var quick = inbox.Register("quick", 0);
            var slow = inbox.Register("slow", 0);
            var payload = new string('x', 500_000);
            for (var i = 0; i < 40; i++)
                await inbox.ReportAsync(payload);
            quick.Advance(40);
            slow.Advance(10);
            for (var i = 0; i < 20; i++)
                await inbox.ReportAsync("small");
            Assert.Equal(Enumerable.Range(11, 50).Select(n => (long)n), inbox.ReadAll(after: 10).Select(record => record.Sequence));
            Assert.True(inbox.DiskBytes < 17_000_000);

            slow.Advance(40);
            for (var i = 0; i < 200 && inbox.DiskBytes > 5_000_000; i++)
                await inbox.ReportAsync("small");
            Assert.True(inbox.DiskBytes < 5_000_000);
        }

        using var again = folder.OpenInbox();
        Assert.True(again.Head >= 60);
    }

    [Fact]
    public async Task Nothing_is_deleted_while_a_backup_holds_truncation()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox();
        var reader = inbox.Register("reader", 0);
        using (inbox.HoldTruncation())
        {
            for (var i = 1; i <= 40; i++)
                reader.Advance(await inbox.ReportAsync(new string('x', 500_000)));
            Assert.True(inbox.DiskBytes > 20_000_000);
        }
        for (var i = 0; i < 200 && inbox.DiskBytes > 5_000_000; i++)
            await inbox.ReportAsync("small");
        Assert.True(inbox.DiskBytes < 5_000_000);
    }

    [Fact]
    public async Task The_inbox_is_full_while_a_slow_reader_leaves_more_bytes_than_allowed()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox(new InboxOptions { DiskBytesMax = 16 * 1024 * 1024 });
        var reader = inbox.Register("reader", 0);
        long last = 0;
        for (var i = 0; i < 60 && !inbox.Full; i++)
            if (inbox.TryReport(new string('x', 500_000), out var sequence))
                await inbox.WaitForDurableAsync(last = sequence).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        Assert.InRange(last, 33, 36);
        await Task.Yield();
        var room = inbox.WaitForRoomAsync(Cancelled).AsTask();
        Assert.False(room.IsCompleted);

        reader.Advance(last);
        await room.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        Assert.Equal(last + 1, await inbox.ReportAsync("room again"));
    }

    [Fact]
    public async Task The_inbox_is_full_while_a_record_waits_too_long_for_its_slowest_reader()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox(new InboxOptions { AgeMax = TimeSpan.FromMilliseconds(50) });
        var reader = inbox.Register("reader", 0);
        var last = await inbox.ReportAsync("first");
        for (var i = 0; i < 200 && !inbox.Full; i++)
        {
            await Task.Delay(10, Cancelled);
            if (inbox.TryReport("more", out var sequence))
                await inbox.WaitForDurableAsync(last = sequence).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        }
        Assert.True(inbox.Full);

        var room = inbox.WaitForRoomAsync(Cancelled).AsTask();
        reader.Advance(last);
        await room.WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        Assert.Equal(last + 1, await inbox.ReportAsync("room again"));
    }

    [Fact]
    public async Task Appending_allocates_nothing_in_steady_state()
    {
        const int PerRound = 20_000;
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox(new InboxOptions { RecentBytesMax = 1 });
        var listener = new CountingListener();
        var payload = new byte[200];
        // The first rounds give buffers and tables their size; how many buffers wait at once differs from round to round.
        var allocated = long.MaxValue;
        for (var round = 0; round < 30 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < PerRound; i++)
                inbox.TryAppend(new InboxRecord { Kind = RecordKind.Message, Identity = Records.Lamp, Epoch = 1, ReceivedAt = i, Topic = "t"u8, Payload = payload }, listener, out _);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            await inbox.WaitForDurableAsync(inbox.LastAppended).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        }
        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Sequences_start_above_the_cursor_of_a_reader_whose_file_is_newer()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox();
        inbox.Register("reader", 1000);
        Assert.Equal(1001, await inbox.ReportAsync("x"));
        Assert.Equal([(1001L, "x")], inbox.ReadAll(after: 1000));
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_keep_the_others_from_hearing()
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox();
        var listener = new Listener();
        Assert.True(inbox.TryReport("a", out _, new ThrowingListener()));
        Assert.True(inbox.TryReport("b", out var sequence, listener));
        await inbox.ReportAsync("c");
        // Whoever waits for the record may go on before its listeners have been told.
        await Eventually.BecomesTrueAsync(() => !listener.Told.IsEmpty);
        Assert.Equal([sequence], listener.Told);
    }

    [Fact]
    public async Task What_belongs_together_is_in_one_commit()
    {
        using var folder = new StorageFolder();
        using var held = new ManualResetEventSlim();
        using var inbox = folder.OpenInbox(new InboxOptions { BeforeCommit = held.Wait });
        Assert.True(inbox.TryReport("first", out _));
        var filler = new string('x', 1000);
        var large = new string('y', Inbox.CommitBytesMax - 2000);
        // The first one is being committed, or about to be; what follows gathers behind it.
        Assert.True(inbox.TryReport(large, out _));
        long sequence = 0;
        using (inbox.Together())
            for (var i = 0; i < 4; i++)
                Assert.True(inbox.TryReport(filler, out sequence));
        held.Set();
        await inbox.WaitForDurableAsync(sequence).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        using var batch = inbox.ReadAfter(sequence - 4)!;
        Assert.InRange(batch.FirstSequence, 1, sequence - 3);
        Assert.Equal(sequence, batch.LastSequence);
    }

    sealed class Listener : ICommitListener
    {
        public ConcurrentQueue<long> Told { get; } = [];
        public long Appended { get; set; }

        public void Committed(long sequence) => Told.Enqueue(sequence);
    }

    sealed class CountingListener : ICommitListener
    {
        public int Commits { get; private set; }

        public void Committed(long sequence) => Commits++;
    }

    sealed class ThrowingListener : ICommitListener
    {
        public void Committed(long sequence) => throw new InvalidOperationException("a bug");
    }

    sealed class BlockingListener : ICommitListener
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public ManualResetEventSlim Release { get; } = new();

        public void Committed(long sequence)
        {
            Entered.SetResult();
            // Holds the thread that commits until the test lets it go.
            Release.Wait();
        }
    }
}
