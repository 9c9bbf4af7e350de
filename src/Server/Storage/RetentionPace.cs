namespace Dukou.Server.Storage;

/// <summary>
/// How far retention by age may reach. A clock that is set ahead by mistake must not empty a store before somebody sets it right: the
/// reach goes on with real time, at most twice as fast, so that what a pause has left is caught up with. At a start, of which nobody
/// knows how long the pause was, at most <see cref="AtStart"/> of what is stored may go. One owner asks at a time.
/// </summary>
sealed class RetentionPace(TimeProvider clock)
{
    public static readonly TimeSpan AtStart = TimeSpan.FromDays(1);

    DateTimeOffset? _reached;
    long _askedAt;

    /// <summary>The age limit that holds now.</summary>
    /// <param name="wanted">What the clock says.</param>
    /// <param name="oldest">The oldest that is stored; asked once.</param>
    public DateTimeOffset Reach(DateTimeOffset wanted, Func<DateTimeOffset?> oldest)
    {
        var now = clock.GetTimestamp();
        var allowed = _reached is { } reached ? reached + (2 * clock.GetElapsedTime(_askedAt, now)) : oldest() + AtStart ?? wanted;
        _askedAt = now;
        _reached = wanted < allowed ? wanted : allowed;
        return _reached.Value;
    }
}
