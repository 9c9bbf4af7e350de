using System.Text;
using Dukou.Server.Tests;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class ProvisioningTests
{
    [Theory]
    [InlineData(Texts.English)]
    [InlineData(Texts.Chinese)]
    public async Task A_group_is_made_and_a_device_comes_by_what_its_page_says(string language)
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(language);
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform, language);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/provisioning");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = text["group.create"] }).First.ClickAsync();
        await page.GetByLabel(text["group.name"], new() { Exact = true }).FillAsync("line-1");
        await page.GetByLabel(text["group.secure"]).UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = text["group.create"] }).ClickAsync();

        await page.GetByRole(AriaRole.Heading, new() { Name = "line-1" }).WaitForAsync();
        var secret = (string)(await platform.GetAsync(platform.V1 + "registration-groups/" + page.Url.Split('/')[^1]))["group_secret"]!;
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = text["group.showsecret"] }).ClickAsync();
        await visit.SeesAsync(secret);
        var deviceId = productId + "_meter1";
        await page.GetByLabel(text["device.id"]).FillAsync(deviceId);
        var clientId = await ValueAsync(page, "ClientId");
        var password = await ValueAsync(page, "Password");
        await visit.KeepAsync("group-" + language);

        await using var device = await platform.ConnectRawAsync();
        await device.ConnectDeviceAsync(deviceId, new WireConnect { ClientId = clientId, UserName = deviceId, Password = Encoding.ASCII.GetBytes(password), At = platform.Clock.GetUtcNow() });
        await device.SubscribeAsync(await ValueAsync(page, text["group.connect.listen"]));
        await device.PublishAsync(await ValueAsync(page, text["group.connect.ask"]), "");
        Assert.Contains("deviceSecret", (await device.ReadPublishAsync()).Payload, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = text["common.refresh"], Exact = true }).ClickAsync();
        var activated = page.Locator("main tbody tr").Filter(new() { HasText = deviceId });
        await activated.GetByText(text["status.INACTIVE"], new() { Exact = true }).WaitForAsync();
        await visit.KeepAsync("group-devices-" + language);
        await activated.GetByRole(AriaRole.Link, new() { Name = deviceId, Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = deviceId }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = text["menu.provisioning"] }).First.ClickAsync();
        await page.Locator(".timeline li").Filter(new() { HasText = deviceId }).First.WaitForAsync();
        await visit.KeepAsync("provisioning-" + language);
    }

    [Fact]
    public async Task A_group_is_switched_off_gets_a_new_secret_and_is_deleted_after_a_question()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.English);
        await using var platform = await ConsolePlatform.StartAsync();
        var group = await platform.PostAsync(platform.V1 + "registration-groups", $$"""{"group_name":"line","product_id":"{{await platform.AddProductAsync()}}"}""");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/provisioning/{group["group_id"]}");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = text["group.switchoff"] }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = text["group.switchon"] }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = text["group.renew"] }).ClickAsync();
        await page.Locator("dialog[open] button.danger").ClickAsync();
        await page.Locator(".copyfield").Filter(new() { HasText = text["group.secret"] }).Locator("code").WaitForAsync();
        var changed = await platform.GetAsync(platform.V1 + "registration-groups/" + group["group_id"]);
        Assert.False((bool)changed["enabled"]!);
        Assert.NotEqual((string?)group["group_secret"], (string?)changed["group_secret"]);

        await page.Locator(".head button.danger").ClickAsync();
        await page.Locator("dialog[open] button").First.ClickAsync();
        await page.Locator(".head button.danger").ClickAsync();
        await page.Locator("dialog[open] button.danger").ClickAsync();
        await visit.SeesAsync(text["group.empty"]);
    }

    static Task<string> ValueAsync(IPage page, string name) =>
        page.Locator(".copyfield").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("code").InnerTextAsync();
}
