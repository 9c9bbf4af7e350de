using System.Globalization;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class HistoryChartTests
{
    static readonly Texts En = Texts.Of(Texts.English);

    [Fact]
    public async Task A_picture_that_does_not_hold_its_span_says_where_it_begins_and_a_span_by_hand_is_read_as_it_is_given()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        var now = platform.Clock.GetUtcNow();
        // One more than a picture holds, a second apart: the oldest alone, then a hundred in each report.
        foreach (var ages in new[] { Enumerable.Range(2000, 1) }.Concat(Enumerable.Range(0, 2000).Reverse().Chunk(100)))
            await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", $$"""{"services":[{{string.Join(',', ages.Select(age =>
                $$$"""{"service_id":"Lamp","properties":{"level":{{{age % 100}}}},"event_time":"{{{now.AddSeconds(-age).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}}}"}"""))}}]}""");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{deviceId}");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Img, new() { Name = En["history.describes", "level", 2000], Exact = true }).WaitForAsync();
        await page.GetByText(En["history.cut", 2000, "2026-01-02 02:30:46Z"]).WaitForAsync();
        await page.GetByText($"dukou history {deviceId} --service Lamp --property level --from 2026-01-02T02:04:05.000Z --csv --count 1000000").WaitForAsync();
        await page.Locator(".chart canvas").WaitForAsync();
        await visit.KeepAsync("history-cut");

        await page.GetByLabel(En["history.span"], new() { Exact = true }).SelectOptionAsync(En["history.byhand"]);
        await page.GetByLabel(En["audit.since"], new() { Exact = true }).FillAsync("2026-01-02T02:30");
        await page.GetByLabel(En["audit.until"], new() { Exact = true }).FillAsync("2026-01-02T02:31:01");
        await page.GetByRole(AriaRole.Button, new() { Name = En["history.show"], Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Img, new() { Name = En["history.describes", "level", 17], Exact = true }).WaitForAsync();
        Assert.Equal(0, await page.Locator(".notice").CountAsync());
        await visit.KeepAsync("history-by-hand");
    }
}
