using System.Collections.Concurrent;

namespace Dukou.Server.Storage;

/// <summary>
/// Rows of a table kept in memory. A row is trusted for <see cref="TrustedFor"/> unless told otherwise, so that a change made by another node is seen at the
/// latest then; a put with an older version than the known one changes nothing, so that a slow reader cannot bring back an old row.
/// A deleted row is put as null. Any number of threads may use it. Bound: about <paramref name="capacity"/> rows, in two generations;
/// what has not been put again while a generation filled up is forgotten.
/// </summary>
sealed class VersionedCache<TKey, TRow>(int capacity, TimeSpan? trustedFor = null)
    where TKey : notnull
    where TRow : class
{
    public static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(5);

    readonly long _trustedMilliseconds = (long)(trustedFor ?? TrustedFor).TotalMilliseconds;
    readonly Lock _turning = new();
    volatile ConcurrentDictionary<TKey, Entry> _young = new();
    volatile ConcurrentDictionary<TKey, Entry> _old = new();
    int _youngCount;
    int _changes;

    /// <summary>Grows with every row that is put: while it stays, what was found lately is what would be found now.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>True when the answer can be trusted: the row, or null because it is deleted.</summary>
    public bool TryGet(TKey key, out TRow? row)
    {
        var known = Find(key);
        row = known?.Row;
        return known is not null && Environment.TickCount64 < known.TrustedUntil;
    }

    public void Put(TKey key, long version, TRow? row) => Put(key, new Entry(version, row, Environment.TickCount64 + _trustedMilliseconds));

    /// <summary>The next <see cref="TryGet"/> asks the database again.</summary>
    public void Expire(TKey key)
    {
        if (Find(key) is { } known)
            Put(key, known with { TrustedUntil = 0 });
    }

    void Put(TKey key, Entry entry)
    {
        Interlocked.Increment(ref _changes);
        if (_old.TryGetValue(key, out var former) && former.Version > entry.Version)
            entry = former;
        if (!_young.TryAdd(key, entry))
            _young.AddOrUpdate(key, static (_, added) => added, static (_, known, added) => added.Version >= known.Version ? added : known, entry);
        else if (Interlocked.Increment(ref _youngCount) > capacity / 2)
            Turn();
    }

    Entry? Find(TKey key) => _young.TryGetValue(key, out var young) ? young : _old.GetValueOrDefault(key);

    void Turn()
    {
        lock (_turning)
        {
            if (_youngCount <= capacity / 2)
                return;
            _old = _young;
            _young = new();
            _youngCount = 0;
        }
    }

    sealed record Entry(long Version, TRow? Row, long TrustedUntil);
}
