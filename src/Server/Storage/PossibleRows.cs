using System.Collections.Concurrent;

namespace Dukou.Server.Storage;

/// <summary>
/// The keys of which a table may hold rows. Few devices have anything waiting, and all of them ask whenever they connect: this answers
/// most of them from memory. Any number of threads may use it. Bound: the keys that have rows, and <see cref="EmptyMax"/> that have none.
/// </summary>
/// <param name="all">The keys of the table.</param>
/// <param name="look">Whether the table holds a row of the key.</param>
sealed class PossibleRows(Func<IEnumerable<string>> all, Func<string, bool> look)
{
    public const int EmptyMax = 100_000;

    // With the number of the write that added it last.
    readonly ConcurrentDictionary<string, long> _keys = new(all().Select(key => KeyValuePair.Create(key, 0L)));
    long _writes;

    /// <summary>False when there is none; true is what the table says.</summary>
    public bool Any(string key)
    {
        if (!_keys.TryGetValue(key, out var write))
            return false;
        if (look(key))
            return true;
        // Not when it was added since.
        _keys.TryRemove(new(key, write));
        return false;
    }

    /// <summary>Whoever writes rows does it by this; who asks after it finds them.</summary>
    public async Task<T> AddAsync<T>(IReadOnlyCollection<string> keys, Func<Task<T>> write)
    {
        Add(keys);
        try
        {
            return await write();
        }
        finally
        {
            // Who looked before the commit has found none and taken the key away.
            Add(keys);
        }
    }

    /// <inheritdoc cref="AddAsync{T}"/>
    public Task AddAsync(IReadOnlyCollection<string> keys, Func<Task> write) => AddAsync(keys, async () =>
    {
        await write();
        return true;
    });

    void Add(IReadOnlyCollection<string> keys)
    {
        foreach (var key in keys)
        {
            var write = Interlocked.Increment(ref _writes);
            _keys[key] = write;
            if (write % EmptyMax == 0)
                ForgetEmpty(write);
        }
    }

    // Those that nobody asks for: devices that were deleted, or never come.
    void ForgetEmpty(long until)
    {
        var full = all().ToHashSet();
        foreach (var key in _keys)
            if (key.Value < until && !full.Contains(key.Key))
                _keys.TryRemove(key);
    }
}
