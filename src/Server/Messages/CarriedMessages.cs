namespace Dukou.Server.Messages;

/// <summary>
/// How many messages each connection carries whose end is not written yet, so that a new connection does not overtake what its
/// predecessor has lost. Bound: what connections admit on their way. Thread-safe.
/// </summary>
sealed class CarriedMessages
{
    readonly Lock _gate = new();
    readonly Dictionary<string, Route> _routes = [];

    /// <summary>One more is under way; dispose what comes back when it holds nothing up any more.</summary>
    public IDisposable Add(string routeId, long epoch)
    {
        lock (_gate)
        {
            if (!_routes.TryGetValue(routeId, out var route))
                _routes[routeId] = route = new Route();
            route.Counts[epoch] = route.Counts.GetValueOrDefault(epoch) + 1;
            return new Carried(this, routeId, epoch);
        }
    }

    /// <summary>Completes when nothing is under way that a connection before <paramref name="epoch"/> carried.</summary>
    public Task WhenSettledBefore(string routeId, long epoch)
    {
        lock (_gate)
        {
            if (!_routes.TryGetValue(routeId, out var route) || !route.Counts.Keys.Any(older => older < epoch))
                return Task.CompletedTask;
            route.Waiting.Add((epoch, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            return route.Waiting[^1].Settled.Task;
        }
    }

    void Remove(string routeId, long epoch)
    {
        lock (_gate)
        {
            var route = _routes[routeId];
            if (--route.Counts[epoch] > 0)
                return;
            route.Counts.Remove(epoch);
            foreach (var (_, settled) in route.Waiting.Where(waiting => !route.Counts.Keys.Any(older => older < waiting.Epoch)))
                settled.SetResult();
            route.Waiting.RemoveAll(waiting => waiting.Settled.Task.IsCompleted);
            if (route.Counts.Count == 0)
                _routes.Remove(routeId);
        }
    }

    sealed class Route
    {
        public Dictionary<long, int> Counts { get; } = [];
        public List<(long Epoch, TaskCompletionSource Settled)> Waiting { get; } = [];
    }

    sealed class Carried(CarriedMessages owner, string routeId, long epoch) : IDisposable
    {
        int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                owner.Remove(routeId, epoch);
        }
    }
}
