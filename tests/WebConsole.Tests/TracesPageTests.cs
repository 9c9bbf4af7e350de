using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class TracesPageTests
{
    [Fact]
    public async Task Traces_are_filtered_held_while_one_reads_and_saved()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.English);
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await ReportAsync(1);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/traces");
        var page = visit.Page;
        var entries = page.Locator(".timeline li");
        await entries.Filter(new() { HasText = "\"level\":1}" }).WaitForAsync();
        await entries.Filter(new() { Has = page.GetByText(text["kind.connection"], new() { Exact = true }) }).First.WaitForAsync();
        await page.GetByLabel(text["device.id"], new() { Exact = true }).FillAsync(deviceId);
        await page.GetByLabel(text["trace.kind"], new() { Exact = true }).SelectOptionAsync("uplink");
        await PressAsync("common.filter");
        await Assertions.Expect(entries).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        Assert.EndsWith($"/traces?device={deviceId}&kind=uplink", page.Url, StringComparison.Ordinal);
        await entries.Filter(new() { HasText = "\"level\":1}" }).WaitForAsync();

        await PressAsync("traces.pause");
        await page.GetByText(text["traces.paused", 0], new() { Exact = true }).WaitForAsync();
        await ReportAsync(2);
        await page.GetByText(text["traces.paused", 1], new() { Exact = true }).WaitForAsync();
        Assert.Equal(1, await entries.CountAsync());
        await PressAsync("traces.resume");
        await Assertions.Expect(entries).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        var saved = await page.RunAndWaitForDownloadAsync(() => PressAsync("traces.export"));
        Assert.Equal("traces.json", saved.SuggestedFilename);
        var written = await File.ReadAllTextAsync(await saved.PathAsync(), TestContext.Current.CancellationToken);
        Assert.All(new[] { 1, 2 }, level => Assert.Contains($$"""\"level\":{{level}}}""", written, StringComparison.Ordinal));

        Task ReportAsync(int level) => device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{level}}}}}]}""");
        Task PressAsync(string key) => page.GetByRole(AriaRole.Button, new() { Name = text[key], Exact = true }).ClickAsync();
    }
}
