namespace Dukou.Server.Storage;

/// <summary>
/// The group-commit log in front of everything: what it took is durable before anybody is acknowledged. Connections append from any
/// thread; one thread commits, and a commit starts as soon as the former one ended, with everything then waiting (at most
/// <see cref="CommitRecordsMax"/> records or <see cref="CommitBytesMax"/> bytes). Sequence numbers grow by one for each record, also
/// over restarts. Bounds and overflow: <see cref="InboxOptions"/>.
/// </summary>
sealed partial class Inbox : IDisposable
{
    public const int CommitRecordsMax = 4000;
    public const int CommitBytesMax = 1024 * 1024;

    readonly InboxOptions _options;
    readonly ILogger<Inbox> _log;
    readonly InboxFile _file;
    readonly InboxMetrics _metrics;
    readonly RecentBatches _recent;
    readonly BufferPool _buffers;
    readonly Progress _head;
    readonly Thread _thread;
    readonly AutoResetEvent _wake = new(false);
    readonly ManualResetEvent _stopping = new(false);

    // Guards the fields of this block. Held for the copy of one record at most.
    readonly Lock _gate = new();
    readonly Queue<(InboxBatch Batch, CommitListeners Listeners)> _sealed = new();
    // For the batches to come, made by the commit thread: appending allocates nothing.
    readonly Stack<(InboxBatch Batch, CommitListeners Listeners)> _ready = new();
    InboxBatch _filling;
    CommitListeners _fillingListeners = new();
    TaskCompletionSource? _room;
    long _next;
    int _waitingBytes;
    bool _idle;
    bool _closing;
    bool _together;

    volatile string? _failing;
    volatile string? _overCap;

    public Inbox(DataFolder folder, InboxOptions options, ILogger<Inbox> log)
    {
        _options = options;
        _log = log;
        _file = InboxFile.Open(folder.File("inbox.db"), problem => StorageLog.InboxLogStays(log, problem));
        // As much as may be in use at once: what waits for its commit, and what readers have not read yet.
        _buffers = new BufferPool((long)options.WaitingBytesMax + options.RecentBytesMax);
        _recent = new RecentBatches(options.RecentBytesMax);
        _head = new Progress(_file.Last);
        _next = _file.Last + 1;
        _filling = new InboxBatch(_buffers);
        _metrics = new InboxMetrics(this);
        _thread = new Thread(CommitLoop) { IsBackground = true, Name = "inbox commit" };
        _thread.Start();
    }

    /// <summary>The last durable sequence.</summary>
    public long Head => _head.Position;

    /// <summary>The last sequence given out; what lies above <see cref="Head"/> waits for its commit.</summary>
    public long LastAppended => Volatile.Read(ref _next) - 1;

    /// <summary>Why the inbox can't be written at present, for health checks; null when all is well.</summary>
    public string? Failing => _failing;

    public bool Full => Stuck || Volatile.Read(ref _waitingBytes) >= _options.WaitingBytesMax;

    /// <summary>Whether it takes nothing for longer than a busy moment: it can't be written, or its readers are too far behind.</summary>
    public bool Stuck => _failing is not null || _overCap is not null;

    public int WaitingBytes => Volatile.Read(ref _waitingBytes);

    public long DiskBytes => _file.Bytes;

    /// <summary>
    /// Takes a copy of the record, or returns false when the inbox is full; never blocks. <paramref name="listener"/> is told once the
    /// record is durable. A record that <paramref name="continues"/> a publish is taken although the first ones have filled the inbox.
    /// </summary>
    public bool TryAppend(in InboxRecord record, ICommitListener? listener, out long sequence, bool continues = false)
    {
        var size = RecordFormat.SizeOf(record);
        bool wake;
        lock (_gate)
        {
            if (_closing || (Full && !continues))
            {
                sequence = 0;
                return false;
            }
            if (!_together && (_filling.Count == CommitRecordsMax || (_filling.Count > 0 && _filling.Length + size > CommitBytesMax)))
            {
                _sealed.Enqueue((_filling, _fillingListeners));
                StartBatch();
            }
            sequence = _next;
            _filling.Append(record, size, sequence);
            _next++;
            if (listener is not null)
                _fillingListeners.Add(listener, sequence);
            _waitingBytes += size;
            wake = _idle;
            _idle = false;
        }
        if (wake)
            _wake.Set();
        return true;
    }

    /// <summary>
    /// What this thread appends until it disposes this stands in one commit: all of it is durable or none. Other threads wait meanwhile.
    /// Such a commit may be larger than others, by one publish at most.
    /// </summary>
    public Group Together() => new(this);

    /// <inheritdoc cref="Together"/>
    public readonly ref struct Group
    {
        readonly Inbox _inbox;

        public Group(Inbox inbox)
        {
            _inbox = inbox;
            inbox._gate.Enter();
            inbox._together = true;
        }

        public void Dispose()
        {
            _inbox._together = false;
            _inbox._gate.Exit();
        }
    }

    /// <summary>Completes when <see cref="TryAppend"/> is worth another try.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (!Full)
                return ValueTask.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellationToken));
        }
    }

    public Task WaitForDurableAsync(long sequence) => _head.WaitAsync(sequence);

    /// <summary>The batch that holds the first durable record above <paramref name="sequence"/>, or null when there is none yet. The caller disposes it.</summary>
    public InboxBatch? ReadAfter(long sequence)
    {
        if (sequence >= Head)
            return null;
        return _recent.Find(sequence) ?? _file.ReadAfter(sequence, _buffers);
    }

    /// <summary>Copies the file as of now into <paramref name="target"/> while appends go on.</summary>
    public void Backup(string target) => _file.Backup(target);

    /// <summary>Commits what waits and closes the file. What can't be written was never acknowledged.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closing)
                return;
            _closing = true;
        }
        _stopping.Set();
        _wake.Set();
        _thread.Join();
        var closed = new ObjectDisposedException(nameof(Inbox));
        _head.Close(closed);
        TaskCompletionSource? room;
        lock (_gate)
            (room, _room) = (_room, null);
        room?.TrySetException(closed);
        _recent.Dispose();
        _metrics.Dispose();
        _file.Dispose();
        _wake.Dispose();
        _stopping.Dispose();
    }

    // Called under the lock.
    void StartBatch() => (_filling, _fillingListeners) = _ready.TryPop(out var ready) ? ready : (new InboxBatch(_buffers), new CommitListeners());

    void SignalRoom()
    {
        TaskCompletionSource? room = null;
        lock (_gate)
            if (_room is not null && _failing is null && _overCap is null && _waitingBytes <= _options.WaitingBytesMax / 2)
                (room, _room) = (_room, null);
        room?.TrySetResult();
    }
}
