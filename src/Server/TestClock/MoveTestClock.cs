using Dukou.Server.Api;

namespace Dukou.Server.TestClock;

/// <summary>
/// <c>POST /v1/test/clock {"advance":"00:00:20"}</c>: moves the manual clock; there only with <c>--test-clock</c>. No credentials: every
/// listener is on loopback then, and callers that are not on this machine are refused all the same.
/// </summary>
static class MoveTestClock
{
    static readonly TimeSpan AdvanceMax = TimeSpan.FromDays(3660);

    public static void Map(IEndpointRouteBuilder routes, TimeProvider clock)
    {
        if (clock is ManualClock manual)
            routes.MapPost("/v1/test/clock", (Request request) => Handle(request, manual)).AllowAnonymous().AddEndpointFilter<LocalCaller>().ExcludeFromDescription();
    }

    static Response Handle(Request request, ManualClock clock)
    {
        new Check().Required(request.Advance, "advance")
            .That(request.Advance is null || (request.Advance >= TimeSpan.Zero && request.Advance <= AdvanceMax), "advance", "must be from 00:00:00 to ten years")
            .Done();
        return new(clock.Advance(request.Advance!.Value)); // Required above.
    }

    internal sealed record Request(TimeSpan? Advance);

    internal sealed record Response(DateTimeOffset Now);
}
