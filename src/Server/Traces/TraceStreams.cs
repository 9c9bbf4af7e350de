using System.Globalization;
using System.Text;
using System.Text.Json;
using Dukou.Server.Api;
using Dukou.Server.Storage;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Dukou.Server.Traces;

/// <summary>Writes live streams to their readers. Bound: <see cref="TraceOptions.StreamsMax"/> at a time; each holds its cursor and one piece of text.</summary>
sealed class TraceStreams(
    Inbox inbox, TraceLedger ledger, TraceStore store, AttemptRing ring, UplinkTraces uplinks, TraceOptions options, IHostApplicationLifetime lifetime)
{
    // Under load entries are written together instead of one by one.
    static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(20);

    const int PieceMax = 32 * 1024;

    int _open;

    public async Task RunAsync(HttpContext context, TraceFilter filter, string? lastEventId, bool chinese)
    {
        if (Interlocked.Increment(ref _open) > options.StreamsMax)
        {
            Interlocked.Decrement(ref _open);
            throw Errors.Busy($"There are {options.StreamsMax} live streams already; close one of them.");
        }
        try
        {
            // Without an id the stream begins with what happens from now on.
            if (!TraceCursor.TryParse(lastEventId, out var start))
            {
                await ledger.UpToDateAsync(filter.DeviceId);
                start = new TraceCursor(inbox.Head, ledger.Published);
            }
            var tail = new TraceTail(filter, start, inbox, ledger, store, ring, uplinks, options);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await WriteAsync(context, tail, chinese, ended.Token);
        }
        catch (OperationCanceledException) when (context.Response.HasStarted)
        {
            // The reader has gone or took nothing for too long, or the platform stops.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    async Task WriteAsync(HttpContext context, TraceTail tail, bool chinese, CancellationToken ended)
    {
        // A reader may be slow: what it misses is counted, not held.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        await SendAsync(context, ": open\n\n", ended);
        var text = new StringBuilder();
        while (true)
        {
            var (rows, missed) = tail.Read();
            if (missed > 0)
                text.Append(CultureInfo.InvariantCulture, $"event: gap\ndata: {{\"missed\":{missed}}}\n\n");
            foreach (var (row, after) in rows)
            {
                text.Append(CultureInfo.InvariantCulture, $"id: {after}\nevent: trace\ndata: {JsonSerializer.Serialize(TraceAnswer.Of(row, chinese), Json.Options)}\n\n");
                if (text.Length >= PieceMax)
                    await SendAsync(context, text, ended);
            }
            if (text.Length == 0 && !await WaitAsync(tail, ended))
                // The id lets a silent stream, too, be taken up where it is.
                text.Append(CultureInfo.InvariantCulture, $"id: {tail.Cursor}\n: still here\n\n");
            if (text.Length > 0)
                await SendAsync(context, text, ended);
        }
    }

    /// <summary>False when nothing came for so long that the reader must be told that the stream lives.</summary>
    async Task<bool> WaitAsync(TraceTail tail, CancellationToken ended)
    {
        try
        {
            await tail.WaitAsync().WaitAsync(options.StreamHeartbeat, ended);
            await Task.Delay(GatherFor, ended);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    Task SendAsync(HttpContext context, StringBuilder text, CancellationToken ended)
    {
        var piece = text.ToString();
        text.Clear();
        return SendAsync(context, piece, ended);
    }

    async Task SendAsync(HttpContext context, string text, CancellationToken ended)
    {
        using var stalled = CancellationTokenSource.CreateLinkedTokenSource(ended);
        stalled.CancelAfter(options.StreamStallMax);
        await context.Response.WriteAsync(text, stalled.Token);
        await context.Response.Body.FlushAsync(stalled.Token);
    }
}
