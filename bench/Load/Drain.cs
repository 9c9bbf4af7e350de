using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Dukou.Bench.Load;

/// <summary>
/// How far the projections were behind when the load ended, and how long they took to read up to the end. A rate counts only when that
/// is short; the CPU of a run does not count what was left for later, nor the next write of what they collect in memory.
/// </summary>
static class Drain
{
    const string Waiting = "dukou_projection_waiting";
    const string Unread = "dukou_projection_unread";
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    public static async Task AddAsync(Outcome outcome, LoadOptions options)
    {
        if (options.ServerFile is null)
            return;
        var ready = JsonNode.Parse(await File.ReadAllTextAsync(options.ServerFile));
        using var http = new HttpClient { BaseAddress = new Uri((string?)ready?["api"] ?? throw new ArgumentException($"{options.ServerFile} has no api.")) };
        var started = Stopwatch.GetTimestamp();
        var (waiting, unread) = await WaitingAsync(http);
        outcome.With("waiting", waiting);
        outcome.With("unread", unread);
        while (unread > 0 && Stopwatch.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(50);
            (_, unread) = await WaitingAsync(http);
        }
        outcome.With("drain_seconds", Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2));
    }

    /// <summary>Records that the slowest projection has not written, and not read.</summary>
    static async Task<(long Waiting, long Unread)> WaitingAsync(HttpClient http)
    {
        var metrics = (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n');
        return (Most(metrics, Waiting), Most(metrics, Unread));
    }

    static long Most(string[] metrics, string name) => metrics.Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => (long)double.Parse(line[(line.IndexOf("} ", StringComparison.Ordinal) + 2)..].Split(' ')[0], CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
}
