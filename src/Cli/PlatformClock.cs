using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dukou.Cli;

/// <summary>
/// The platform's own time, asked once. Under <c>--test-clock</c>, and on a machine whose clock is wrong, it is not this machine's; a request
/// that bears another time is refused. A platform that does not answer is taken to have this machine's: the request itself will tell.
/// </summary>
sealed class PlatformClock(TimeSpan ahead) : TimeProvider
{
    const string Path = "/v1/endpoints";

    /// <param name="api">The root of the API.</param>
    /// <param name="handler">Reaches it; not owned.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<TimeProvider> AskAsync(Uri api, HttpMessageHandler handler, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(handler, disposeHandler: false) { BaseAddress = api, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            var answer = JsonNode.Parse(await http.GetStringAsync(new Uri(Path, UriKind.Relative), cancellationToken));
            return DateTimeOffset.TryParse((string?)answer?["time"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var there)
                ? new PlatformClock(there - System.GetUtcNow())
                : System;
        }
        // The cloud has no such address, and a proxy answers with whatever it likes.
        catch (Exception failure) when (failure is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return System;
        }
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
}
