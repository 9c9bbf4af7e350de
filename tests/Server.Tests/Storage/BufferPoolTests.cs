using Dukou.Server.Storage;

namespace Dukou.Server.Tests.Storage;

public sealed class BufferPoolTests
{
    [Fact]
    public void A_returned_buffer_is_the_next_of_its_size()
    {
        var pool = new BufferPool(1_000_000);
        var (small, large) = (pool.Rent(1), pool.Rent(100_000));
        Assert.Equal((512, 131_072), (small.Length, large.Length));
        pool.Return(small);
        pool.Return(large);
        Assert.Equal(512 + 131_072, pool.IdleBytes);
        Assert.Same(large, pool.Rent(65_537));
        Assert.NotSame(large, pool.Rent(131_072));
        Assert.Same(small, pool.Rent(512));
        Assert.Equal(0, pool.IdleBytes);
    }

    [Fact]
    public void A_buffer_has_at_least_the_bytes_asked_for()
    {
        var pool = new BufferPool(0);
        foreach (var size in new[] { 0, 1, 511, 512, 513, 1024, 1025, 1_048_575, 1_048_576, 1_048_577 })
            Assert.InRange(pool.Rent(size).Length, size, Math.Max(512, 2 * size));
    }

    [Fact]
    public void What_is_returned_above_the_bound_is_not_kept()
    {
        var pool = new BufferPool(4096);
        var buffers = Enumerable.Range(0, 10).Select(_ => pool.Rent(1024)).ToList();
        buffers.ForEach(pool.Return);
        Assert.Equal(4096, pool.IdleBytes);
        Assert.Equal(4, Enumerable.Range(0, 10).Count(_ => buffers.Contains(pool.Rent(1024))));
        pool.Return(pool.Rent(8192));
        Assert.Equal(0, pool.IdleBytes);
    }

    [Fact]
    public void What_was_asked_for_longest_ago_makes_room_for_what_is_asked_for_now()
    {
        var pool = new BufferPool(4096);
        List<byte[]> small = [pool.Rent(512), pool.Rent(512)], middle = [pool.Rent(1024), pool.Rent(1024)];
        small.ForEach(pool.Return);
        middle.ForEach(pool.Return);
        pool.Return(pool.Rent(2048));
        Assert.Equal(4096, pool.IdleBytes);
        Assert.Same(middle[1], pool.Rent(1024));
        Assert.Same(middle[0], pool.Rent(1024));
        var other = pool.Rent(512);
        Assert.All(small, gone => Assert.NotSame(gone, other));
    }

    [Fact]
    public void What_nobody_needed_for_a_while_is_not_kept()
    {
        // Whatever lay idle from one return to the next.
        var pool = new BufferPool(1_000_000, unusedMax: TimeSpan.Zero);
        var (one, other, large) = (pool.Rent(1024), pool.Rent(1024), pool.Rent(100_000));
        pool.Return(large);
        pool.Return(one);
        Assert.Equal(large.Length + one.Length, pool.IdleBytes);
        pool.Return(other);
        Assert.Equal(one.Length + other.Length, pool.IdleBytes);
        Assert.Same(other, pool.Rent(1024));
        Assert.Same(one, pool.Rent(1024));
        pool.Return(one);
        Assert.Same(one, pool.Rent(1024));
    }

    [Fact]
    public void What_others_made_is_not_taken()
    {
        var pool = new BufferPool(1_000_000);
        Assert.Throws<ArgumentException>(() => pool.Return([]));
        Assert.Throws<ArgumentException>(() => pool.Return(new byte[1000]));
        Assert.Equal(0, pool.IdleBytes);
    }

    [Fact]
    public async Task No_two_owners_ever_have_the_same_buffer()
    {
        const int Rounds = 100_000;
        const long IdleMax = 64 * 1024;
        var pool = new BufferPool(IdleMax, unusedMax: TimeSpan.FromMilliseconds(1));
        var owners = Enumerable.Range(1, 4).Select(owner => Task.Factory.StartNew(() =>
        {
            var random = new Random(owner);
            var held = new Queue<byte[]>();
            for (var i = 0; i < Rounds; i++)
            {
                var buffer = pool.Rent(random.Next(1, 5000));
                buffer[0] = buffer[^1] = (byte)owner;
                held.Enqueue(buffer);
                if (held.Count > random.Next(16))
                {
                    var oldest = held.Dequeue();
                    Assert.Equal((owner, owner), (oldest[0], oldest[^1]));
                    pool.Return(oldest);
                }
                Assert.InRange(pool.IdleBytes, 0, IdleMax);
            }
        }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(owners);
    }
}
