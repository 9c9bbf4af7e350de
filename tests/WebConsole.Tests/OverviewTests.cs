namespace Dukou.WebConsole.Tests;

public sealed class OverviewTests
{
    [Fact]
    public async Task Figures_follow_what_happens_without_being_asked()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/overview");
        await ShowsAsync(visit, "[data-figure=online]", "0");
        await ShowsAsync(visit, "[data-status=INACTIVE]", "1");

        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await ShowsAsync(visit, "[data-figure=online]", "1");
        await device.PublishAsync($"$oc/devices/{deviceId}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"level":7}}]}""", 1);
        await visit.SeesAsync("1 stored since the start");
        await device.PublishAsync($"$oc/devices/{deviceId}/sys/properties/report", "no JSON", 2);
        await ShowsAsync(visit, "[data-figure=failures]", "1");
        await visit.Page.Locator("main table").GetByText("isn't the JSON").WaitForAsync();
        await visit.KeepAsync("overview");
    }

    [Theory]
    [InlineData(false, "/start", ".steps #gen-device")]
    [InlineData(true, "/overview", "[data-figure=storage]")]
    public async Task Who_comes_in_sees_the_steps_until_a_device_has_been_connected(bool connected, string address, string place)
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        if (connected)
            await (await platform.ConnectDeviceAsync(deviceId)).DisposeAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.Page.Locator(place).First.WaitForAsync();
        Assert.EndsWith(address, visit.Page.Url, StringComparison.Ordinal);
        // The server leads on: a live page that did could be left before, which is an error in the log.
        Assert.NotNull((await visit.Page.GotoAsync(platform.Platform.Http.ToString()))?.Request.RedirectedFrom);
    }

    [Fact]
    public async Task The_name_on_every_page_leads_in()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/audit");
        await visit.Page.Locator("main tbody tr").First.WaitForAsync();
        await visit.Page.Locator("a.home").ClickAsync();
        await visit.Page.Locator(".steps").WaitForAsync();
        Assert.EndsWith("/start", visit.Page.Url, StringComparison.Ordinal);
    }

    static Task ShowsAsync(ConsoleVisit visit, string place, string text) => visit.Page.Locator($"{place}:text-is(\"{text}\")").WaitForAsync();
}
