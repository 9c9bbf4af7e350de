using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Storage;

public sealed class RecentBatchesTests
{
    readonly BufferPool _buffers = new(1_000_000);

    [Fact]
    public void What_every_reader_has_read_leaves_the_memory_with_the_next_batch()
    {
        using var recent = new RecentBatches(1_000_000);
        recent.Add(Batch(1), readThrough: 0);
        recent.Add(Batch(2), readThrough: 0);
        recent.Add(Batch(3), readThrough: 1);
        Assert.Null(recent.Find(0));
        using var second = recent.Find(1);
        Assert.Equal(2, second!.FirstSequence);
        recent.Add(Batch(4), readThrough: 3);
        Assert.Null(recent.Find(2));
        using var newest = recent.Find(3);
        Assert.Equal(4, newest!.FirstSequence);
    }

    [Fact]
    public void Above_the_bound_the_oldest_leaves_although_somebody_needs_it()
    {
        using var first = Batch(1);
        using var recent = new RecentBatches(2 * first.Capacity);
        recent.Add(Batch(1), readThrough: 0);
        recent.Add(Batch(2), readThrough: 0);
        using (var oldest = recent.Find(0))
            Assert.Equal(1, oldest!.FirstSequence);
        recent.Add(Batch(3), readThrough: 0);
        Assert.Null(recent.Find(0));
    }

    InboxBatch Batch(long sequence)
    {
        var record = new InboxRecord { Kind = RecordKind.Message, Identity = Records.Lamp, Epoch = 1, ReceivedAt = 1, Topic = "t"u8, Payload = "{}"u8 };
        var batch = new InboxBatch(_buffers);
        batch.Append(record, RecordFormat.SizeOf(record), sequence);
        batch.Seal();
        return batch;
    }
}
