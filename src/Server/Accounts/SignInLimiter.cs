using System.Net;

namespace Dukou.Server.Accounts;

/// <summary>
/// Slows down guessing: after <see cref="FailuresMax"/> wrong passwords for one user name from one address, or ten times as many from
/// one address for any names, further attempts are refused until <see cref="Window"/> has passed since the first of them. At most
/// <see cref="CountersMax"/> counters are kept; beyond that the oldest goes. Thread-safe.
/// </summary>
sealed class SignInLimiter(TimeProvider clock)
{
    public const int FailuresMax = 5;
    public const int CountersMax = 10_000;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    const int FailuresPerAddressMax = 10 * FailuresMax;

    // Guards both.
    readonly Lock _gate = new();
    readonly Dictionary<(string Address, string? User), Counter> _counters = [];
    readonly Queue<((string Address, string? User) Key, Counter Counter)> _byAge = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _counters.Count;
        }
    }

    /// <summary>How long the caller has to wait; null when it may try now. The try counts as failed until <see cref="Succeeded"/>.</summary>
    public TimeSpan? Attempt(string user, IPAddress? address)
    {
        lock (_gate)
        {
            var wait = Longer(Remaining((Text(address), user), FailuresMax), Remaining((Text(address), null), FailuresPerAddressMax));
            if (wait is not null)
                return wait;
            CountOne((Text(address), user));
            CountOne((Text(address), null));
            return null;
        }
    }

    public void Succeeded(string user, IPAddress? address)
    {
        lock (_gate)
        {
            _counters.Remove((Text(address), user));
            if (_counters.TryGetValue((Text(address), null), out var ofAddress))
                ofAddress.Failures--;
        }
    }

    TimeSpan? Remaining((string, string?) key, int failuresMax) =>
        _counters.TryGetValue(key, out var counter) && counter.Failures >= failuresMax && counter.Since + Window - clock.GetUtcNow() is { Ticks: > 0 } remaining ? remaining : null;

    void CountOne((string Address, string? User) key)
    {
        var now = clock.GetUtcNow();
        if (!_counters.TryGetValue(key, out var counter) || counter.Since + Window <= now)
        {
            counter = _counters[key] = new Counter(now);
            _byAge.Enqueue((key, counter));
            Trim(now);
        }
        counter.Failures++;
    }

    void Trim(DateTimeOffset now)
    {
        while (_byAge.TryPeek(out var oldest) && (_byAge.Count > CountersMax || oldest.Counter.Since + Window <= now))
        {
            _byAge.Dequeue();
            if (_counters.TryGetValue(oldest.Key, out var counter) && ReferenceEquals(counter, oldest.Counter))
                _counters.Remove(oldest.Key);
        }
    }

    static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null ? other : other is null || one > other ? one : other;

    static string Text(IPAddress? address) => address?.ToString() ?? "";

    sealed class Counter(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;
        public int Failures { get; set; }
    }
}
