using Dukou.Server.Pipeline;

namespace Dukou.Server.Traces;

/// <summary>Entries of one device within one second that were counted instead of kept, all for the same reason.</summary>
sealed record Suppressed(PlacedTrace Earliest, long Count);

/// <summary>
/// Keeps at most so many entries of a device within a second; further ones are counted per reason until the second is over. A peer that
/// did not prove who it is counts by client id and address. API calls on no device are not counted. The ledger's loop calls it;
/// <see cref="HoldsBack"/> may be asked by any thread. Bound: the keys of one second, at most <see cref="KeysMax"/>.
/// </summary>
sealed class TraceThrottle(int perSecondMax)
{
    public const int KeysMax = 100_000;
    public const long WindowMilliseconds = 1000;

    const char Unproven = '\0';

    // Guards the collections and what is in them.
    readonly Lock _gate = new();
    readonly Dictionary<string, Window> _windows = [];
    readonly Queue<Window> _byEnd = new();
    readonly Dictionary<string, Window> _holding = [];
    readonly List<Window> _ended = [];

    /// <summary>True when the entry, the <paramref name="number"/>th of all, is to be kept by itself.</summary>
    public bool Admits(in PlacedTrace placed, long number, long now)
    {
        if (KeyOf(placed.Entry) is not { } key)
            return true;
        lock (_gate)
        {
            if (!_windows.TryGetValue(key, out var window))
            {
                if (_windows.Count >= KeysMax)
                    return true;
                window = new Window(key, now + WindowMilliseconds);
                _windows.Add(key, window);
                _byEnd.Enqueue(window);
            }
            if (++window.Count <= perSecondMax)
                return true;
            window.Hold(placed, number);
            _holding[key] = window;
            return false;
        }
    }

    /// <summary>Ends the seconds that are over and returns what was counted in them; <see cref="Told"/> says that it is kept.</summary>
    public List<Suppressed> Close(long now)
    {
        var closed = new List<Suppressed>();
        lock (_gate)
            while (_byEnd.TryPeek(out var window) && window.Ends <= now)
            {
                _byEnd.Dequeue();
                _windows.Remove(window.Key);
                if (!_holding.Remove(window.Key))
                    continue;
                closed.AddRange(window.Held);
                _ended.Add(window);
            }
        return closed;
    }

    /// <summary>Everything that <see cref="Close"/> has returned can be read.</summary>
    public void Told()
    {
        lock (_gate)
            _ended.Clear();
    }

    /// <summary>When the next second with counted entries is over; null when there is none.</summary>
    public long? NextEnd
    {
        get
        {
            lock (_gate)
                return _holding.Count == 0 ? null : _holding.Values.Min(window => window.Ends);
        }
    }

    /// <summary>Entries up to this number are kept or told about, out of the first <paramref name="taken"/>.</summary>
    public long CompleteThrough(long taken)
    {
        lock (_gate)
            return Holding.Select(window => window.FirstHeld - 1).Append(taken).Min();
    }

    /// <summary>True while entries that may be about the device (any device when null) are counted and not yet told about.</summary>
    public bool HoldsBack(string? deviceId)
    {
        lock (_gate)
            return Holding.Any(window => deviceId is null || window.Key == deviceId || window.Key[0] == Unproven);
    }

    // Used under the lock.
    IEnumerable<Window> Holding => _holding.Values.Concat(_ended);

    static string? KeyOf(TraceEntry entry)
    {
        if (!entry.Authenticated)
            return $"{Unproven}{entry.ClientId}{Unproven}{Host(entry.RemoteAddress)}";
        return string.IsNullOrEmpty(entry.DeviceId) ? null : entry.DeviceId;
    }

    // The port differs with every attempt.
    static ReadOnlySpan<char> Host(string? address)
    {
        var text = address.AsSpan();
        var colon = text.LastIndexOf(':');
        return colon < 0 || (text[..colon].Contains(':') && text[colon - 1] != ']') ? text : text[..colon];
    }

    sealed class Window(string key, long ends)
    {
        readonly Dictionary<(TraceKind, TraceOutcome, string), Suppressed> _held = [];

        public string Key => key;
        public long Ends => ends;
        public int Count { get; set; }
        public long FirstHeld { get; private set; }
        public IEnumerable<Suppressed> Held => _held.Values;

        public void Hold(in PlacedTrace placed, long number)
        {
            if (_held.Count == 0)
                FirstHeld = number;
            var like = (placed.Entry.Kind, placed.Entry.Outcome, placed.Entry.Because.Code);
            _held[like] = _held.TryGetValue(like, out var known) ? known with { Count = known.Count + 1 } : new Suppressed(placed, 1);
        }
    }
}
