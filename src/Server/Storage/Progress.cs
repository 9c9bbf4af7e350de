namespace Dukou.Server.Storage;

/// <summary>
/// A sequence number that only grows, and those who wait for it. Any thread; waiters continue on the thread pool. Bound: as many
/// waiters as there are callers, for one that gives up leaves.
/// </summary>
sealed class Progress(long position)
{
    // Guards _waiters; _position is written under it and read anywhere.
    readonly Lock _gate = new();
    readonly SortedDictionary<long, Waiter> _waiters = [];
    long _position = position;

    public long Position => Volatile.Read(ref _position);

    /// <summary>Whether somebody waits for a sequence that is not reached.</summary>
    public bool HasWaiters
    {
        get
        {
            lock (_gate)
                return _waiters.Count > 0;
        }
    }

    public void Advance(long position)
    {
        lock (_gate)
        {
            if (position <= _position)
                return;
            Volatile.Write(ref _position, position);
            while (_waiters.Count > 0 && _waiters.First() is var (sequence, waiter) && sequence <= position)
            {
                _waiters.Remove(sequence);
                waiter.Reached.TrySetResult();
            }
        }
    }

    public Task WaitAsync(long sequence) => Enter(sequence)?.Reached.Task ?? Task.CompletedTask;

    /// <summary>False when the sequence was not reached in time.</summary>
    public async Task<bool> WaitAsync(long sequence, TimeSpan max)
    {
        if (Enter(sequence) is not { } waiter)
            return true;
        try
        {
            await waiter.Reached.Task.WaitAsync(max);
            return true;
        }
        catch (TimeoutException)
        {
            Leave(sequence, waiter);
            return false;
        }
    }

    /// <summary>Nothing will advance any more: who still waits is told.</summary>
    public void Close(Exception reason)
    {
        lock (_gate)
        {
            foreach (var waiter in _waiters.Values)
                waiter.Reached.TrySetException(reason);
            _waiters.Clear();
        }
    }

    Waiter? Enter(long sequence)
    {
        if (sequence <= Position)
            return null;
        lock (_gate)
        {
            if (sequence <= _position)
                return null;
            if (!_waiters.TryGetValue(sequence, out var waiter))
                _waiters.Add(sequence, waiter = new Waiter());
            waiter.Callers++;
            return waiter;
        }
    }

    void Leave(long sequence, Waiter waiter)
    {
        lock (_gate)
            if (--waiter.Callers == 0 && _waiters.TryGetValue(sequence, out var known) && known == waiter)
                _waiters.Remove(sequence);
    }

    sealed class Waiter
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Callers { get; set; }
    }
}
