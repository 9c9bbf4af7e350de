using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dukou.Server.Storage;

/// <summary>
/// Brings what lies in a file's write-ahead log over into the file while its writer goes on: SQLite itself does that inside a commit, for
/// which everybody who waits for one waits. A thread with a connection of its own takes all but what is written meanwhile; that rest,
/// which is little, is the writer's own, and the log begins anew after it. Bound: above <see cref="LogBytesMax"/> of log the writer
/// waits and takes the rest whatever its size; only a reader that keeps an old view can hold the log longer.
/// </summary>
sealed class Checkpointer : IDisposable
{
    public const long LogBytesMax = (long)LogPagesMax * SqliteFile.PageBytes;

    const int LogPages = 4096;
    const int RestPages = LogPages / 8;
    const int LogPagesMax = 4 * LogPages;

    // https://sqlite.org/c3ref/c_checkpoint_full.html: nothing is brought over, the sizes are told.
    const int SqliteCheckpointNoop = -1;

    readonly SqliteConnection _writer;
    readonly SqliteConnection _beside;
    // Open as long as any connection: to close a file ends every lock (fcntl) that this process has on it.
    readonly FileStream _file;
    readonly Thread _thread;
    readonly AutoResetEvent _wake = new(false);
    readonly ManualResetEvent _rests = new(true);
    volatile bool _closing;

    public Checkpointer(string path, SqliteConnection writer)
    {
        _writer = writer;
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
            _file.Flush(flushToDisk: true);
        }
        // Whoever takes the rest is told, too, and the log stays.
        catch (IOException)
        {
        }
    }

    /// <summary>The log's pages, and how many of them are in the file. What the disk refuses stays in the log: the next commit meets the same disk and tells.</summary>
    static (int Pages, int Done) Checkpoint(SqliteConnection connection, int mode)
    {
        raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", mode, out var pages, out var done);
        return (pages, done);
    }
}
