using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dukou.Server.Storage;

/// <summary>
/// Brings what lies in a file's write-ahead log over into the file while its writer goes on: SQLite itself does that inside a commit, for
/// which everybody who waits for one waits. A thread with a connection of its own takes all but what is written meanwhile; that rest,
/// which is little, is the writer's own, and the log begins anew after it. Bound: above <see cref="LogBytesMax"/> of log the writer
/// waits and takes the rest whatever its size; only a reader that keeps an old view can hold the log longer. When the file can't be flushed,
/// nobody knows which of its pages are on the disk, and a second flush would not say: the log stays whole until the next start has read it.
/// </summary>
sealed class Checkpointer : IDisposable
{
    public const long LogBytesMax = (long)LogPagesMax * SqliteFile.PageBytes;

    const int LogPages = 4096;
    const int RestPages = LogPages / 8;
    const int LogPagesMax = 4 * LogPages;

    // https://sqlite.org/c3ref/c_checkpoint_full.html: nothing is brought over, the sizes are told.
    const int SqliteCheckpointNoop = -1;
    // https://sqlite.org/c3ref/c_dbconfig_defensive.html: who leaves the file last leaves its log.
    const int SqliteNoCheckpointOnClose = 1006;

    readonly SqliteConnection _writer;
    readonly SqliteConnection _beside;
    // Open as long as any connection: to close a file ends every lock (fcntl) that this process has on it.
    readonly FileStream _file;
    readonly Thread _thread;
    readonly AutoResetEvent _wake = new(false);
    readonly ManualResetEvent _rests = new(true);
    readonly Action<FileStream> _flush;
    readonly Action<string> _refused;
    volatile bool _closing;
    volatile bool _logStays;

    /// <param name="path">The file.</param>
    /// <param name="writer">The connection that writes it; open until it is disposed, before this is.</param>
    /// <param name="refused">Told once when the file can't be flushed, and why.</param>
    /// <param name="flush">Only tests set it: a disk that refuses (<see cref="IOException"/>).</param>
    public Checkpointer(string path, SqliteConnection writer, Action<string> refused, Action<FileStream>? flush = null)
    {
        _writer = writer;
        _refused = refused;
        _flush = flush ?? (file => file.Flush(flushToDisk: true));
        writer.Execute("pragma wal_autocheckpoint=0");
        _beside = SqliteFile.Open(path);
        _file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _thread = new Thread(Run) { IsBackground = true, Name = "checkpoint " + Path.GetFileName(path) };
        _thread.Start();
    }

    /// <summary>Called by the writer's thread between two transactions.</summary>
    public void Step()
    {
        var (pages, done) = Checkpoint(_writer, SqliteCheckpointNoop);
        if (pages < LogPages || !_rests.WaitOne(pages < LogPagesMax ? 0 : Timeout.Infinite))
            return;
        // Not before the wait: what was waited for may have been refused.
        if (_logStays)
            return;
        if (pages - done <= RestPages || pages >= LogPagesMax)
            Checkpoint(_writer, raw.SQLITE_CHECKPOINT_PASSIVE);
        else
        {
            _rests.Reset();
            _wake.Set();
        }
    }

    public void Dispose()
    {
        _closing = true;
        _wake.Set();
        _thread.Join();
        if (_logStays)
            raw.sqlite3_db_config(_beside.Handle, SqliteNoCheckpointOnClose, 1, out _);
        _beside.Dispose();
        _file.Dispose();
        _wake.Dispose();
        _rests.Dispose();
    }

    void Run()
    {
        while (true)
        {
            _wake.WaitOne();
            if (_closing)
                return;
            Checkpoint(_beside, raw.SQLITE_CHECKPOINT_PASSIVE);
            Flush();
            _rests.Set();
        }
    }

    /// <summary>SQLite leaves this to who takes the rest: the writer would have all of it to wait for.</summary>
    void Flush()
    {
        try
        {
            _flush(_file);
        }
        catch (IOException failure)
        {
            KeepLog(failure.Message);
        }
    }

    void KeepLog(string problem)
    {
        if (_logStays)
            return;
        _logStays = true;
        _refused(problem);
    }

    /// <summary>The log's pages, and how many of them are in the file. For what has no room the next commit has none either, and tells.</summary>
    (int Pages, int Done) Checkpoint(SqliteConnection connection, int mode)
    {
        if (raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", mode, out var pages, out var done) != raw.SQLITE_OK && raw.sqlite3_extended_errcode(connection.Handle) == raw.SQLITE_IOERR_FSYNC)
            KeepLog(raw.sqlite3_errmsg(connection.Handle).utf8_to_string());
        return (pages, done);
    }
}
