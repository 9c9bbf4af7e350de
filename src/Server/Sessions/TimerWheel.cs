namespace Dukou.Server.Sessions;

/// <summary>Something that wants to be looked at when its time has come.</summary>
interface ITimed
{
    /// <summary>Called on the wheel's timer thread; must not block. Returns when it wants to be called next, or null for never.</summary>
    TimeSpan? OnTimer(TimeSpan now);
}

/// <summary>
/// Keep-alive and resend timers of every connection in one wheel of one-second slots, so that an idle connection costs no time between
/// its own deadlines. Time is the clock's monotonic time: stepping the wall clock cuts nobody off.
/// </summary>
sealed class TimerWheel : IDisposable
{
    const int Slots = 2048; // More than 1.5 × 1200 s; what lies further ahead is looked at early and put back.

    readonly TimeProvider _clock;
    readonly ILogger<TimerWheel> _log;
    readonly long _start;
    readonly ITimer _timer;
    // Guards the slots and the timers' places in them.
    readonly Lock _gate = new();
    readonly LinkedList<WheelTimer>?[] _slots = new LinkedList<WheelTimer>?[Slots];
    long _lastSecond;
    int _turning;

    public TimerWheel(TimeProvider clock, ILogger<TimerWheel> log)
    {
        _clock = clock;
        _log = log;
        _start = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Turn(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>Timers that are in the wheel.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _slots.Sum(slot => slot?.Count ?? 0);
        }
    }

    public WheelTimer Schedule(ITimed timed, TimeSpan due)
    {
        var timer = new WheelTimer(timed);
        Put(timer, due);
        return timer;
    }

    /// <summary>The wheel forgets the timer and what it belongs to; one call of it may be under way.</summary>
    public void Cancel(WheelTimer timer)
    {
        lock (_gate)
        {
            timer.Timed = null;
            timer.Place.List?.Remove(timer.Place);
        }
    }

    public void Dispose() => _timer.Dispose();

    void Put(WheelTimer timer, TimeSpan due)
    {
        lock (_gate)
        {
            if (timer.Timed is null)
                return;
            // The first whole second after the due time, at most one turn of the wheel ahead.
            var second = Math.Clamp((long)Math.Ceiling(due.TotalSeconds), _lastSecond + 1, _lastSecond + Slots - 1);
            (_slots[second % Slots] ??= new()).AddLast(timer.Place);
        }
    }

    void Turn()
    {
        // A turn that takes longer than a second does the next one's work, too.
        if (Interlocked.Exchange(ref _turning, 1) != 0)
            return;
        var now = Now;
        while (TakeDue((long)now.TotalSeconds) is { } timer)
            try
            {
                if (timer.Timed?.OnTimer(now) is { } next)
                    Put(timer, next);
            }
            // Our fault: this timer is lost, the others and the process go on.
            catch (Exception failure)
            {
                SessionsLog.TimerFailed(_log, failure);
            }
        Volatile.Write(ref _turning, 0);
    }

    /// <summary>The next timer up to <paramref name="second"/>, or null when the wheel has caught up.</summary>
    WheelTimer? TakeDue(long second)
    {
        lock (_gate)
        {
            while (true)
            {
                // Put never chooses the slot at which the wheel stands, so this one only gets shorter.
                if (_slots[_lastSecond % Slots] is { First: { } place } slot)
                {
                    slot.Remove(place);
                    return place.Value;
                }
                _slots[_lastSecond % Slots] = null;
                if (_lastSecond >= second)
                    return null;
                _lastSecond++;
            }
        }
    }
}

/// <summary>One timer in the wheel, to cancel it by.</summary>
sealed class WheelTimer
{
    internal WheelTimer(ITimed timed)
    {
        Timed = timed;
        Place = new(this);
    }

    /// <summary>Null once cancelled: the wheel must not keep what is over.</summary>
    internal ITimed? Timed { get; set; }

    internal LinkedListNode<WheelTimer> Place { get; }
}
