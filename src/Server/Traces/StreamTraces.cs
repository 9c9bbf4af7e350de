using Dukou.Server.Api;

namespace Dukou.Server.Traces;

/// <summary>
/// The traces as they come, as server-sent events: <c>trace</c> with an entry, <c>gap</c> with the number of entries that a slow reader
/// missed. Last-Event-ID takes a stream up again where it broke off. An operation of our own.
/// </summary>
[Operation("GET", "traces/stream", Own = true, Group = "traces")]
static class StreamTraces
{
    public static async Task Handle([AsParameters] TraceQuery query, HttpContext context, TraceStreams streams)
    {
        var filter = query.Checked();
        var lastEventId = context.Request.Headers["Last-Event-ID"].ToString();
        if (lastEventId.Length > 0 && !TraceCursor.TryParse(lastEventId, out _))
            throw Errors.InvalidRequest($"Last-Event-ID: must be the id of an event of this stream, is '{lastEventId}'.");
        await streams.RunAsync(context, filter, lastEventId.Length == 0 ? null : lastEventId, query.Chinese(context.Request));
    }
}
