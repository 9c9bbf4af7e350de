using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Storage;

/// <summary>How a write ranks when several wait: a person or a device first, projections after.</summary>
enum WritePriority
{
    Interactive,
    Background,
}

/// <summary>
/// One SQLite file with one writer thread and any number of readers. Writes that wait together share one transaction (a savepoint
/// each) and so one durable commit; <see cref="WriteAsync{T}"/> completes after that commit. Readers see the last commit (WAL).
/// Bound: <see cref="WritesWaitingMax"/> writes may wait; further callers wait for a place.
/// </summary>
sealed class Database : IAsyncDisposable
{
    public const int WritesWaitingMax = 8192;

    readonly SqliteConnection _writer;
    readonly ReaderPool _readers;
    readonly Thread _thread;
    readonly SemaphoreSlim _places = new(WritesWaitingMax);
    // Guards both queues and _closing.
    readonly Lock _gate = new();
    readonly Queue<PendingWrite> _interactive = new();
    readonly Queue<PendingWrite> _background = new();
    readonly AutoResetEvent _wake = new(false);
    bool _closing;
    bool _backgroundsTurn;

    Database(string path, SqliteConnection writer)
    {
        Path = path;
        _writer = writer;
        _readers = new ReaderPool(path);
        _thread = new Thread(WriteLoop) { IsBackground = true, Name = "write " + System.IO.Path.GetFileName(path) };
        _thread.Start();
    }

    public string Path { get; }

    /// <summary>Opens or creates the file and brings its schema up to date. <paramref name="kind"/> selects the migrations (<c>core</c>, <c>shadow</c>, …).</summary>
    /// <exception cref="StorageException">The file can't be used: unreadable, damaged, or written by a newer release.</exception>
    public static Database Open(string path, string kind)
    {
        try
        {
            var writer = SqliteFile.Open(path);
            Migrations.Apply(writer, path, kind);
            return new Database(path, writer);
        }
        catch (SqliteException failure)
        {
            throw new StorageException($"{path} can't be opened: {failure.Message}", failure);
        }
    }

    /// <summary>Writes that are under way or wait.</summary>
    public int WritesWaiting => WritesWaitingMax - _places.CurrentCount;

    /// <summary>Runs <paramref name="query"/> on a pooled read connection; it sees every write that completed before the call.</summary>
    public T Read<T>(Func<DbConnection, T> query)
    {
        var connection = _readers.Rent();
        try
        {
            return query(connection);
        }
        finally
        {
            _readers.Return(connection);
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> on the writer thread and completes once its effect is durable. What the work throws undoes its
    /// own statements only and comes back to the caller.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<DbConnection, T> work, WritePriority priority = WritePriority.Interactive, CancellationToken cancellationToken = default)
    {
        await _places.WaitAsync(cancellationToken);
        var pending = new PendingWrite<T>(work);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            (priority == WritePriority.Interactive ? _interactive : _background).Enqueue(pending);
        }
        _wake.Set();
        return await pending.Completion.Task;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<DbConnection> work, WritePriority priority = WritePriority.Interactive, CancellationToken cancellationToken = default) =>
        WriteAsync(connection =>
        {
            work(connection);
            return true;
        }, priority, cancellationToken);

    /// <summary>Copies the file as of now into <paramref name="target"/>, from a read connection: reads and writes go on meanwhile.</summary>
    public void Backup(string target) =>
        Read(connection =>
        {
            SqliteFile.Backup((SqliteConnection)connection, target);
            return true;
        });

    public ValueTask DisposeAsync()
    {
        lock (_gate)
            _closing = true;
        _wake.Set();
        _thread.Join();
        _readers.Dispose();
        _writer.Dispose();
        _wake.Dispose();
        _places.Dispose();
        return ValueTask.CompletedTask;
    }

    void WriteLoop()
    {
        var batch = new List<PendingWrite>();
        while (TakeBatch(batch))
        {
            Commit(batch);
            _places.Release(batch.Count);
            batch.Clear();
        }
    }

    /// <summary>
    /// All interactive writes that wait, then one background write: a projection's slice never delays a person twice, and a stream of
    /// interactive writes never starves a projection.
    /// </summary>
    bool TakeBatch(List<PendingWrite> batch)
    {
        while (true)
        {
            lock (_gate)
            {
                if (!_backgroundsTurn || _background.Count == 0)
                    while (_interactive.TryDequeue(out var write))
                        batch.Add(write);
                _backgroundsTurn = batch.Count > 0;
                if (batch.Count == 0 && _background.TryDequeue(out var slice))
                    batch.Add(slice);
                if (batch.Count > 0)
                    return true;
                if (_closing)
                    return false;
            }
            _wake.WaitOne();
        }
    }

    void Commit(List<PendingWrite> batch)
    {
        try
        {
            using var transaction = new Transaction(_writer);
            foreach (var write in batch)
                write.Run(_writer);
            transaction.Commit();
        }
        // World's fault (disk full, I/O): nothing of the batch is stored, and every caller is told.
        catch (SqliteException failure)
        {
            var storageFailure = new StorageException($"{Path} could not be written: {failure.Message}", failure);
            foreach (var write in batch)
                write.Fail(storageFailure);
            return;
        }
        foreach (var write in batch)
            write.Complete();
    }

    abstract class PendingWrite
    {
        public abstract void Run(SqliteConnection connection);
        public abstract void Complete();
        public abstract void Fail(Exception failure);
    }

    sealed class PendingWrite<T>(Func<DbConnection, T> work) : PendingWrite
    {
        T? _result;
        Exception? _failure;

        public TaskCompletionSource<T> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Run(SqliteConnection connection)
        {
            connection.Execute("savepoint work");
            try
            {
                _result = work(connection);
                connection.Execute("release work");
            }
            // The caller's own failure (a conflict, a refused request) undoes only its statements; it is rethrown to the caller.
            catch (Exception failure) when (failure is not SqliteException { SqliteErrorCode: 10 or 13 })
            {
                _failure = failure;
                connection.Execute("rollback to work");
                connection.Execute("release work");
            }
        }

        public override void Complete()
        {
            if (_failure is null)
                Completion.SetResult(_result!);
            else
                Completion.SetException(_failure);
        }

        public override void Fail(Exception failure) => Completion.SetException(_failure ?? failure);
    }
}
