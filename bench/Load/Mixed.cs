namespace Dukou.Bench.Load;

/// <summary>A fleet's day in short: some devices idle, some report at a given rate, and an application sends commands to others.</summary>
static class Mixed
{
    public static async Task RunAsync(LoadOptions options, TextWriter output)
    {
        if (options.Rate == 0)
            throw new ArgumentException("mixed needs --rate.");
        using var server = await Server.OpenAsync(options);
        var idle = Idle.Links(options.IdleConnections, options.FirstDevice + options.Connections);
        await LoadRun.OpenAsync(idle, options);
        var reports = new Latencies();
        var links = Ingest.Links(options, reports);
        await LoadRun.OpenAsync(links, options);
        var commanded = options with { FirstDevice = options.FirstDevice + options.Connections + options.IdleConnections, Connections = options.Concurrency };
        var devices = await Calls.DevicesAsync(commanded);

        using var ended = new CancellationTokenSource();
        var pacing = Ingest.PaceAsync(links, options, ended.Token);
        while (Ingest.Answered(links) < options.Warmup)
        {
            LoadRun.RequireAlive(links);
            await Task.Delay(5);
        }
        reports.Clear();
        var before = Ingest.Answered(links);
        // The CPU of a call is not told apart here: the line has the server's for everything.
        var outcome = await Calls.MeasureAsync(commanded with { Warmup = 0 }, "mixed", number => Calls.CommandAsync(server, number));
        var answered = Ingest.Answered(links) - before;
        await ended.CancelAsync();
        var held = await pacing;
        LoadRun.RequireAlive(links);
        outcome.With("connections", options.Connections).With("idle", options.IdleConnections).With("asked_rate", options.Rate).With("messages", answered).With("held_back", held)
            .With("puback_p50_us", reports.At(0.5)).With("puback_p99_us", reports.At(0.99)).With("puback_p999_us", reports.At(0.999));
        await Drain.AddAsync(outcome, options);
        outcome.Print(output);
        links.ForEach(link => link.Dispose());
        devices.ForEach(link => link.Dispose());
        idle.ForEach(link => link.Dispose());
    }
}
