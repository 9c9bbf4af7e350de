using Dukou.Server.Api;

namespace Dukou.Server.Traces;

/// <summary>
/// What became of messages, connection attempts and API calls, newest first: an operation of our own. Without a device or a request,
/// stored uplinks are shown as far back as the log reaches.
/// </summary>
[Operation("GET", "traces", Own = true, Group = "traces")]
static class ListTraces
{
    public static async Task<Answer> Handle([AsParameters] Paging paging, [AsParameters] TraceQuery query, HttpRequest request, TraceReader reader)
    {
        var page = paging.Checked();
        var filter = query.Checked();
        if (!TracePlace.TryParse(page.Marker, out var before))
            throw Errors.MarkerOutOfRange($"marker: must be the 24 hexadecimal digits of an earlier page, is '{page.Marker}'.");
        var found = await reader.ReadAsync(filter, before, page.Offset + page.Limit);
        var chinese = query.Chinese(request);
        return new Answer([.. found.Rows.Skip(page.Offset).Select(row => TraceAnswer.Of(row, chinese))], new Next(found.Next?.ToString()));
    }

    /// <param name="Traces">The entries.</param>
    /// <param name="Page">Where to continue.</param>
    public sealed record Answer(IReadOnlyList<TraceAnswer> Traces, Next Page);

    /// <param name="Marker">Pass it to read on; absent at the end.</param>
    public sealed record Next(string? Marker);
}
