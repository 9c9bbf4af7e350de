using System.Buffers;
using System.IO.Pipelines;
using Dukou.Server.Sessions;

namespace Dukou.Server.Tests.Sessions;

public sealed class OutboundTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_asks_after_another_thread_sent_the_bytes_learns_that_they_are_taken(bool quick)
    {
        var outbound = new Outbound(new Pipe().Writer, 1024, quick);
        Write(outbound, "packet"u8);
        outbound.Flush();
        Assert.True(await outbound.WhenTaken().WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Packets_of_many_threads_come_out_whole_and_everyone_learns_it(bool quick)
    {
        const int threads = 8, packets = 2000;
        var pipe = new Pipe();
        var outbound = new Outbound(pipe.Writer, int.MaxValue, quick);
        var counting = CountAsync(pipe.Reader, threads * packets);
        await Task.WhenAll(Enumerable.Range(0, threads).Select(async thread =>
        {
            await Task.Yield();
            for (var i = 0; i < packets; i++)
            {
                Write(outbound, [(byte)thread, (byte)thread, (byte)thread]);
                var taken = outbound.WhenTaken();
                outbound.Flush();
                Assert.True(await taken.WaitAsync(Patience));
            }
        }));
        Assert.All(await counting.WaitAsync(Patience, TestContext.Current.CancellationToken), count => Assert.Equal(packets, count));
        Assert.Equal(0, outbound.Capacity);
    }

    [Fact]
    public async Task More_than_may_wait_for_a_reader_that_does_not_read_is_told_and_closing_frees_it()
    {
        var outbound = new Outbound(new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50)).Writer, 1000, quick: true);
        Write(outbound, new byte[600]);
        Assert.True(outbound.Flush());
        Write(outbound, new byte[600]);
        Assert.False(outbound.Flush());
        var taken = outbound.WhenTaken();
        Assert.False(await outbound.DrainAsync(TimeSpan.FromMilliseconds(50)));
        outbound.Close();
        Assert.False(await taken.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.False(await outbound.WhenTaken());
    }

    [Fact]
    public async Task A_transport_that_is_gone_ends_the_waiting()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        var outbound = new Outbound(pipe.Writer, 1000, quick: true);
        Write(outbound, "lost"u8);
        var taken = outbound.WhenTaken();
        outbound.Flush();
        Assert.False(await taken.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.False(await outbound.DrainAsync(Patience));
        Assert.Equal(0, outbound.Capacity);
    }

    static void Write(Outbound outbound, ReadOnlySpan<byte> packet)
    {
        lock (outbound.Gate)
            outbound.Buffer.Write(packet);
    }

    // Each packet is three equal bytes: a mixture means that one was torn.
    static async Task<int[]> CountAsync(PipeReader reader, int packets)
    {
        var counts = new int[8];
        for (var seen = 0; seen < packets;)
        {
            var read = await reader.ReadAtLeastAsync(3);
            var bytes = read.Buffer.Slice(0, read.Buffer.Length / 3 * 3).ToArray();
            foreach (var packet in bytes.Chunk(3))
            {
                Assert.All(packet, part => Assert.Equal(packet[0], part));
                counts[packet[0]]++;
                seen++;
            }
            reader.AdvanceTo(read.Buffer.GetPosition(bytes.Length), read.Buffer.End);
        }
        return counts;
    }
}
