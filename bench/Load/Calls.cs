using System.Diagnostics;
using System.Net.Http.Headers;

namespace Dukou.Bench.Load;

/// <summary>Calls of the API: commands that go to a device and back, and questions.</summary>
static class Calls
{
    static readonly byte[] Command = """{"service_id":"environment","command_name":"SET","paras":{"level":1}}"""u8.ToArray();

    public static async Task CommandsAsync(LoadOptions options, TextWriter output)
    {
        using var server = await Server.OpenAsync(options);
        var links = await DevicesAsync(options);
        (await MeasureAsync(options, "command", number => CommandAsync(server, number))).Print(output);
        links.ForEach(link => link.Dispose());
    }

    public static async Task QueriesAsync(LoadOptions options, TextWriter output)
    {
        using var server = await Server.OpenAsync(options);
        var path = options.Path.Replace("{project_id}", server.ProjectId, StringComparison.Ordinal);
        (await MeasureAsync(options, "query", number => QueryAsync(server, path, number))).Print(output);
    }

    public static async Task<List<CommandLink>> DevicesAsync(LoadOptions options)
    {
        var links = Enumerable.Range(options.FirstDevice, options.Connections).Select(number => new CommandLink(new BenchDevice(number))).ToList();
        await LoadRun.OpenAsync(links, options);
        return links;
    }

    public static async Task CommandAsync(Server server, int number)
    {
        using var body = new ByteArrayContent(Command) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await server.Http.PostAsync(new Uri($"/v5/iot/{server.ProjectId}/devices/{new BenchDevice(number).DeviceId}/commands", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>As many calls under way as asked for, each of the next device.</summary>
    public static async Task<Outcome> MeasureAsync(LoadOptions options, string mode, Func<int, Task> callAsync)
    {
        var latencies = new Latencies();
        var (next, calls) = (-1, 0L);
        using var ended = new CancellationTokenSource();
        var callers = Enumerable.Range(0, options.Concurrency).Select(async _ =>
        {
            while (!ended.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                await callAsync(options.FirstDevice + (Interlocked.Increment(ref next) % options.Connections));
                latencies.Add(started);
                Interlocked.Increment(ref calls);
            }
        }).ToList();
        while (Volatile.Read(ref calls) < options.Warmup && !callers.Exists(caller => caller.IsCompleted))
            await Task.Delay(5);
        latencies.Clear();
        var before = Volatile.Read(ref calls);
        var outcome = new Outcome(options, mode);
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(options.Seconds)), Task.WhenAny(callers));
        outcome.Counted("calls", Volatile.Read(ref calls) - before, latencies);
        await ended.CancelAsync();
        await Task.WhenAll(callers);
        return outcome;
    }

    static async Task QueryAsync(Server server, string path, int number)
    {
        using var answer = await server.Http.GetAsync(new Uri(path.Replace("{device}", new BenchDevice(number).DeviceId, StringComparison.Ordinal), UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }
}
