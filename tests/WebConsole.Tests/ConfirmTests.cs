using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>Nothing is destroyed by one click: a question comes first, and its first button leaves all as it is.</summary>
public sealed class ConfirmTests
{
    static readonly Texts En = Texts.Of(Texts.English);

    [Fact]
    public async Task Freezing_and_deleting_ask_first()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var deviceId = await platform.AddDeviceAsync(productId);
        await platform.PostAsync($"{platform.V5}devices/{deviceId}/messages", """{"message":"waits"}""");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        var page = visit.Page;

        await AskAsync($"/devices/{deviceId}?tab=messages", "main table button");
        await visit.SeesAsync(En["message.empty"]);
        await visit.GoAsync($"/products/{productId}?tab=topics");
        await page.GetByLabel("Topic", new() { Exact = true }).FillAsync("hello");
        await page.GetByRole(AriaRole.Button, new() { Name = En["topic.add"] }).ClickAsync();
        await visit.SeesAsync("$oc/devices/{device_id}/user/hello");
        await AskAsync($"/products/{productId}?tab=topics", "main table button");
        await visit.SeesAsync(En["topic.empty"]);
        await AskAsync($"/devices/{deviceId}", ".head button >> nth=0");
        await page.GetByRole(AriaRole.Button, new() { Name = En["device.unfreeze"] }).WaitForAsync();

        async Task AskAsync(string address, string button)
        {
            await visit.GoAsync(address);
            await page.Locator(button).ClickAsync();
            await page.Locator("dialog[open] button").First.ClickAsync();
            await page.Locator("dialog[open]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await page.Locator(button).ClickAsync();
            await page.Locator("dialog[open] button.danger").ClickAsync();
        }
    }

    [Fact]
    public async Task What_was_taken_out_of_a_model_comes_back_until_it_is_saved()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        var productId = await platform.AddProductAsync();
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/products/{productId}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = En["model.removeservice"] }).ClickAsync();
        await visit.SeesAsync(En["model.empty"]);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = En["model.discard"] }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByLabel(En["model.service"], new() { Exact = true })).ToHaveValueAsync("Lamp", new() { Timeout = 60_000 });
    }
}
