using Dukou.Server.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dukou.Server.Tests.Sessions;

public sealed class TimerWheelTests
{
    readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(45)]
    [InlineData(1800)]
    [InlineData(5000)] // More than one turn of the wheel.
    public void A_timer_is_called_in_the_second_after_its_time(int seconds)
    {
        using var wheel = NewWheel();
        var timed = new Once(TimeSpan.FromSeconds(seconds));
        wheel.Schedule(timed, TimeSpan.FromSeconds(seconds));
        Step(seconds - 1);
        Assert.Empty(timed.Calls);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(timed.Calls);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(864_000)]
    public void A_jump_of_the_clock_calls_what_it_passed_once(int jump)
    {
        using var wheel = NewWheel();
        var timed = Enumerable.Range(1, 300).Select(seconds =>
        {
            var one = new Once();
            wheel.Schedule(one, TimeSpan.FromSeconds(seconds));
            return one;
        }).ToList();
        _clock.Advance(TimeSpan.FromSeconds(jump));
        Assert.All(timed, one => Assert.Single(one.Calls));
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void A_timer_that_asks_again_while_the_wheel_catches_up_is_called_at_its_next_time()
    {
        using var wheel = NewWheel();
        var timed = new Repeating(TimeSpan.FromSeconds(10));
        wheel.Schedule(timed, TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(3000));
        var calls = timed.Calls;
        Assert.InRange(calls, 1, 300);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(calls, timed.Calls);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(calls + 1, timed.Calls);
    }

    [Fact]
    public void A_cancelled_timer_is_forgotten_at_once()
    {
        using var wheel = NewWheel();
        var timed = new Once();
        var timer = wheel.Schedule(timed, TimeSpan.FromSeconds(1800));
        Assert.Equal(1, wheel.Count);
        wheel.Cancel(timer);
        wheel.Cancel(timer);
        Assert.Equal(0, wheel.Count);
        Step(2000);
        Assert.Empty(timed.Calls);
    }

    [Fact]
    public void A_timer_that_fails_does_not_stop_the_others()
    {
        using var wheel = NewWheel();
        var timed = new Once();
        wheel.Schedule(new Failing(), TimeSpan.FromSeconds(1));
        wheel.Schedule(timed, TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(timed.Calls);
    }

    TimerWheel NewWheel() => new(_clock, NullLogger<TimerWheel>.Instance);

    void Step(int seconds)
    {
        for (var i = 0; i < seconds; i++)
            _clock.Advance(TimeSpan.FromSeconds(1));
    }

    sealed class Once(TimeSpan due = default) : ITimed
    {
        public List<TimeSpan> Calls { get; } = [];

        public TimeSpan? OnTimer(TimeSpan now)
        {
            if (now < due)
                return due;
            Calls.Add(now);
            return null;
        }
    }

    sealed class Repeating(TimeSpan every) : ITimed
    {
        public int Calls { get; private set; }

        public TimeSpan? OnTimer(TimeSpan now)
        {
            Calls++;
            return now + every;
        }
    }

    sealed class Failing : ITimed
    {
        public TimeSpan? OnTimer(TimeSpan now) => throw new InvalidOperationException("provoked");
    }
}
