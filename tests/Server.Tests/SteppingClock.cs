using Microsoft.Extensions.Time.Testing;

namespace Dukou.Server.Tests;

/// <summary>A clock that stands still until the test moves it. <see cref="Step"/> sets its wall clock off as an operator does, and leaves timers and durations alone.</summary>
sealed class SteppingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public TimeSpan Step { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
