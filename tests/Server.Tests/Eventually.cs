using System.Diagnostics;

namespace Dukou.Server.Tests;

/// <summary>For what another thread brings about in its own time. The patience only bounds a failing test: a busy machine takes what it takes.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task BecomesTrueAsync(Func<bool> holds, Func<string>? otherwise = null) => BecomesTrueAsync(() => Task.FromResult(holds()), otherwise);

    public static async Task BecomesTrueAsync(Func<Task<bool>> holds, Func<string>? otherwise = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, otherwise?.Invoke() ?? "It did not come true.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until a count that only grows has not moved for a second, and returns it.</summary>
    public static async Task<long> StandsStillAsync(Func<long> count)
    {
        for (var last = count(); ; last = count())
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            if (count() == last)
                return last;
        }
    }
}
