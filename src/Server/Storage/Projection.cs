using Microsoft.Data.Sqlite;

namespace Dukou.Server.Storage;

/// <summary>
/// A reader of the inbox that writes what it reads into a file of its own, off the acknowledging path. Its cursor lives in that file
/// and moves in the same transactions as the data, so every record has its effect exactly once. Everything abstract here runs on one
/// thread of the projection. A write that the disk refuses is tried again until it works; meanwhile the inbox keeps the records.
/// </summary>
abstract class Projection(string name, Inbox inbox, ILogger log) : ICommitListener, IDisposable
{
    /// <summary>The longest transaction: nobody who writes the same file waits longer for a projection.</summary>
    public static readonly TimeSpan SliceMax = TimeSpan.FromMilliseconds(20);

    // While records keep coming the thread looks at intervals: to be woken by each commit would cost more than what it reads.
    static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(20);

    static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(5);

    readonly AutoResetEvent _wake = new(false);
    // Guards _wake against its disposal.
    readonly Lock _wakeGate = new();
    bool _closed;
    readonly Progress _durable = new(0);
    readonly Progress _read = new(0);
    Thread? _thread;
    InboxCursor? _cursor;
    volatile bool _stopping;
    volatile bool _asleep;
    volatile string? _failing;

    public string Name { get; } = name;

    /// <summary>Everything up to here is durable in the projection's file.</summary>
    public long Cursor => _durable.Position;

    /// <summary>Everything up to here has been read, if only into memory.</summary>
    public long ReadThrough => _read.Position;

    /// <summary>Why the projection can't go on at present, for health checks; null when all is well.</summary>
    public string? Failing => _failing;

    /// <summary>Opens the file, registers its cursor with the inbox and goes on from there.</summary>
    /// <exception cref="StorageException">The file can't be used.</exception>
    public void Start()
    {
        var position = LoadCursor();
        _durable.Advance(position);
        _read.Advance(position);
        _cursor = inbox.Register(Name, position);
        inbox.Follow(this);
        _thread = new Thread(Run) { IsBackground = true, Name = "projection " + Name };
        _thread.Start();
    }

    /// <summary>Read your writes: true once the records up to <paramref name="sequence"/> are in the file; false when that takes too long.</summary>
    public Task<bool> WaitUntilAsync(long sequence, TimeSpan max)
    {
        var reached = _durable.WaitAsync(sequence, max);
        Wake();
        return reached;
    }

    /// <summary>The same for records that have been read into memory.</summary>
    public Task<bool> WaitUntilReadAsync(long sequence, TimeSpan max)
    {
        var reached = _read.WaitAsync(sequence, max);
        if (!reached.IsCompleted)
            Wake();
        return reached;
    }

    /// <summary>A commit of the inbox: there is something to read.</summary>
    void ICommitListener.Committed(long sequence)
    {
        // Between the commit and this look, and in Sleep the other way round: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (_asleep || _read.HasWaiters || _durable.HasWaiters)
            Wake();
    }

    /// <summary>Writes what is in memory and closes; what can't be written is read again from the inbox at the next start.</summary>
    public void Dispose()
    {
        inbox.Unfollow(this);
        _stopping = true;
        Wake();
        _thread?.Join();
        var closed = new ObjectDisposedException(Name);
        _durable.Close(closed);
        _read.Close(closed);
        Close();
        lock (_wakeGate)
        {
            _closed = true;
            _wake.Dispose();
        }
    }

    /// <summary>Somebody waits for the file, or the projection ends: nothing is gained by collecting more.</summary>
    protected bool Hurry => Stopping || _durable.HasWaiters;

    /// <summary>What is in memory is written, nothing else is begun.</summary>
    protected bool Stopping => _stopping;

    /// <summary>Also called by whoever waits for the file, and that may be after the end.</summary>
    protected void Wake()
    {
        lock (_wakeGate)
            if (!_closed)
                _wake.Set();
    }

    /// <summary>Everything up to <paramref name="sequence"/> is in the file.</summary>
    protected void Written(long sequence)
    {
        _durable.Advance(sequence);
        _cursor!.Advance(sequence);
    }

    /// <summary>Opens the file and returns its cursor.</summary>
    protected abstract long LoadCursor();

    /// <summary>False while the projection's memory is full.</summary>
    protected abstract bool MayRead { get; }

    /// <summary>Takes one record into memory.</summary>
    protected abstract void Apply(in StoredRecord record);

    /// <summary>Writes one slice if one is due; returns how long until the next is, zero for at once.</summary>
    protected abstract TimeSpan Write();

    /// <summary>Whether no write is under way on another thread.</summary>
    protected virtual bool Finished => true;

    /// <summary>Closes the file.</summary>
    protected abstract void Close();

    void Run()
    {
        var delay = RetryDelayMin;
        var hasRead = false;
        while (true)
        {
            try
            {
                var read = !_stopping && MayRead && Read();
                hasRead |= read;
                var due = Write();
                if (_failing is not null)
                {
                    _failing = null;
                    StorageLog.ProjectionRecovered(log, Name);
                }
                delay = RetryDelayMin;
                if (read || due == TimeSpan.Zero)
                    continue;
                if (_stopping && Finished)
                    return;
                if (hasRead)
                    _wake.WaitOne(due < Nap ? due : Nap);
                else
                    Sleep(due);
                hasRead = false;
            }
            // The engine's loop: the world's fault is tried again; ours is too, and is seen in log and health.
            catch (Exception failure)
            {
                if (_failing is null)
                    StorageLog.ProjectionFailing(log, failure, Name, failure.Message);
                _failing = failure.Message;
                if (_stopping)
                    return;
                _wake.WaitOne(delay);
                delay = delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax;
            }
        }
    }

    /// <summary>Until the next commit, or until something is due.</summary>
    void Sleep(TimeSpan due)
    {
        _asleep = true;
        Interlocked.MemoryBarrier();
        if (inbox.Head <= ReadThrough || !MayRead)
            _wake.WaitOne(due);
        _asleep = false;
    }

    bool Read()
    {
        if (inbox.ReadAfter(ReadThrough) is not { } batch)
            return false;
        using (batch)
            for (var records = batch.Read(); records.Read();)
                if (records.Current.Sequence > ReadThrough)
                {
                    ApplyOne(records.Current);
                    _read.Advance(records.Current.Sequence);
                }
        _cursor!.ReadThrough = ReadThrough;
        return true;
    }

    void ApplyOne(in StoredRecord record)
    {
        try
        {
            Apply(record);
        }
        // A record that makes us stumble must not stop all others; the inbox's judges let nothing of the kind in.
        catch (Exception failure) when (failure is not (SqliteException or StorageException or IOException))
        {
            StorageLog.RecordSkipped(log, failure, Name, record.Sequence);
        }
    }
}
