using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dukou.Server.Tests;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>
/// Pages that stay open, on a full platform: whatever they are told, they hold no more of the server's memory later than sooner. What was measured
/// stands in <c>artifacts/console-growth.md</c>. <c>DUKOU_GROWTH_MINUTES=60</c> makes it the hour of the published figures.
/// </summary>
[Collection(nameof(FiguresTests))] // Alone, as they are.
public sealed class GrowthTests
{
    const int Samples = 20;
    const long BytesMax = 8 * 1024 * 1024;

    static readonly TimeSpan Duration = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("DUKOU_GROWTH_MINUTES") ?? "3", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Open_pages_hold_no_more_memory_later_than_sooner()
    {
        Slow.SkipUnlessAsked();
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        // What devices send is collected for minutes before the history writes it: not what is looked for here.
        await using var platform = await ConsolePlatform.StartAsync(options => options with { History = options.History with { FlushInterval = TimeSpan.FromSeconds(5) } });
        await using var fleet = await FullPlatform.FillAsync(platform);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        var followed = fleet.Reporters.First();
        fleet.Report();
        var tabs = new List<IPage>();
        foreach (var address in new[] { "/overview", "/traces", $"/devices/{followed}", $"/devices/{followed}?tab=trace" })
        {
            var tab = await visit.Page.RunAndWaitForPopupAsync(() => visit.Page.EvaluateAsync("address => { window.open(address) }", address));
            await tab.Locator("main h1").WaitForAsync();
            tabs.Add(tab);
        }

        var figures = new StringBuilder("| minute | managed, MiB | resident, MiB |\n|---|---|---|\n");
        var managed = new List<long>();
        using var sampling = new PeriodicTimer(Duration / Samples);
        var started = Stopwatch.GetTimestamp();
        while (managed.Count < Samples && await sampling.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            managed.Add(GC.GetTotalMemory(forceFullCollection: true));
            figures.AppendLine(CultureInfo.InvariantCulture, $"| {Stopwatch.GetElapsedTime(started).TotalMinutes:0.0} | {managed[^1] / 1048576.0:0.0} | {Environment.WorkingSet / 1048576} |");
            await File.WriteAllTextAsync(Path.Combine(Repository.Root, "artifacts", "console-growth.md"), figures.ToString(), TestContext.Current.CancellationToken);
        }
        await fleet.StopAsync();

        // They are live to the end.
        await using var other = await platform.ConnectDeviceAsync(await platform.AddDeviceAsync(fleet.ProductId, "last"));
        await other.PublishAsync($"$oc/devices/{fleet.ProductId}_last/sys/messages/up", "the last word");
        await tabs[1].GetByText("the last word").First.WaitForAsync();
        // A quarter for everything to fill up. The least of each: what waits for the disk at one moment comes and goes.
        var (sooner, later) = (managed[5..10].Min(), managed[15..].Min());
        Assert.True(later - sooner <= BytesMax, figures.ToString());
    }
}
