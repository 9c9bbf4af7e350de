using Dukou.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Tests.Storage;

public sealed class CheckpointerTests : IDisposable
{
    const int CommitBytes = 1024 * 1024;

    readonly StorageFolder _folder = new();
    readonly string _path;
    readonly SqliteConnection _writer;
    readonly Checkpointer _checkpointer;
    string? _problem;
    Thread? _refusedWhenWaits;
    bool _left;
    int _commits;

    public CheckpointerTests()
    {
        _path = Path.Combine(_folder.Data.Path, "some.db");
        _writer = SqliteFile.Open(_path);
        _writer.Execute("pragma synchronous=normal; create table batch (seq integer primary key, blob)");
        _checkpointer = new Checkpointer(_path, _writer, problem => _problem = problem, Flush);
    }

    long LogBytes => new FileInfo(_path + "-wal").Length;

    [Fact]
    public void The_log_begins_anew_although_its_writer_goes_on()
    {
        Write(4 * Checkpointer.LogBytesMax);
        // One commit more than the bound, and what a page of the log has besides the page.
        Assert.InRange(LogBytes, 1, (Checkpointer.LogBytesMax + CommitBytes) * 1.01);
        Reads();
    }

    [Fact]
    public void A_reader_that_holds_the_log_keeps_nobody_from_writing()
    {
        using (var reader = SqliteFile.Open(_path, readOnly: true))
        {
            Write(CommitBytes);
            reader.Execute("begin");
            Assert.Equal(1, reader.Scalar<long>("select count(*) from batch"));
            Write(Checkpointer.LogBytesMax);
            Assert.Equal(1, reader.Scalar<long>("select count(*) from batch"));
            reader.Execute("rollback");
        }
        var held = LogBytes;
        Write(Checkpointer.LogBytesMax);
        // The commit after which the rest could be taken stood in the log still.
        Assert.InRange(LogBytes, held, held + CommitBytes * 1.02);
        Reads();
    }

    [Fact]
    public void A_file_that_could_not_be_flushed_keeps_its_log_although_its_writer_waited_for_that_and_is_whole_after_the_next_start()
    {
        _refusedWhenWaits = Thread.CurrentThread;
        // The disk refuses once, and takes everything afterwards: the log is never begun anew.
        Write(3 * Checkpointer.LogBytesMax);
        Assert.Equal("refused", _problem);
        Assert.True(LogBytes > 3 * Checkpointer.LogBytesMax);

        Leave();
        Assert.True(LogBytes > 3 * Checkpointer.LogBytesMax);
        Reads();
    }

    public void Dispose()
    {
        Leave();
        _folder.Dispose();
    }

    void Leave()
    {
        if (_left)
            return;
        _left = true;
        _writer.Dispose();
        _checkpointer.Dispose();
    }

    void Flush(FileStream file)
    {
        if (_refusedWhenWaits is not { } writing)
        {
            file.Flush(flushToDisk: true);
            return;
        }
        _refusedWhenWaits = null;
        SpinWait.SpinUntil(() => writing.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(60));
        throw new IOException("refused");
    }

    void Write(long bytes)
    {
        for (; bytes > 0; bytes -= CommitBytes)
        {
            _writer.Execute("insert into batch values (@seq, randomblob(@bytes))", ("@seq", ++_commits), ("@bytes", (long)CommitBytes));
            _checkpointer.Step();
        }
    }

    /// <summary>Everything is there, and in order, for who comes later.</summary>
    void Reads()
    {
        using var reader = SqliteFile.Open(_path, readOnly: true);
        Assert.Equal((_commits, (long)_commits * CommitBytes), reader.First("select count(*), sum(length(blob)) from batch", row => (row.GetInt32(0), row.GetInt64(1))));
        Assert.Equal("ok", reader.Scalar<string>("pragma integrity_check"));
    }
}
