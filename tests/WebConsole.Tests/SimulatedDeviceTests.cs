using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>The device that the page itself plays: real MQTT from the browser, real requests of an application on the other side.</summary>
public sealed class SimulatedDeviceTests
{
    [Theory]
    [InlineData(Texts.English)]
    [InlineData(Texts.Chinese)]
    public async Task It_connects_reports_and_answers_a_command_as_the_person_says(string language)
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(language);
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var visit = await ConsoleVisit.OpenAsync(platform, language);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/debugging?device=" + deviceId);
        var page = visit.Page;
        var simulated = page.Locator("section.card", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = text["simulated.title"] }) }).First;
        Task PressAsync(string key) => simulated.GetByRole(AriaRole.Button, new() { Name = text[key], Exact = true }).ClickAsync();
        await PressAsync("simulated.connect");
        await simulated.GetByText(text["simulated.open"]).WaitForAsync();
        Assert.DoesNotContain("12345678", await page.ContentAsync(), StringComparison.Ordinal);

        await simulated.GetByLabel("level").FillAsync("42");
        await PressAsync("simulated.report");
        await page.Locator(".timeline .glance", new() { HasText = "\"level\":42" }).First.WaitForAsync();
        Assert.Equal(42, (int)(await platform.GetAsync($"{platform.V5}devices/{deviceId}/shadow"))["shadow"]![0]!["reported"]!["properties"]!["level"]!);

        var command = platform.PostAsync($"{platform.V5}devices/{deviceId}/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":7}}""");
        await simulated.GetByLabel("done", new() { Exact = true }).SelectOptionAsync("true");
        await visit.KeepAsync("simulated-" + language);
        await PressAsync("simulated.answer");
        var answer = await command;
        Assert.Equal("""{"result_code":0,"response_name":"SET_LEVEL_RESPONSE","paras":{"done":true}}""", answer["response"]!.ToJsonString());

        command = platform.PostAsync($"{platform.V5}devices/{deviceId}/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":8}}""");
        await simulated.GetByLabel(text["simulated.result"]).SelectOptionAsync("1");
        await PressAsync("simulated.answer");
        Assert.Equal(1, (int)(await command)["response"]!["result_code"]!);

        await PressAsync("simulated.disconnect");
        await simulated.GetByRole(AriaRole.Button, new() { Name = text["simulated.connect"], Exact = true }).WaitForAsync();
    }

    [Fact]
    public async Task It_takes_what_it_is_set_to_and_tells_it_when_asked()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.English);
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/debugging?device=" + deviceId);
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = text["simulated.connect"], Exact = true }).ClickAsync();
        await page.GetByText(text["simulated.open"], new() { Exact = true }).WaitForAsync();

        using var content = new StringContent("""{"services":[{"service_id":"Lamp","properties":{"level":9}}]}""", System.Text.Encoding.UTF8, "application/json");
        var setting = platform.Http.PutAsync(new Uri($"{platform.V5}devices/{deviceId}/properties", UriKind.Relative), content, TestContext.Current.CancellationToken);
        await page.GetByRole(AriaRole.Button, new() { Name = text["simulated.answer"], Exact = true }).ClickAsync();
        using (var set = await setting)
            Assert.Contains("\"result_code\":0", await set.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        var asking = platform.GetAsync($"{platform.V5}devices/{deviceId}/properties?service_id=Lamp");
        await visit.SeesAsync(text["simulated.get.lead"]);
        await page.GetByRole(AriaRole.Button, new() { Name = text["simulated.answer"], Exact = true }).ClickAsync();
        Assert.Equal(9, (int)(await asking)["response"]!["services"]![0]!["properties"]!["level"]!);

        await platform.PostAsync($"{platform.V5}devices/{deviceId}/messages", """{"message":"hello page"}""");
        await page.Locator("pre", new() { HasText = "hello page" }).First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = text["simulated.sample"] }).ClickAsync();
        await page.Locator(".timeline .glance", new() { HasText = "\"name\":\"sample\"" }).First.WaitForAsync();
        var reported = (await platform.GetAsync($"{platform.V5}devices/{deviceId}/shadow"))["shadow"]![0]!["reported"]!["properties"]!;
        Assert.InRange((int)reported["level"]!, 0, 100);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_code_and_a_child_is_not_played()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.English);
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var secure = await platform.AddDeviceAsync(productId, "secure", """{"secret":"12345678","secure_access":true}""");
        var child = await platform.PostAsync(platform.V5 + "devices", $$"""{"node_id":"child1","product_id":"{{productId}}","gateway_id":"{{secure}}"}""");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/debugging?device=" + secure);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = text["simulated.connect"], Exact = true }).ClickAsync();
        await visit.SeesAsync("The platform refused the connection (code 5)");
        await visit.GoAsync("/debugging?device=" + child["device_id"]);
        await visit.SeesAsync(text["simulated.child"]);
        Assert.True(await visit.Page.GetByRole(AriaRole.Button, new() { Name = text["simulated.connect"], Exact = true }).IsDisabledAsync());
    }
}
