using System.Text;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.History;

public sealed class HistoryMergeTests
{
    const int Devices = 50;

    static readonly DateTimeOffset Start = HistoryFolder.Start;

    /// <param name="steps">Steps of the merge before it is broken off and begun anew.</param>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Devices_of_few_and_of_many_chunks_keep_every_record_in_its_place(int steps)
    {
        using var folder = new StorageFolder();
        var expected = new Dictionary<string, List<long>>();
        using (var inbox = folder.OpenInbox())
        using (var files = new HistoryFiles(folder.Data))
        {
            await FillAsync(inbox, files, expected);
            using (var broken = new HistoryMerge(files, new ChunkMemory(1024 * 1024), new SteppingClock(Start.AddDays(1))))
                for (var step = 0; step < steps; step++)
                    broken.Step();
            using var merge = new HistoryMerge(files, new ChunkMemory(1024 * 1024), new SteppingClock(Start.AddDays(1)));
            while (merge.Step())
                continue;
        }

        var day = HistoryDay.Of(Start);
        using var file = SqliteFile.Open(Path.Combine(folder.Data.Path, day.FileName), readOnly: true);
        using var unpacker = new ChunkUnpacker();
        foreach (var (device, sequences) in expected)
        {
            var chunks = HistoryFolder.Blobs(folder.Data.Path, day, device);
            var found = new List<long>();
            foreach (var chunk in chunks)
                for (ReadOnlySpan<byte> points = unpacker.Unpack(chunk, file); !points.IsEmpty;)
                    found.Add(ChunkFormat.ReadPoint(ref points).Sequence);
            Assert.Equal(sequences, found);
            // At most 200 are merged at a time.
            Assert.InRange(chunks.Count, 1, 1 + (sequences.Count / 100));
        }
        Assert.Equal(expected.Keys.Sum(device => HistoryFolder.Blobs(folder.Data.Path, day, device).Count), HistoryFolder.Blobs(folder.Data.Path, day).Count);
        Assert.Equal(1, file.Scalar<long>("select merged from cursor"));
    }

    // A chunk for each record; a few devices have hundreds.
    static async Task FillAsync(Inbox inbox, HistoryFiles files, Dictionary<string, List<long>> expected)
    {
        var random = new Random(5);
        var memory = new ChunkMemory(1024 * 1024);
        long last = 0;
        for (var i = 0; i < 3000; i++)
            Assert.True(inbox.TryReport(HistoryFolder.Report(i), out last, identity: new RecordIdentity($"lamp-{Math.Min(random.Next(Devices), random.Next(Devices)) * random.Next(2)}", "p", "a", "n"),
                receivedAt: Start.ToUnixTimeMilliseconds() + i));
        await inbox.WaitForDurableAsync(last).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var file = files.Write(HistoryDay.Of(Start), 0);
        using var transaction = file.Begin();
        long after = 0;
        while (inbox.ReadAfter(after) is { } batch)
            using (batch)
            {
                for (var records = batch.Read(); records.Read();)
                {
                    var chunk = new DeviceChunk(memory, Encoding.UTF8.GetString(records.Current.DeviceId));
                    chunk.Add(records.Current);
                    file.Insert(chunk);
                    chunk.Release();
                    if (!expected.TryGetValue(chunk.DeviceId, out var sequences))
                        expected.Add(chunk.DeviceId, sequences = []);
                    sequences.Add(records.Current.Sequence);
                }
                after = batch.LastSequence;
            }
        transaction.Commit();
    }
}
