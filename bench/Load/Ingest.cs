using System.Diagnostics;

namespace Dukou.Bench.Load;

/// <summary>Devices that report as fast as they are answered, or at a given rate.</summary>
static class Ingest
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task RunAsync(LoadOptions options, TextWriter output)
    {
        var idle = Idle.Links(options.IdleConnections, options.FirstDevice + options.Connections);
        await LoadRun.OpenAsync(idle, options);
        var latencies = new Latencies();
        var links = Links(options, latencies);
        await LoadRun.OpenAsync(links, options);

        using var ended = new CancellationTokenSource();
        var pacing = options.Rate > 0 ? PaceAsync(links, options, ended.Token) : Task.FromResult(0L);
        if (options.Rate == 0)
            links.ForEach(link => link.Fill());
        await WarmUpAsync(links, options);

        latencies.Clear();
        var before = Answered(links);
        var outcome = new Outcome(options, "ingest");
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        outcome.Counted("messages", Answered(links) - before, latencies);
        LoadRun.RequireAlive(links);

        await ended.CancelAsync();
        var held = await pacing;
        links.ForEach(link => link.Stop());
        outcome.With("connections", options.Connections).With("idle", options.IdleConnections).With("qos", options.QoS).With("window", options.Window)
            .With("payload", options.PayloadBytes).With("asked_rate", options.Rate).With("held_back", held);
        await Drain.AddAsync(outcome, options);
        await QuietAsync(links);
        outcome.With("answered", Answered(links)).Print(output);
        links.ForEach(link => link.Dispose());
        idle.ForEach(link => link.Dispose());
    }

    public static List<ReportLink> Links(LoadOptions options, Latencies latencies) =>
        [.. Enumerable.Range(options.FirstDevice, options.Connections).Select(number => new ReportLink(new BenchDevice(number), options, latencies))];

    public static long Answered(List<ReportLink> links) => links.Sum(link => link.Answered);

    /// <summary>Publishes that are due go out each millisecond, over the connections in turn. Returns how many had to be left out because
    /// too many of their connection waited.</summary>
    public static async Task<long> PaceAsync(List<ReportLink> links, LoadOptions options, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var started = Stopwatch.GetTimestamp();
        var (sent, held) = (0L, 0L);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                for (var due = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * options.Rate); sent < due; sent++)
                    if (!links[(int)(sent % links.Count)].TryReport())
                        held++;
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
        return held;
    }

    static async Task WarmUpAsync(List<ReportLink> links, LoadOptions options)
    {
        while (Answered(links) < options.Warmup)
        {
            LoadRun.RequireAlive(links);
            await Task.Delay(5);
        }
    }

    static async Task QuietAsync(List<ReportLink> links)
    {
        var started = Stopwatch.GetTimestamp();
        while (!links.TrueForAll(link => link.IsQuiet))
        {
            LoadRun.RequireAlive(links);
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException("Some publishes were never answered.");
            await Task.Delay(5);
        }
    }
}
