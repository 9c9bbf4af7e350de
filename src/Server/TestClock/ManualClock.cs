namespace Dukou.Server.TestClock;

/// <summary>
/// Domain time that stands still until it is moved (<c>--test-clock</c>). Timers that fall due while it moves run in the order of
/// their times, each seeing its own. What a timer only sets going continues in the background and may see a later time. Thread-safe.
/// </summary>
sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    // Guards _now and every timer's due time.
    readonly Lock _gate = new();
    readonly HashSet<ManualTimer> _timers = [];
    DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and returns the new time.</summary>
    public DateTimeOffset Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end;
        lock (_gate)
            end = _now + by;
        while (TakeDue(end) is { } timer)
            timer.Run();
        lock (_gate)
            return _now = end > _now ? end : _now;
    }

    ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            if (_timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is not { } timer)
                return null;
            _now = timer.Due!.Value > _now ? timer.Due.Value : _now; // Selected by its due time.
            timer.Due = timer.Period > TimeSpan.Zero ? timer.Due + timer.Period : null;
            if (timer.Due is null)
                _timers.Remove(timer);
            return timer;
        }
    }

    void Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            timer.Period = period;
            timer.Due = dueTime == Timeout.InfiniteTimeSpan ? null : _now + dueTime;
            if (timer.Due is null)
                _timers.Remove(timer);
            else
                _timers.Add(timer);
        }
    }

    sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; set; }

        public void Run() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Schedule(this, dueTime == TimeSpan.Zero && period <= TimeSpan.Zero ? Timeout.InfiniteTimeSpan : dueTime, period);
            // Due at once: a clock that stands still would never reach it.
            if (dueTime == TimeSpan.Zero)
                ThreadPool.QueueUserWorkItem(_ => Run());
            return true;
        }

        public void Dispose() => clock.Schedule(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
