using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Dukou.Server.Storage;

// The commit thread: takes what waits, writes it durably, tells whoever has to know.
sealed partial class Inbox
{
    static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(5);

    // Replaced as a whole; read by the commit thread without a lock.
    ICommitListener[] _followers = [];

    /// <summary>Tells <paramref name="follower"/> the head after every commit, after the listeners of that commit.</summary>
    public void Follow(ICommitListener follower)
    {
        lock (_gate)
            _followers = [.. _followers, follower];
    }

    public void Unfollow(ICommitListener follower)
    {
        lock (_gate)
            _followers = [.. _followers.Where(known => known != follower)];
    }

    void CommitLoop()
    {
        while (Take() is { } taken)
        {
            var (batch, listeners) = taken;
            batch.Seal();
            if (!Write(batch))
                return;
            Publish(batch, listeners);
            Truncate(whileIdle: false);
            SignalRoom();
            _file.Checkpoint();
        }
    }

    (InboxBatch Batch, CommitListeners Listeners)? Take()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_sealed.TryDequeue(out var full))
                    return full;
                if (_filling.Count > 0)
                {
                    var taken = (_filling, _fillingListeners);
                    StartBatch();
                    return taken;
                }
                if (_closing)
                    return null;
                _idle = true;
            }
            Truncate(whileIdle: true);
            SignalRoom();
            _wake.WaitOne();
        }
    }

    /// <summary>Returns false when the inbox closes while the file can't be written.</summary>
    bool Write(InboxBatch batch)
    {
        var delay = RetryDelayMin;
        while (true)
        {
            try
            {
                var started = Stopwatch.GetTimestamp();
                _options.BeforeCommit?.Invoke();
                _file.Insert(batch, Cut, _truncating ? Math.Max(2L * batch.Length, TruncateSliceMin) : 0);
                _metrics.Committed(batch.Count, batch.Length, Stopwatch.GetElapsedTime(started));
                if (_failing is not null)
                {
                    _failing = null;
                    StorageLog.InboxRecovered(_log);
                }
                return true;
            }
            // The world's fault (disk full, I/O): the batch is kept, nobody is acknowledged, and it is tried again until it works.
            catch (SqliteException failure)
            {
                if (_failing is null)
                    StorageLog.InboxFailing(_log, failure.Message);
                _failing = failure.Message;
                _metrics.WriteFailed();
            }
            if (_stopping.WaitOne(delay))
                return false;
            delay = delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax;
        }
    }

    void Publish(InboxBatch batch, CommitListeners listeners)
    {
        var (head, length) = (batch.LastSequence, batch.Length);
        _recent.Add(batch, ReadByAll);
        _head.Advance(head);
        foreach (var (listener, sequence) in listeners)
            Tell(listener, sequence);
        listeners.Clear();
        lock (_gate)
        {
            _waitingBytes -= length - RecordFormat.BatchHeaderSize;
            _ready.Push((new InboxBatch(_buffers, expected: Math.Min(length, CommitBytesMax)), listeners));
        }
        foreach (var follower in Volatile.Read(ref _followers))
            Tell(follower, head);
    }

    void Tell(ICommitListener listener, long sequence)
    {
        try
        {
            listener.Committed(sequence);
        }
        // Our fault; the others still have to be told.
        catch (Exception failure)
        {
            StorageLog.ListenerThrew(_log, failure);
        }
    }
}
