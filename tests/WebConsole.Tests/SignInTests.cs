using System.Net;

namespace Dukou.WebConsole.Tests;

public sealed class SignInTests
{
    [Fact]
    public async Task User_and_password_open_the_page_that_was_asked_for()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.GoAsync("/products?Tab=A");
        await visit.Page.GetByLabel("User").FillAsync(platform.Account.User);
        await visit.Page.GetByLabel("Password").FillAsync("wrong");
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visit.SeesAsync("User or password is wrong.");
        await visit.KeepAsync("sign-in");
        await visit.Page.GetByLabel("User").FillAsync(platform.Account.User);
        await visit.Page.GetByLabel("Password").FillAsync(platform.Account.Password);
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Products" }).WaitForAsync();
        Assert.EndsWith("/products?Tab=A", visit.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_printed_link_works_once_and_says_so_the_second_time()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        var link = "/sign-in?ticket=" + platform.Platform.IssueLoginTicket();
        await visit.GoAsync(link);
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Open the console" }).ClickAsync();
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "From the first report" }).WaitForAsync();
        Assert.Equal(platform.Account.User, await visit.Page.Locator(".who span").InnerTextAsync());
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visit.GoAsync(link);
        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Open the console" }).ClickAsync();
        await visit.SeesAsync("This link has been used");
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_the_API_takes_no_cookie()
    {
        await using var platform = await ConsolePlatform.StartAsync();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = platform.Platform.Http };
        var page = await browser.GetStringAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var formToken = System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = formToken,
            ["user"] = platform.Account.User,
            ["password"] = platform.Account.Password,
            ["return"] = "https://evil.example/",
        }), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Found, "/"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("dukou-console=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        using var refused = await browser.GetAsync(new Uri(platform.V1 + "access-keys", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_in()
    {
        await using var platform = await ConsolePlatform.StartAsync();
        using var answer = await platform.Anonymous.PostAsync(new Uri("/sign-in", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["user"] = platform.Account.User,
            ["password"] = platform.Account.Password,
        }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }
}
