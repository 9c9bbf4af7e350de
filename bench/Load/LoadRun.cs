namespace Dukou.Bench.Load;

/// <summary>One load from its begin to the line that it prints.</summary>
static class LoadRun
{
    public static Task RunAsync(string mode, LoadOptions options, TextWriter output) => mode switch
    {
        "ingest" => Ingest.RunAsync(options, output),
        "storm" => Storm.RunAsync(options, output),
        "idle" => Idle.RunAsync(options, output),
        "command" => Calls.CommandsAsync(options, output),
        "query" => Calls.QueriesAsync(options, output),
        "mixed" => Mixed.RunAsync(options, output),
        _ => throw new ArgumentException($"There is no load '{mode}'."),
    };

    /// <summary>Opens links, some at a time, in order.</summary>
    public static async Task OpenAsync(IReadOnlyList<Link> links, LoadOptions options) =>
        await Parallel.ForEachAsync(links, new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency }, async (link, _) => await link.OpenAsync(options));

    /// <summary>A run in which a connection broke is none.</summary>
    public static void RequireAlive(IEnumerable<Link> links)
    {
        if (links.FirstOrDefault(link => link.Failure is not null) is { } broken)
            throw new InvalidOperationException($"A connection failed: {broken.Failure}");
    }
}
