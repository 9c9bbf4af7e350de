using System.Text;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>The tutorial's walk in the browser, with a real MQTT connection on the device's side.</summary>
public sealed class WalkTests
{
    [Theory]
    [InlineData(Texts.English)]
    [InlineData(Texts.Chinese)]
    public async Task From_an_empty_platform_to_a_command_s_answer(string language)
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(language);
        await using var platform = await ConsolePlatform.StartAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform, language);
        await visit.SignInAsync(platform);
        var page = visit.Page;
        Task PressAsync(string key) => page.GetByRole(AriaRole.Button, new() { Name = text[key], Exact = true }).ClickAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = text["product.create"] }).ClickAsync();
        await page.GetByLabel(text["product.name"]).FillAsync("lamp");
        await page.GetByLabel(text["product.devicetype"]).FillAsync("Lamp");
        await PressAsync("product.create");
        await PressAsync("model.addservice");
        await page.GetByLabel(text["model.service"]).FillAsync("Lamp");
        await PressAsync("model.addproperty");
        await page.GetByLabel(text["model.name"]).FillAsync("level");
        await PressAsync("model.addcommand");
        await page.Locator("fieldset.card input[maxlength='64']").First.FillAsync("SWITCH");
        await PressAsync("common.save");
        await page.Locator("[role=status].good").WaitForAsync();
        await visit.KeepAsync($"product-{language}");

        await page.GetByRole(AriaRole.Link, new() { Name = text["device.register"] }).ClickAsync();
        await page.GetByLabel(text["device.secret"]).FillAsync("12345678");
        await page.GetByLabel(text["device.nodes"]).FillAsync("lamp1");
        await PressAsync("device.register");
        var deviceId = await page.Locator("main table tbody a").InnerTextAsync();

        // The calls that a page has made are shown without the secrets in them.
        await PressAsync("calls.button");
        await page.Locator("#api-calls").GetByText("\"secret\":\"****\"").WaitForAsync();
        Assert.DoesNotContain("12345678", await page.Locator("#api-calls").InnerTextAsync(), StringComparison.Ordinal);
        await PressAsync("calls.button");

        await page.GetByRole(AriaRole.Link, new() { Name = text["menu.start"] }).ClickAsync();
        await DoneAsync(page, 2);
        Assert.Equal("", await page.GetByLabel(text["device.secret"]).InputValueAsync());
        await PressAsync("device.showsecret");
        await using var device = await platform.ConnectDeviceAsync(deviceId, new() { ClientId = await ShownAsync("ClientId"), UserName = await ShownAsync("Username"), Password = Encoding.ASCII.GetBytes(await ShownAsync("Password")) });
        await DoneAsync(page, 3);
        await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"level":7}}]}""");
        await DoneAsync(page, 4);
        await visit.SeesAsync("\"level\": 7");
        await visit.KeepAsync($"start-{language}");

        await page.Locator("main .steps").GetByRole(AriaRole.Link, new() { Name = text["menu.debugging"] }).ClickAsync();
        await PressAsync("command.send");
        var asked = await device.ReadPublishAsync();
        Assert.Contains("\"command_name\":\"SWITCH\"", asked.Payload, StringComparison.Ordinal);
        await device.PublishAckedAsync(asked.Topic.Replace("/sys/commands/", "/sys/commands/response/", StringComparison.Ordinal), """{"result_code":0,"paras":{"state":"on"}}""", 9);
        await visit.SeesAsync("\"state\": \"on\"");
        await page.GetByRole(AriaRole.Link, new() { Name = text["menu.start"] }).ClickAsync();
        await DoneAsync(page, 5);

        Task<string> ShownAsync(string label) => page.Locator(".copyfield").Filter(new() { HasText = label }).Locator("code").InnerTextAsync();
    }

    static Task DoneAsync(IPage page, int steps) => page.Locator($".steps:has(li.done:nth-child({steps}))").WaitForAsync();
}
