using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Dukou.Cli;

/// <summary>The platform's traces as the command line reads and shows them.</summary>
static class TraceEntries
{
    /// <summary>Begins a stream: what happens after this is in it.</summary>
    /// <exception cref="HttpRequestException">The platform refused.</exception>
    public static async Task<HttpResponseMessage> OpenAsync(HttpClient http, string address, CancellationToken cancellationToken)
    {
        var answer = await http.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw new HttpRequestException(await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Its entries as they come; a gap is an entry with a member <c>missed</c> only. Ends with the platform.</summary>
    public static async IAsyncEnumerable<JsonObject> ReadAsync(HttpResponseMessage stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var content = await stream.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(content).EnumerateAsync(cancellationToken))
            if (JsonNode.Parse(item.Data) is JsonObject entry)
                yield return entry;
    }

    /// <summary>One entry for a person: when, what and why on one line, and what to do on a second when something is wrong.</summary>
    public static string Format(JsonObject entry)
    {
        if ((long?)entry["missed"] is { } missed)
            return Phrase.Of("trace.gap", missed);
        var time = DateTimeOffset.Parse((string)entry["time"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal); // Every entry has a time.
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{time.ToLocalTime():MM-dd HH:mm:ss.fff}  {(string?)entry["outcome"],-7}  {(string?)entry["kind"],-10}  {(string?)entry["sentence"]}");
        if ((string?)entry["remedy"] is { } remedy)
            line += $"\n{new string(' ', Indent)}-> {remedy}";
        if ((string?)entry["excerpt"] is { } excerpt)
            line += $"\n{new string(' ', Indent)}{excerpt.ReplaceLineEndings(" ")}";
        if ((string?)entry["detail"] is { } detail)
            line += $"\n{new string(' ', Indent)}{detail.ReplaceLineEndings("\n" + new string(' ', Indent))}";
        return line;
    }

    const int Indent = 20; // the width of the time and the gap after it
}
