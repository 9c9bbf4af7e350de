using System.Text;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;

namespace Dukou.Server.Tests.History;

public sealed class HistoryFlushTests
{
    const int Devices = 4000;

    static readonly ChunkMemory Memory = new(16 * 1024 * 1024);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_flush_that_ended_after_any_slice_is_taken_up_without_a_gap_and_without_a_double(int slices)
    {
        var midnight = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero);
        var path = Directory.CreateTempSubdirectory("dukou-flush-").FullName;
        using (var folder = new StorageFolder(path))
        using (var inbox = folder.OpenInbox())
        using (var files = new HistoryFiles(folder.Data))
        {
            // Every device reports once before midnight and once after, and the clock steps back in between for some.
            for (var i = 0; i < 2 * Devices; i++)
                while (!inbox.TryReport(HistoryFolder.Report(i), out _, identity: new RecordIdentity($"lamp-{i % Devices}", "p", "a", "n"),
                    receivedAt: midnight.AddSeconds(i < Devices == (i % 5 > 0) ? -1 : 1).ToUnixTimeMilliseconds()))
                    Thread.Yield();
            await inbox.WaitForDurableAsync(2 * Devices).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            var days = Collect(inbox).Select(day => (File: files.Write(day.Key, 0), Chunks: day.Value.Values.ToList())).ToList();
            // What the end comes after: the dictionary is there, and of the chunks that need it none, some or all.
            foreach (var (file, chunks) in days)
            {
                file.Learn(chunks);
                Assert.NotNull(file.Dictionary);
            }
            var flush = new HistoryFlush(2 * Devices, days);
            var done = false;
            for (var slice = 0; slice < slices && !done; slice++)
                (_, done) = flush.WriteSlice();
            Assert.Equal(slices == 1000, done);
        }

        using (var history = new HistoryFolder(path: path))
        {
            Assert.True(await history.Projection.WaitUntilAsync(2 * Devices, TimeSpan.FromSeconds(60)));
            for (var device = 0; device < Devices; device += 3)
                Assert.Equal([device, device + Devices], history.Values($"lamp-{device}").Order());
        }
        Directory.Delete(path, recursive: true);
    }

    static Dictionary<HistoryDay, Dictionary<string, DeviceChunk>> Collect(Inbox inbox)
    {
        var days = new Dictionary<HistoryDay, Dictionary<string, DeviceChunk>>();
        long after = 0;
        while (inbox.ReadAfter(after) is { } batch)
            using (batch)
            {
                for (var records = batch.Read(); records.Read();)
                {
                    var day = HistoryDay.OfMilliseconds(records.Current.ReceivedAt);
                    var device = Encoding.UTF8.GetString(records.Current.DeviceId);
                    if (!days.TryGetValue(day, out var chunks))
                        days.Add(day, chunks = []);
                    if (!chunks.TryGetValue(device, out var chunk))
                        chunks.Add(device, chunk = new DeviceChunk(Memory, device));
                    chunk.Add(records.Current);
                }
                after = batch.LastSequence;
            }
        return days;
    }
}
