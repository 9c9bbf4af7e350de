using System.Text;
using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Storage;

/// <summary>Who holds a batch reads its own bytes; when nobody does, its buffer is another's.</summary>
public sealed class InboxBatchTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    readonly BufferPool _buffers = new(1_000_000);

    [Fact]
    public void The_buffer_goes_back_with_the_last_holder()
    {
        var batch = Batch("{}");
        batch.Hold();
        batch.Dispose();
        Assert.Equal(0, _buffers.IdleBytes);
        Assert.Equal(["{}"], Payloads(batch));
        batch.Dispose();
        Assert.Equal(16 * 1024, _buffers.IdleBytes);
    }

    [Fact]
    public void A_batch_without_a_holder_shows_nothing_of_those_that_follow()
    {
        var batch = Batch("{}");
        batch.Dispose();
        using var next = Batch("[]");
        Assert.Throws<ArgumentOutOfRangeException>(() => Payloads(batch));
        Assert.Throws<ObjectDisposedException>(batch.Hold);
        Assert.Equal(["[]"], Payloads(next));
    }

    [Fact]
    public void A_batch_that_is_given_up_twice_gives_its_buffer_back_once()
    {
        var batch = Batch("{}");
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(batch.Dispose);
        Assert.Equal(16 * 1024, _buffers.IdleBytes);
    }

    [Fact]
    public void A_batch_that_grows_keeps_what_it_has_and_gives_its_smaller_buffer_back()
    {
        var text = new string('x', 6000);
        using var batch = Batch(text, text, text, text, text);
        Assert.Equal(Enumerable.Repeat(text, 5), Payloads(batch));
        Assert.Equal(32 * 1024, batch.Capacity);
        Assert.Equal(16 * 1024, _buffers.IdleBytes);
    }

    [Fact]
    public async Task Readers_at_any_distance_read_what_was_appended_while_buffers_are_used_again()
    {
        const int Records = 60_000;
        using var folder = new StorageFolder();
        // Batches leave the memory while readers are in the midst of them, and some are read from the file.
        using var inbox = folder.OpenInbox(new InboxOptions { RecentBytesMax = 256 * 1024 });
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Factory.StartNew(() => Follow(inbox, Records, reader), Cancelled, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        for (var i = 1; i <= Records; i++)
            while (!inbox.TryReport(Payload(i), out _))
                Thread.Yield();
        await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
    }

    // The higher its number, the slower it reads.
    static void Follow(Inbox inbox, int records, int reader)
    {
        var random = new Random(reader);
        for (long after = 0; after < records;)
        {
            using var batch = inbox.ReadAfter(after);
            if (batch is null)
            {
                Thread.Yield();
                continue;
            }
            for (var reading = batch.Read(); reading.Read();)
            {
                Assert.Equal(Payload(reading.Current.Sequence), Encoding.UTF8.GetString(reading.Current.Payload));
                if (random.Next(50) < reader)
                    Thread.Yield();
            }
            after = batch.LastSequence;
        }
    }

    // As different in length as in content.
    static string Payload(long sequence) => new((char)('a' + (sequence % 26)), 1 + (int)(sequence * 7919 % 600));

    static List<string> Payloads(InboxBatch batch)
    {
        var payloads = new List<string>();
        for (var records = batch.Read(); records.Read();)
            payloads.Add(Encoding.UTF8.GetString(records.Current.Payload));
        return payloads;
    }

    InboxBatch Batch(params string[] payloads)
    {
        var batch = new InboxBatch(_buffers);
        for (var i = 0; i < payloads.Length; i++)
        {
            var record = new InboxRecord { Kind = RecordKind.Message, Identity = Storage.Records.Lamp, Epoch = 1, ReceivedAt = 1, Topic = "t"u8, Payload = Encoding.UTF8.GetBytes(payloads[i]) };
            batch.Append(record, RecordFormat.SizeOf(record), i + 1);
        }
        batch.Seal();
        return batch;
    }
}
