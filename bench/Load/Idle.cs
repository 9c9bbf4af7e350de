using System.Diagnostics;

namespace Dukou.Bench.Load;

/// <summary>Connections that stand open: how soon all are, memory of one, and what the server does for all of them.</summary>
static class Idle
{
    public static async Task RunAsync(LoadOptions options, TextWriter output)
    {
        var before = ProcessUse.ResidentKiB(options.ProcessId);
        var links = Links(options.Connections, options.FirstDevice, options.Tls);
        var started = Stopwatch.GetTimestamp();
        await LoadRun.OpenAsync(links, options);
        var opened = Stopwatch.GetElapsedTime(started);
        links.ForEach(link => link.Subscribe());
        // What the opening left behind is collected and settles.
        await Task.Delay(TimeSpan.FromSeconds(5));
        var outcome = new Outcome(options, "idle");
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        LoadRun.RequireAlive(links);
        var after = ProcessUse.ResidentKiB(options.ProcessId);
        outcome.Counted("connections", links.Count)
            .With("open_seconds", Math.Round(opened.TotalSeconds, 2)).With("rss_before_mib", before / 1024).With("kib_per_connection", Math.Round((after - before) / (double)links.Count, 2)).Print(output);
        links.ForEach(link => link.Dispose());
    }

    public static List<IdleLink> Links(int count, int first, bool tls = false) =>
        [.. Enumerable.Range(first, count).Select(number => new BenchDevice(number)).Select(device => tls ? new TlsIdleLink(device) : new IdleLink(device))];
}
