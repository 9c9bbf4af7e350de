using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Dukou.ApplicationSdk.Models;

namespace Dukou.ApplicationSdk;

/// <summary>One event of the stream of traces: an entry, or a gap where this reader was too slow.</summary>
/// <param name="Entry">What happened; null for a gap.</param>
/// <param name="Missed">How many entries the gap stands for; they can be read with <c>ListTraces</c>.</param>
public readonly record struct TraceEvent(TraceAnswer? Entry, long Missed);

public sealed partial class ApplicationClient
{
    /// <summary>
    /// The traces as they come, from the moment of the call on: what becomes of every message, connection attempt and API call. Ends when the
    /// platform does; then an <see cref="IOException"/> or the end of the enumeration tells. Only Dukou has this.
    /// </summary>
    /// <exception cref="IotdaRequestException">The platform refused.</exception>
    public async IAsyncEnumerable<TraceEvent> FollowTracesAsync(StreamTracesQuery? query = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await StreamTracesAsync(query, cancellationToken).ConfigureAwait(false);
        await foreach (var read in ReadTracesAsync(response, cancellationToken).ConfigureAwait(false))
            yield return read;
    }

    /// <summary>The events of an answer of <see cref="StreamTracesAsync"/>: for a caller that must know when the stream has begun.</summary>
    public static async IAsyncEnumerable<TraceEvent> ReadTracesAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(stream);
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            // Server-sent events: "data:" lines, then an empty one.
            if (line.StartsWith("data:", StringComparison.Ordinal))
                data.Append(line.AsSpan("data:".Length));
            else if (line.Length == 0 && data.Length > 0)
            {
                var json = JsonNode.Parse(data.ToString());
                data.Clear();
                yield return (long?)json?["missed"] is { } missed ? new(null, missed) : new(System.Text.Json.JsonSerializer.Deserialize(json, Json.TraceAnswer), 0);
            }
        }
    }
}
