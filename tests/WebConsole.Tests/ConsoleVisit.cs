using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Dukou.Server.Tests;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>
/// A visit to the console with Debian's Chromium. Its end fails the test when a page asked any other origin for anything, was stopped by
/// its own content security policy, or had an error in its script. What the page looked like at the end is kept under
/// <c>artifacts/screenshots</c>.
/// </summary>
sealed partial class ConsoleVisit : IAsyncDisposable
{
    const string Chromium = "/usr/bin/chromium";
    // For a busy machine; a person waits a tenth of it.
    const float TimeoutMilliseconds = 60_000;

    static readonly string Axe = Path.Combine(Repository.Root, "artifacts", "axe", "node_modules", "axe-core", "axe.min.js");

    readonly IPlaywright _playwright;
    readonly IBrowser _browser;
    readonly Uri _origin;
    // A page that is still open goes on asking while its requests are looked through.
    readonly ConcurrentQueue<string> _requested = [];
    readonly ConcurrentQueue<string> _reports = [];

    ConsoleVisit(IPlaywright playwright, IBrowser browser, IPage page, Uri origin)
    {
        (_playwright, _browser, Page, _origin) = (playwright, browser, page, origin);
        page.SetDefaultTimeout(TimeoutMilliseconds);
        page.Request += (_, request) => _requested.Enqueue(request.Url);
        page.PageError += (_, error) => _reports.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A refused request is a test's subject; the browser calls it an error all the same.
            if ((message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal)) || message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
                _reports.Enqueue(message.Text);
        };
    }

    public static bool Possible => File.Exists(Chromium);

    public static bool AxePossible => Possible && File.Exists(Axe);

    public IPage Page { get; }

    public static async Task<ConsoleVisit> OpenAsync(TestPlatform platform, string language = "en", int width = 1280)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Timeout = TimeoutMilliseconds,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new() { Locale = language, ViewportSize = new() { Width = width, Height = 900 } });
        return new ConsoleVisit(playwright, browser, page, platform.Platform.Http);
    }

    /// <summary>By the link that the command line prints.</summary>
    public async Task SignInAsync(TestPlatform platform)
    {
        await GoAsync("/sign-in?ticket=" + platform.Platform.IssueLoginTicket());
        await Page.Locator("form button.primary").ClickAsync();
        await Page.Locator("nav.menu").WaitForAsync();
    }

    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_origin, path).ToString());

    /// <summary>Waits until the text stands on the page.</summary>
    public Task SeesAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    public async Task KeepAsync(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "screenshots"));
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, name + ".png"), FullPage = true });
    }

    /// <summary>What axe finds on the page that is serious or worse.</summary>
    public async Task<IReadOnlyList<string>> SeriousFindingsAsync()
    {
        // Through the debugger, because the page's policy lets no script in.
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Axe, TestContext.Current.CancellationToken));
        return await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(found => found.impact === 'serious' || found.impact === 'critical')
              .map(found => `${found.id}: ${found.nodes.map(node => node.html.slice(0, 120) + ' ' + node.failureSummary).join(' | ')}`)
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result != TestResult.Failed)
        {
            Assert.Empty(_reports);
            Assert.All(_requested, url => Assert.True(SameOrigin(url), url));
        }
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    bool SameOrigin(string url) => Inline().IsMatch(url) || new Uri(url).Authority == _origin.Authority;

    [GeneratedRegex("^(data|blob|about):")]
    private static partial Regex Inline();
}
