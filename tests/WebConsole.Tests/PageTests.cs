namespace Dukou.WebConsole.Tests;

public sealed class PageTests
{
    public static TheoryData<string> Pages => ["/overview", "/settings?tab=users", "/settings?tab=retention", "/settings?tab=certificates", "/settings?tab=about", "/audit", "/audit?result=refused", "/start", "/products", "/products/new", "/products/{product}", "/products/{product}?tab=topics", "/devices", "/devices/new", "/devices/{device}", "/devices/{device}?tab=shadow",
        "/devices/{device}?tab=messages", "/devices/{device}?tab=commands", "/devices/{device}?tab=events", "/devices/{device}?tab=children", "/devices/{device}?tab=connection", "/devices/{device}?tab=trace", "/provisioning", "/provisioning/new", "/provisioning/{group}",
        "/debugging?device={device}", "/api", "/traces", "/connection", "/settings"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_has_a_heading_and_no_serious_obstacle_in_light_and_dark_and_at_380_pixels(string address)
    {
        Assert.SkipUnless(ConsoleVisit.AxePossible, "Needs Debian's chromium and npm's axe-core.");
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var deviceId = await platform.AddDeviceAsync(productId);
        var group = await platform.PostAsync(platform.V1 + "registration-groups", $$"""{"group_name":"line","product_id":"{{productId}}"}""");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        var page = address.Replace("{product}", productId, StringComparison.Ordinal).Replace("{device}", deviceId, StringComparison.Ordinal)
            .Replace("{group}", (string)group["group_id"]!, StringComparison.Ordinal);
        foreach (var theme in new[] { "light", "dark" })
        {
            await visit.GoAsync($"/look?theme={theme}&return={Uri.EscapeDataString(page)}");
            await visit.Page.Locator("main h1").First.WaitForAsync();
            Assert.Empty(await visit.SeriousFindingsAsync());
        }
        await visit.Page.SetViewportSizeAsync(380, 800);
        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 380"), "The page is wider than the window.");
        await visit.KeepAsync("narrow" + System.Text.RegularExpressions.Regex.Replace(address, "[^a-z]+", "-"));
    }

    [Fact]
    public async Task Strangers_see_the_sign_in_page_and_the_connection_page_and_nothing_else()
    {
        await using var platform = await ConsolePlatform.StartAsync();
        foreach (var address in Pages.Select(row => row.Data).Where(address => address != "/connection"))
        {
            using var answer = await platform.Anonymous.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.StartsWith("/sign-in", answer.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        }
        using var open = await platform.Anonymous.GetAsync(new Uri("/connection", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("/connection", open.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Every_page_forbids_other_origins_inline_script_and_frames()
    {
        await using var platform = await ConsolePlatform.StartAsync();
        using var answer = await platform.Anonymous.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }
}
