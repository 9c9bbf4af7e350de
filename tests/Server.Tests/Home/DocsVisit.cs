using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Dukou.Server.Tests.Home;

/// <summary>
/// A visit to the API page with Debian's Chromium. Its end fails the test when the page asked any other origin for anything, was
/// stopped by its own content security policy, or had an error in its script.
/// </summary>
sealed class DocsVisit : IAsyncDisposable
{
    const string Chromium = "/usr/bin/chromium";
    const float TimeoutMilliseconds = 60_000;

    readonly IPlaywright _playwright;
    readonly IBrowser _browser;
    readonly IPage _page;
    readonly Uri _origin;
    readonly ConcurrentQueue<string> _requested = [];
    readonly ConcurrentQueue<string> _reports = [];

    DocsVisit(IPlaywright playwright, IBrowser browser, IPage page, Uri origin)
    {
        (_playwright, _browser, _page, _origin) = (playwright, browser, page, origin);
        page.SetDefaultTimeout(TimeoutMilliseconds);
        page.Request += (_, request) => _requested.Enqueue(request.Url);
        page.PageError += (_, error) => _reports.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" || message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
                _reports.Enqueue(message.Text);
        };
    }

    public static bool Possible => File.Exists(Chromium);

    /// <summary>Opens <c>/docs?api=…</c> and the form of that operation, whose button is only there when its group is open.</summary>
    public static async Task<DocsVisit> OpenAsync(TestPlatform platform, string operation, string button)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Timeout = TimeoutMilliseconds,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var visit = new DocsVisit(playwright, browser, await browser.NewPageAsync(), platform.Platform.Http);
        await visit._page.GotoAsync(new Uri(platform.Platform.Http, "/docs?api=" + operation).ToString());
        await visit._page.GetByRole(AriaRole.Button, new() { Name = $"Test Request ({button})" }).ClickAsync();
        return visit;
    }

    public Task FillParameterAsync(string name, string value) =>
        _page.Locator($"//input[@aria-label='Include {name} in request']/following::div[@aria-label=' Value'][1]").FillAsync(value);

    public Task FillBodyAsync(string json) => _page.Locator(".cm-content[data-language=json][contenteditable=true]").FillAsync(json);

    public Task<IResponse> SendAsync() => _page.RunAndWaitForResponseAsync(
        () => _page.GetByRole(AriaRole.Button, new() { Name = "Send" }).First.ClickAsync(),
        response => response.Request.ResourceType == "fetch");

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Assert.Empty(_reports);
        Assert.All(_requested, url => Assert.True(url.StartsWith("data:", StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal) || new Uri(url).Authority == _origin.Authority, url));
    }
}
