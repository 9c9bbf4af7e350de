namespace Dukou.Server.Sessions;

/// <summary>
/// Numbers connections so that a later one is always greater, over restarts too: the count of starts in the upper half, durable before
/// the first connection is accepted, and a counter in the lower.
/// </summary>
sealed class Epochs
{
    long _last = -1;

    /// <summary>Called once, before the first connection.</summary>
    public void StartAt(long starts) => _last = starts << 32;

    public long Next() => _last >= 0 ? Interlocked.Increment(ref _last) : throw new InvalidOperationException("No epoch may be given out before the count of starts is durable.");
}
