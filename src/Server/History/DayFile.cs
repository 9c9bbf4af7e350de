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

    public void Insert(DeviceChunk chunk, ChunkPacker? packer = null) => _connection.Execute(
        "insert into chunk (device_id, first_seq, last_seq, t0, t1, e0, e1, kinds, n, blob) values (@device, @first, @last, @t0, @t1, @e0, @e1, @kinds, @n, @blob)",
        ("@device", chunk.DeviceId), ("@first", chunk.FirstSequence), ("@last", chunk.LastSequence), ("@t0", chunk.ReceivedFrom), ("@t1", chunk.ReceivedTo),
        ("@e0", chunk.EventFrom), ("@e1", chunk.EventTo), ("@kinds", chunk.Kinds), ("@n", chunk.Count), ("@blob", (packer ?? _packer).Pack(chunk.Points)));

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
        || (sequence <= PendingTo && _connection.Scalar<long>("select coalesce(max(last_seq), 0) from chunk where device_id = @device", ("@device", deviceId)) >= sequence);

    public void Dispose()
    {
        _connection.Dispose();
        _packer.Dispose();
    }
}
