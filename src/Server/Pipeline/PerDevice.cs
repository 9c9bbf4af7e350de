using System.Collections.Concurrent;

namespace Dukou.Server.Pipeline;

/// <summary>
/// Work that is done for one device at a time. Requests that come while it runs share one more run, which begins after them and so sees
/// what they stored. Any thread may ask. Bound: one run and one waiting run for each device that has work.
/// </summary>
/// <param name="work">What to do for a device.</param>
/// <param name="failed">Told of every run that failed, whoever waits for it.</param>
sealed class PerDevice(Func<string, Task> work, Action<string, Exception> failed)
{
    readonly ConcurrentDictionary<string, Run> _runs = new();

    /// <summary>Completes when a run that began after this call has ended, however it ended.</summary>
    public Task RequestAsync(string deviceId)
    {
        while (true)
        {
            var run = _runs.GetOrAdd(deviceId, static _ => new Run());
            lock (run)
            {
                // It ended between the look and the lock; the next look finds none.
                if (run.Ended)
                    continue;
                run.Next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (!run.Started)
                {
                    run.Started = true;
                    _ = LoopAsync(deviceId, run);
                }
                return run.Next.Task;
            }
        }
    }

    async Task LoopAsync(string deviceId, Run run)
    {
        // Whoever asks holds the lock and may be in a hurry.
        await Task.Yield();
        while (TakeNext(deviceId, run) is { } next)
        {
            try
            {
                await work(deviceId);
            }
            // The engine's loop goes on for those who ask later.
            catch (Exception failure)
            {
                failed(deviceId, failure);
            }
            next.SetResult();
        }
    }

    TaskCompletionSource? TakeNext(string deviceId, Run run)
    {
        lock (run)
        {
            var next = run.Next;
            run.Next = null;
            if (next is null)
            {
                run.Ended = true;
                _runs.TryRemove(deviceId, out _);
            }
            return next;
        }
    }

    /// <summary>Guarded by a lock on itself.</summary>
    sealed class Run
    {
        public TaskCompletionSource? Next { get; set; }
        public bool Started { get; set; }
        public bool Ended { get; set; }
    }
}
