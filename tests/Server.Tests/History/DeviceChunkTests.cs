using System.Text;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.History;

public sealed class DeviceChunkTests
{
    readonly ChunkMemory _memory = new(1024 * 1024);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(100, 300)]
    [InlineData(1000, 170)]
    [InlineData(3, 100_000)]
    public void A_chunk_of_many_segments_reads_as_one_piece(int records, int size)
    {
        var chunk = Chunk('a', records, size);
        Assert.Equal(Enumerable.Repeat(new string('a', size), records), Payloads(chunk));
        Assert.InRange(chunk.Held, chunk.Length, Math.Max(1024, Math.Min(2 * chunk.Length, chunk.Length + ChunkMemory.SegmentBytesMax)) + 512);
        chunk.Release();
        Assert.Equal(0, chunk.Length);
    }

    [Fact]
    public void Chunks_that_take_over_what_others_gave_back_hold_their_own_records_only()
    {
        var stays = Chunk('s', 50, 1000);
        for (var round = 0; round < 20; round++)
        {
            var goes = Chunk((char)('a' + round), 20 + (round * 7), 100 + (round * 191));
            Assert.All(Payloads(goes), payload => Assert.Equal(new string((char)('a' + round), 100 + (round * 191)), payload));
            goes.Release();
        }
        Assert.Equal(Enumerable.Repeat(new string('s', 1000), 50), Payloads(stays));
    }

    DeviceChunk Chunk(char letter, int records, int size)
    {
        var chunk = new DeviceChunk(_memory, "lamp-1");
        var payload = Encoding.UTF8.GetBytes(new string(letter, size));
        for (var i = 1; i <= records; i++)
        {
            var record = new InboxRecord { Kind = RecordKind.Message, Identity = Records.Lamp, Epoch = 1, ReceivedAt = i, Topic = "t"u8, Payload = payload };
            var bytes = new byte[RecordFormat.SizeOf(record)];
            RecordFormat.Write(record, bytes);
            ReadOnlySpan<byte> rest = bytes;
            chunk.Add(StoredRecord.Read(i, ref rest));
        }
        return chunk;
    }

    static List<string> Payloads(DeviceChunk chunk)
    {
        var payloads = new List<string>();
        for (var points = chunk.Points; !points.IsEmpty;)
        {
            var record = ChunkFormat.ReadPoint(ref points);
            Assert.Equal(payloads.Count + 1, record.Sequence);
            payloads.Add(Encoding.UTF8.GetString(record.Payload));
        }
        Assert.Equal(chunk.Count, payloads.Count);
        return payloads;
    }
}
