using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dukou.Server.Storage;

/// <summary><c>inbox.db</c>: one row per commit. Written by the commit thread alone; read by any thread through pooled connections.</summary>
sealed class InboxFile : IDisposable
{
    readonly SqliteConnection _writer;
    readonly ReaderPool _readers;
    readonly Checkpointer _checkpointer;
    readonly sqlite3_stmt _insert;

    InboxFile(string path, SqliteConnection writer, Action<string> logStays)
    {
        Path = path;
        _writer = writer;
        _readers = new ReaderPool(path);
        _checkpointer = new Checkpointer(path, writer, logStays);
        Check(raw.sqlite3_prepare_v2(writer.Handle, "insert into batch values (?, ?, ?, ?)", out _insert));
        (First, Last) = writer.First("select coalesce(min(seq), 0), coalesce(max(seq + count - 1), 0) from batch", row => (row.GetInt64(0), row.GetInt64(1)));
        Bytes = writer.Scalar<long>("select coalesce(sum(length(blob)), 0) from batch");
    }

    public string Path { get; }

    /// <summary>The first and last sequence in the file; zero when it is new.</summary>
    public long First { get; private set; }
    public long Last { get; private set; }

    /// <summary>Bytes of all batches in the file.</summary>
    public long Bytes { get; private set; }

    /// <param name="path">The file, made when it is missing.</param>
    /// <param name="logStays">Told why when the write-ahead log is kept until the next start.</param>
    /// <exception cref="StorageException">The file can't be used: unreadable, damaged, or written by a newer release.</exception>
    public static InboxFile Open(string path, Action<string> logStays)
    {
        try
        {
            var writer = SqliteFile.Open(path);
            Migrations.Apply(writer, path, "inbox");
            return new InboxFile(path, writer, logStays);
        }
        catch (Exception failure) when (failure is SqliteException or IOException)
        {
            throw new StorageException($"{path} can't be opened: {failure.Message}", failure);
        }
    }

    /// <summary>Stores one batch durably; in the same transaction deletes about <paramref name="deleteBytes"/> of what lies at or below <paramref name="deleteThrough"/>.</summary>
    /// <exception cref="SqliteException">Nothing is stored.</exception>
    public void Insert(InboxBatch batch, long deleteThrough, long deleteBytes)
    {
        if (deleteBytes > 0)
        {
            using var transaction = new Transaction(_writer);
            InsertRow(batch);
            var (bytes, first) = DeleteRows(deleteThrough, deleteBytes);
            transaction.Commit();
            Bytes -= bytes;
            First = first;
        }
        else
            InsertRow(batch);
        Bytes += batch.Length;
        Last = batch.LastSequence;
    }

    /// <summary>Deletes about <paramref name="bytesMax"/> of what lies at or below <paramref name="through"/>; the newest row stays, because it tells the next sequence.</summary>
    public long Delete(long through, long bytesMax)
    {
        using var transaction = new Transaction(_writer);
        var (bytes, first) = DeleteRows(through, bytesMax);
        transaction.Commit();
        Bytes -= bytes;
        First = first;
        // Who deletes may go on for gigabytes before the next commit.
        Checkpoint();
        return bytes;
    }

    /// <summary>Keeps the write-ahead log short; called between two commits.</summary>
    public void Checkpoint() => _checkpointer.Step();

    /// <summary>The batch that holds the first record above <paramref name="sequence"/>, or null at the end.</summary>
    public InboxBatch? ReadAfter(long sequence, BufferPool buffers)
    {
        var reader = _readers.Rent();
        try
        {
            return reader.First("""
                select seq, count, blob from batch
                where seq >= coalesce((select seq from batch where seq <= @next order by seq desc limit 1), 0) and seq + count > @next
                order by seq limit 1
                """, row => Batch(row, buffers), ("@next", sequence + 1));
        }
        finally
        {
            _readers.Return(reader);
        }
    }

    public void Backup(string target)
    {
        var reader = _readers.Rent();
        try
        {
            SqliteFile.Backup(reader, target);
        }
        finally
        {
            _readers.Return(reader);
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _readers.Dispose();
        _writer.Dispose();
        _checkpointer.Dispose();
    }

    // SqliteDataReader would copy the blob into an array of its length.
    static InboxBatch Batch(System.Data.Common.DbDataReader row, BufferPool buffers)
    {
        var batch = new InboxBatch(buffers);
        batch.Load(row.GetInt64(0), row.GetInt32(1), raw.sqlite3_column_blob(((SqliteDataReader)row).Handle, 2));
        return batch;
    }

    // By hand instead of SqliteCommand, which would copy the blob into an array of its length for each commit.
    void InsertRow(InboxBatch batch)
    {
        raw.sqlite3_bind_int64(_insert, 1, batch.FirstSequence);
        raw.sqlite3_bind_int(_insert, 2, batch.Count);
        raw.sqlite3_bind_int(_insert, 3, RecordFormat.Plain);
        Check(raw.sqlite3_bind_blob(_insert, 4, batch.Blob));
        var result = raw.sqlite3_step(_insert);
        var message = result == raw.SQLITE_DONE ? null : raw.sqlite3_errmsg(_writer.Handle).utf8_to_string();
        raw.sqlite3_reset(_insert);
        raw.sqlite3_clear_bindings(_insert);
        if (message is not null)
            throw new SqliteException(message, result);
    }

    (long Bytes, long First) DeleteRows(long through, long bytesMax)
    {
        long bytes = 0;
        long? last = null;
        // Row by row from the oldest: what is far behind the rest may be thousands of rows, and each costs a page.
        _writer.Each("select seq, length(blob) from batch where seq <= @through and seq + count - 1 <= @through and seq < (select max(seq) from batch) order by seq", row =>
        {
            last = row.GetInt64(0);
            bytes += row.GetInt64(1);
            return bytes < bytesMax;
        }, ("@through", through));
        if (last is not null)
            _writer.Execute("delete from batch where seq <= @last", ("@last", last));
        return (bytes, _writer.Scalar<long>("select coalesce(min(seq), 0) from batch"));
    }

    void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(_writer.Handle).utf8_to_string(), result);
    }
}
