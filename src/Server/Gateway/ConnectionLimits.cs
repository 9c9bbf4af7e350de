namespace Dukou.Server.Gateway;

/// <summary>
/// How many connections are open and how fast new ones are let in, all listeners together. A burst of connects waits in the accept
/// order instead of being refused; more than the total is refused.
/// </summary>
sealed class ConnectionLimits(LimitOptions limits)
{
    readonly Lock _gate = new();
    int _open;
    int _waiting;
    double _tokens = limits.ConnectsPerSecond;
    long _filledAt = Environment.TickCount64;

    public int Open => Volatile.Read(ref _open);

    /// <summary>Connections that wait for their turn.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>False when the platform is full. Otherwise call <see cref="Leave"/> at the end.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= limits.ConnectionsMax)
            return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>Waits for this connection's turn when they come faster than they may.</summary>
    public Task TurnAsync(CancellationToken closed, CancellationToken stopping)
    {
        var wait = TakeTurn();
        return wait <= 0 ? Task.CompletedTask : WaitAsync(TimeSpan.FromSeconds(wait), closed, stopping);
    }

    async Task WaitAsync(TimeSpan wait, CancellationToken closed, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(closed, stopping);
        Interlocked.Increment(ref _waiting);
        try
        {
            await Task.Delay(wait, either.Token);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    double TakeTurn()
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            _tokens = Math.Min(limits.ConnectsPerSecond, _tokens + ((now - _filledAt) / 1000.0 * limits.ConnectsPerSecond));
            _filledAt = now;
            _tokens--;
            return -_tokens / limits.ConnectsPerSecond;
        }
    }
}
