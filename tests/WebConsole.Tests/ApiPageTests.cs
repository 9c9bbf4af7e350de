using System.Text.RegularExpressions;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class ApiPageTests
{
    [Fact]
    public async Task The_reference_has_the_token_of_whoever_is_signed_in_and_nobody_else_s()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        // With an advertised address the page fills in nothing for people at this computer.
        await using var platform = await ConsolePlatform.StartAsync(options => options with { Advertise = "iot.example" });
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.GoAsync("/docs");
        Assert.DoesNotContain("securitySchemes", await visit.Page.ContentAsync(), StringComparison.Ordinal);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/api");
        var opening = visit.Page.Context.WaitForPageAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = Texts.Of(Texts.English)["api.open"] }).ClickAsync();
        var reference = await opening;
        await reference.WaitForLoadStateAsync();
        var page = await reference.EvaluateAsync<string>("fetch(location.href).then(answer => answer.text())");
        var token = Regex.Match(page, "\"token\": *\\{[^}]*\"value\": *\"([^\"]+)\"").Groups[1].Value;
        Assert.NotEqual("", token);
        using var asked = new HttpRequestMessage(HttpMethod.Get, platform.V5 + "devices");
        asked.Headers.Add("X-Auth-Token", Regex.Unescape(token));
        using var answer = await platform.Anonymous.SendAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }
}
