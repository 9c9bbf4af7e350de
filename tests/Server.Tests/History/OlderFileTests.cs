using System.Diagnostics;
using System.Text;
using Dukou.Server.History;
using Dukou.Server.Storage;
using Dukou.Server.Tests.Storage;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Tests.History;

/// <summary>Day files as earlier builds wrote them, in a table of chunks with an index and without dictionaries.</summary>
public sealed class OlderFileTests : IDisposable
{
    const int Devices = 40;
    const int Rounds = 5;

    static readonly DateTimeOffset Start = HistoryFolder.Start;

    readonly string _path = Directory.CreateTempSubdirectory("dukou-older-").FullName;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task A_day_that_is_over_is_read_as_it_is()
    {
        await WriteAsync(Start.AddDays(-1), merged: true);
        using var history = new HistoryFolder(path: _path);
        await history.ReportAsync(100, Start);
        await history.WrittenAsync();

        Assert.Equal([.. Enumerable.Range(0, Rounds), 100], history.Values());
        Assert.Equal(Enumerable.Range(0, Rounds), history.Values("lamp-39"));
        var page = history.Store.ReadRecords("lamp-2", Start.AddDays(-1).AddSeconds(1), Start.AddDays(-1).AddSeconds(3), RecordKinds.All, HistoryPosition.Newest, 2);
        Assert.Equal([3, 2], page.Select(record => (int)((record.Position.Sequence - 1) / Devices)));
        page = history.Store.ReadRecords("lamp-2", Start.AddDays(-1).AddSeconds(1), Start.AddDays(-1).AddSeconds(3), RecordKinds.All, page[^1].Position, 2);
        Assert.Equal([1], page.Select(record => (int)((record.Position.Sequence - 1) / Devices)));
    }

    [Fact]
    public async Task The_day_that_runs_is_brought_up_to_date_and_goes_on_where_it_was()
    {
        await WriteAsync(Start, merged: false);
        using var history = new HistoryFolder(path: _path);
        await history.ReportAsync(100, Start.AddSeconds(100));
        await history.ReportAsync(101, Start.AddSeconds(101), device: "new");
        await history.WrittenAsync();

        Assert.Equal([.. Enumerable.Range(0, Rounds), 100], history.Values());
        Assert.Equal(Enumerable.Range(0, Rounds), history.Values("lamp-39"));
        Assert.Equal([101], history.Values("new"));
        Assert.Equal(["history-20260102.db.before-migration-1"], Directory.EnumerateFiles(_path, "*migration*").Select(file => Path.GetFileName(file)));
        history.Restart();
        Assert.Equal([.. Enumerable.Range(0, Rounds), 100], history.Values());
    }

    [Fact]
    public async Task A_day_that_was_not_merged_yet_is_merged()
    {
        await WriteAsync(Start.AddDays(-1), merged: false);
        using var history = new HistoryFolder(path: _path);
        var started = Stopwatch.GetTimestamp();
        while (Chunks(HistoryDay.Of(Start.AddDays(-1))) != Devices)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "the day is not merged");
            await Task.Delay(5, Cancelled);
        }
        for (var device = 1; device < Devices; device++)
            Assert.Equal(Enumerable.Range(0, Rounds), history.Values($"lamp-{device}"));
    }

    long Chunks(HistoryDay day)
    {
        using var connection = SqliteFile.Open(Path.Combine(_path, day.FileName), readOnly: true);
        return connection.Scalar<long>("select count(*) from sqlite_master where name = 'chain'") == 0 ? 0 : connection.Scalar<long>("select count(*) from chain");
    }

    // Each device's report of each round is a chunk. The records come from an inbox, which is the only writer of their form.
    async Task WriteAsync(DateTimeOffset day, bool merged)
    {
        using var folder = new StorageFolder();
        using var inbox = folder.OpenInbox();
        for (var i = 0; i < Rounds * Devices; i++)
            await inbox.ReportAsync(HistoryFolder.Report(i / Devices), new RecordIdentity($"lamp-{i % Devices}", "product", "app", "node"), day.AddSeconds(i / Devices).ToUnixTimeMilliseconds());
        using var file = SqliteFile.Open(Path.Combine(_path, HistoryDay.Of(day).FileName), givesBackSpace: true);
        file.Execute("""
            create table schema (feature text primary key, version integer not null);
            insert into schema values ('History', 1);
            create table cursor (id integer primary key, seq bigint not null, pending_to bigint not null, merged integer not null);
            create table chunk (device_id text not null, first_seq bigint not null, last_seq bigint not null, t0 bigint not null, t1 bigint not null,
              e0 bigint not null, e1 bigint not null, kinds integer not null, n integer not null, blob blob not null, primary key (device_id, first_seq));
            """);
        file.Execute("insert into cursor values (1, @seq, @seq, @merged)", ("@seq", Rounds * Devices), ("@merged", merged));
        long after = 0;
        while (inbox.ReadAfter(after) is { } batch)
            using (batch)
            {
                for (var records = batch.Read(); records.Read();)
                    Insert(file, records.Current);
                after = batch.LastSequence;
            }
    }

    static void Insert(SqliteConnection file, StoredRecord record)
    {
        var points = new byte[sizeof(long) + record.Bytes.Length];
        ChunkFormat.WriteSequence(record, points);
        record.Bytes.CopyTo(points.AsSpan(sizeof(long)));
        using var packer = new ChunkPacker(1, null);
        file.Execute("insert into chunk values (@device, @seq, @seq, @t, @t, @t, @t, @kinds, 1, @blob)", ("@device", Encoding.UTF8.GetString(record.DeviceId)),
            ("@seq", record.Sequence), ("@t", record.ReceivedAt), ("@kinds", record.Kind.Bit()), ("@blob", packer.Pack(points)));
    }
}
