using System.Data.Common;
using System.Diagnostics;
using Dukou.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.History;

/// <summary>
/// One <c>history-YYYYMMDD.db</c> as its writer sees it: what was received on that UTC day. Used by the history projection's thread
/// alone; readers open the file themselves.
/// </summary>
sealed class DayFile : IDisposable
{
    // Small chunks compress at ~100 MB/s on this level; merging uses a higher one.
    const int Level = 1;

    // What devices report changes slowly.
    static readonly TimeSpan LearnEvery = TimeSpan.FromHours(1);

    readonly DictionarySamples _samples = new();
    readonly SqliteConnection _connection;
    ChunkPacker _packer;
    long _lastId;
    // When a dictionary was last made or tried.
    long? _learned;

    DayFile(HistoryDay day, SqliteConnection connection)
    {
        Day = day;
        _connection = connection;
        Dictionary = ChunkDictionary.Newest(connection);
        _packer = new ChunkPacker(Level, Dictionary);
        if (Dictionary is not null)
            _learned = Stopwatch.GetTimestamp();
        _lastId = connection.Scalar<long>("select max(id) from chain");
        (Cursor, PendingTo, Merged) = connection.First("select seq, pending_to, merged from cursor", row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) != 0));
    }

    public HistoryDay Day { get; }

    /// <summary>Everything of this day up to here is in the file.</summary>
    public long Cursor { get; private set; }

    /// <summary>Some of what lies between the cursor and here may be in the file.</summary>
    public long PendingTo { get; private set; }

    /// <summary>The day is over and its small chunks have been merged.</summary>
    public bool Merged { get; private set; }

    /// <summary>What chunks are compressed against; none until enough has been seen.</summary>
    public ChunkDictionary? Dictionary { get; private set; }

    public DbConnection Connection => _connection;

    /// <summary>Opens the day's file, or makes it with <paramref name="cursor"/> as the start of what it will hold.</summary>
    /// <exception cref="StorageException">The file can't be used.</exception>
    public static DayFile Open(string path, HistoryDay day, long cursor)
    {
        try
        {
            var connection = SqliteFile.Open(path, givesBackSpace: true);
            Migrations.Apply(connection, path, "history");
            connection.Execute("insert into cursor (id, seq, pending_to, merged) values (1, @seq, @seq, 0) on conflict (id) do nothing", ("@seq", cursor));
            return new DayFile(day, connection);
        }
        catch (SqliteException failure)
        {
            throw new StorageException($"{path} can't be opened: {failure.Message}", failure);
        }
    }

    public Transaction Begin() => new(_connection);

    /// <summary>Before a flush: makes the dictionary of what it will write, if there is none or an old one. Not within a transaction.</summary>
    public void Learn(IReadOnlyList<DeviceChunk> chunks)
    {
        if (Dictionary?.Id == ChunkDictionary.IdMax || (_learned is { } learned && Stopwatch.GetElapsedTime(learned) < LearnEvery))
            return;
        _samples.Take(chunks);
        if (!_samples.Enough)
            return;
        _learned = Stopwatch.GetTimestamp();
        if (_samples.Train() is not { } bytes)
            return;
        var dictionary = new ChunkDictionary((Dictionary?.Id ?? 0) + 1, bytes);
        dictionary.Save(_connection);
        _packer.Dispose();
        _packer = new ChunkPacker(Level, dictionary);
        Dictionary = dictionary;
    }

    /// <summary>Within a transaction: hangs the chunk before all others of its device.</summary>
    public void Insert(DeviceChunk chunk)
    {
        var before = _connection.Scalar<long>("select newest from device where device_id = @device", ("@device", chunk.DeviceId));
        var id = Insert(chunk, before == 0 ? null : before, _packer);
        _connection.Execute("insert into device (device_id, newest, last_seq) values (@device, @id, @last) on conflict (device_id) do update set newest = excluded.newest, last_seq = excluded.last_seq",
            ("@device", chunk.DeviceId), ("@id", id), ("@last", chunk.LastSequence));
    }

    /// <summary>Within a transaction: a row that nothing leads to yet; returns its id.</summary>
    public long Insert(DeviceChunk chunk, long? before, ChunkPacker packer)
    {
        _connection.Execute(
            "insert into chain (id, before, first_seq, seqs, t0, span, early, late, kinds, n, blob) values (@id, @before, @first, @seqs, @t0, @span, @early, @late, @kinds, @n, @blob)",
            ("@id", ++_lastId), ("@before", before), ("@first", chunk.FirstSequence), ("@seqs", chunk.LastSequence - chunk.FirstSequence),
            ("@t0", chunk.ReceivedFrom), ("@span", chunk.ReceivedTo - chunk.ReceivedFrom), ("@early", chunk.EventFrom - chunk.ReceivedFrom), ("@late", chunk.EventTo - chunk.ReceivedTo),
            ("@kinds", chunk.Kinds), ("@n", chunk.Count), ("@blob", packer.Pack(chunk.Points)));
        return _lastId;
    }

    /// <summary>Within a transaction: the flush in progress reaches to <paramref name="pendingTo"/>, and is whole up to <paramref name="cursor"/>.</summary>
    public void Mark(long cursor, long pendingTo) =>
        _connection.Execute("update cursor set seq = @seq, pending_to = @to", ("@seq", cursor), ("@to", pendingTo));

    /// <summary>After the commit of a <see cref="Mark"/>.</summary>
    public void Marked(long cursor, long pendingTo) => (Cursor, PendingTo) = (cursor, pendingTo);

    public void MarkMerged()
    {
        _connection.Execute("update cursor set merged = 1");
        Merged = true;
    }

    /// <summary>Whether an interrupted flush had already written this record.</summary>
    public bool Holds(string deviceId, long sequence) =>
        sequence <= Cursor
        || (sequence <= PendingTo && _connection.Scalar<long>("select last_seq from device where device_id = @device", ("@device", deviceId)) >= sequence);

    public void Dispose()
    {
        _connection.Dispose();
        _packer.Dispose();
    }
}
