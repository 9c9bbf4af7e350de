namespace Dukou.Server.Pipeline;

/// <summary>How often something was refused or failed for one reason within the last hour, and the newest occurrence of it.</summary>
sealed record FailureCount(TraceKind Kind, long Count, DateTimeOffset LastAt, Because Last);

/// <summary>
/// Counts what was refused or failed, by reason and minute of domain time, over the last hour; exact also while the ledger throttles.
/// Thread-safe. Bound: one row of <see cref="Minutes"/> counters for each reason of the catalogue.
/// </summary>
sealed class FailureCounts
{
    public const int Minutes = 60;

    // Guards the dictionary and what is in it.
    readonly Lock _gate = new();
    readonly Dictionary<(TraceKind, string), Counters> _reasons = [];

    public void Add(TraceEntry entry)
    {
        if (entry.Outcome == TraceOutcome.Done)
            return;
        lock (_gate)
        {
            if (!_reasons.TryGetValue((entry.Kind, entry.Because.Code), out var counters))
                _reasons.Add((entry.Kind, entry.Because.Code), counters = new Counters());
            counters.Add(entry);
        }
    }

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<FailureCount> LastHour(DateTimeOffset now)
    {
        lock (_gate)
            return [.. _reasons.Select(reason => new FailureCount(reason.Key.Item1, reason.Value.Since(now), reason.Value.Newest.At, reason.Value.Newest.Because))
                .Where(counted => counted.Count > 0)
                .OrderByDescending(counted => counted.Count)];
    }

    static long MinuteOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;

    sealed class Counters
    {
        readonly (long Minute, long Count)[] _ring = new (long, long)[Minutes];

        public TraceEntry Newest { get; private set; } = null!; // Set by the first Add, which follows at once.

        public void Add(TraceEntry entry)
        {
            Newest = entry;
            var minute = MinuteOf(entry.At);
            ref var slot = ref _ring[(int)(minute % Minutes)];
            slot = (minute, (slot.Minute == minute ? slot.Count : 0) + 1);
        }

        public long Since(DateTimeOffset now)
        {
            var oldest = MinuteOf(now) - Minutes;
            return _ring.Where(slot => slot.Minute > oldest).Sum(slot => slot.Count);
        }
    }
}
