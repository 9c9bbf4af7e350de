using System.Globalization;

namespace Dukou.Server.Tests.Cli;

/// <summary>What a platform's process does with the memory of a burst that is over.</summary>
public sealed class QuietMemoryTests
{
    const long Burst = 30_000_000;

    [Fact]
    public async Task A_platform_that_has_become_quiet_collects_what_a_burst_has_left()
    {
        var (program, ready) = await CliProcess.UpAsync("--https", "off", "--mqtts", "off", "--no-demo");
        await using var _ = program;
        using var http = new HttpClient { BaseAddress = new Uri((string)ready["api"]!) };
        var before = await ReadAsync(http);
        var after = before;
        while (after.Allocated < before.Allocated + Burst)
            after = await ReadAsync(http);

        // Rarely asked: asking keeps it busy.
        for (var i = 0; i < 20 && (await ReadAsync(http)).Collections == after.Collections; i++)
            await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        Assert.True((await ReadAsync(http)).Collections > after.Collections);
    }

    static async Task<(double Allocated, double Collections)> ReadAsync(HttpClient http)
    {
        var lines = (await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');
        return (Value("dotnet_gc_heap_total_allocated_bytes_total{"), Value("dotnet_gc_collections_total{", "gen2"));
        double Value(string name, string label = "") => double.Parse(
            lines.Single(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal)).Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
