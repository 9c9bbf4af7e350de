using System.Globalization;
using Dukou.Server.Pipeline;

namespace Dukou.Server.Api;

/// <summary>
/// Gives every request its id and writes one trace entry for every call of an application, whatever became of it: method, path, status, code and
/// caller; never a body, a query or a secret.
/// </summary>
sealed class CallTraces(RequestDelegate next, TraceFeed traces, TimeProvider clock)
{
    public const string RequestIdHeader = "X-Request-Id";
    // Long enough for every path of the API; strangers may send longer ones.
    const int PathMax = 512;

    public async Task InvokeAsync(HttpContext context)
    {
        context.TraceIdentifier = Guid.NewGuid().ToString("N");
        context.Response.Headers[RequestIdHeader] = context.TraceIdentifier;
        await next(context);
        if (ApiPaths.Contain(context.Request.Path) && (context.Features.Get<AlreadyTraced>() is null || context.Response.StatusCode >= 500))
            traces.Write(Entry(context));
    }

    TraceEntry Entry(HttpContext context)
    {
        var principal = context.Features.Get<Principal>();
        var refusal = context.Features.Get<Refusal>();
        var status = context.Response.StatusCode;
        // Who leaves a stream, or hangs up after the answer, has got it.
        var aborted = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted;
        // Whoever leaves before a read is answered misses nothing that was to happen: pages are left all the time.
        var outcome = status >= 500 || (aborted && !HttpMethods.IsGet(context.Request.Method)) ? TraceOutcome.Failed : status >= 400 ? TraceOutcome.Refused : TraceOutcome.Done;
        var reason = refusal?.Because?.Reason ?? (aborted ? ApiReasons.Aborted : outcome switch
        {
            TraceOutcome.Done => ApiReasons.Done,
            TraceOutcome.Refused => ApiReasons.Refused,
            _ => ApiReasons.Failed,
        });
        var path = context.Request.Path.ToString();
        List<(string Name, string Value)> values =
        [
            ("method", context.Request.Method),
            ("path", path.Length > PathMax ? path[..PathMax] : path),
            ("status", status.ToString(CultureInfo.InvariantCulture)),
            ("caller", principal?.ToString() ?? "An unknown caller"),
            ("code", refusal?.Error.Code ?? ""),
            ("sentence", refusal?.Error.Message ?? ""),
        ];
        if (refusal?.Because is { } given)
            values.AddRange(given.Values.Where(value => values.TrueForAll(known => known.Name != value.Name)));
        return new TraceEntry(TraceKind.Api, outcome, clock.GetUtcNow(), new Because(reason, values))
        {
            RequestId = context.TraceIdentifier,
            DeviceId = principal is null ? null : context.GetRouteValue("deviceId") as string,
            RemoteAddress = context.Connection.RemoteIpAddress?.ToString(),
            Detail = refusal?.Detail,
            Authenticated = principal is not null,
        };
    }
}
