using System.Reflection;
using Dukou.ApplicationSdk;
using Dukou.Server.Tests;
using Dukou.WebConsole.Localization;
using Dukou.WebConsole.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>Pages whose calls nobody answers. The end of each test fails when the platform logged an error.</summary>
public sealed class UnansweredTests
{
    static readonly Texts En = Texts.Of(Texts.English);
    const BindingFlags Whichever = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    static readonly string[] DeviceTabs = ["shadow", "commands", "messages", "children", "connection", "trace", "live"];

    [Fact]
    public async Task A_page_says_that_the_platform_does_not_answer()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var pages = new FaultyPages();
        await using var platform = await TestPlatform.StartAsync(pages: pages);
        var productId = await platform.AddProductAsync();
        var deviceId = await platform.AddDeviceAsync(productId);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{deviceId}");
        await visit.SeesAsync(En["device.noreport"]);
        await pages.CloseAsync();

        // Parts of a page that has loaded …
        foreach (var tab in DeviceTabs)
        {
            await Tab(visit, tab).ClickAsync();
            await visit.Page.Locator($".tabs a[aria-current][href$='{tab}']").WaitForAsync();
            await SaysSoAsync(visit);
        }
        await visit.KeepAsync("unanswered");
        await visit.Page.Locator(".head button").First.ClickAsync();
        await visit.Page.Locator("dialog[open] button.danger").ClickAsync();
        await visit.Page.Locator(".crumbs + .notice.bad").WaitForAsync();
        // … and whole pages.
        foreach (var page in new[] { "/overview", "/start", "/products", $"/debugging?device={deviceId}", "/traces", "/settings", "/connection" })
        {
            await visit.GoAsync(page);
            await SaysSoAsync(visit);
        }
        Assert.DoesNotContain(platform.Logs.All, line => line.Contains("Unhandled exception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_leaves_a_page_that_waits_leaves_no_error_behind()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var pages = new FaultyPages();
        await using var platform = await TestPlatform.StartAsync(pages: pages);
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{deviceId}");
        await visit.SeesAsync(En["device.noreport"]);
        pages.Freeze();

        foreach (var tab in DeviceTabs)
        {
            await Tab(visit, tab).ClickAsync();
            await visit.Page.Locator($".tabs a[aria-current][href$='{tab}']").WaitForAsync();
        }
        foreach (var page in new[] { "/overview", "/devices", "/traces", "/settings?tab=retention" })
        {
            await visit.GoAsync(page);
            await visit.Page.Locator("main h1").WaitForAsync();
        }
        await visit.Page.GotoAsync("about:blank");
        await Eventually.BecomesTrueAsync(() => pages.Open == 0);
        Assert.DoesNotContain(platform.Logs.All, line => line.Contains("Unhandled exception", StringComparison.Ordinal));
    }

    // Else what it asks might end as an error in the log.
    [Fact]
    public void Every_component_that_has_the_client_handles_what_becomes_of_its_calls() => Assert.All(
        typeof(ConsolePart).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ComponentBase)) && type.GetProperty("Client", Whichever)?.PropertyType == typeof(ApplicationClient)),
        type => Assert.True(type.IsSubclassOf(typeof(ConsolePart)), type.Name));

    static ILocator Tab(ConsoleVisit visit, string tab) => visit.Page.Locator($".tabs a[href$='tab={tab}']");

    static async Task SaysSoAsync(ConsoleVisit visit)
    {
        await visit.Page.Locator("main .notice.bad").GetByText(En["problem.unreachable"]).First.WaitForAsync();
        Assert.Equal(0, await visit.Page.GetByText(En["layout.failed"]).CountAsync());
    }
}
