using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class ModelEditorTests
{
    [Fact]
    public async Task Events_are_added_judged_saved_and_come_back_until_a_removal_is_saved()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.Chinese);
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform, text.Language);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/products/{productId}");
        var page = visit.Page;
        var happening = page.Locator("fieldset.card", new() { Has = page.GetByText(text["model.event"], new() { Exact = true }) });
        var save = page.GetByRole(AriaRole.Button, new() { Name = text["common.save"], Exact = true });

        await PressAsync("model.addevent");
        await happening.GetByLabel(text["model.eventtype"], new() { Exact = true }).FillAsync("over heat");
        await page.GetByText(text["model.problem.event"]).WaitForAsync();
        Assert.True(await save.IsDisabledAsync());
        await happening.GetByLabel(text["model.eventtype"], new() { Exact = true }).FillAsync("过热");
        await happening.GetByRole(AriaRole.Button, new() { Name = text["model.addpara"] }).ClickAsync();
        await happening.GetByLabel(text["model.name"], new() { Exact = true }).FillAsync("degrees");
        await happening.GetByLabel(text["model.min"], new() { Exact = true }).FillAsync("9");
        await happening.GetByLabel(text["model.max"], new() { Exact = true }).FillAsync("1");
        await page.GetByText(text["model.problem.order"]).WaitForAsync();
        await happening.GetByLabel(text["model.max"], new() { Exact = true }).FillAsync("90");
        await save.ClickAsync();
        await page.Locator("[role=status].good").WaitForAsync();
        await visit.KeepAsync("model-events");
        var kept = (await platform.GetAsync(platform.V5 + "products/" + productId))["service_capabilities"]![0]!["events"]![0]!;
        Assert.Equal(("过热", "degrees", "int", "9", "90"), ((string?)kept["event_type"], (string?)kept["paras"]![0]!["para_name"], (string?)kept["paras"]![0]!["data_type"],
            (string?)kept["paras"]![0]!["min"], (string?)kept["paras"]![0]!["max"]));

        await happening.GetByRole(AriaRole.Button, new() { Name = text["common.delete"], Exact = true }).First.ClickAsync();
        await happening.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await PressAsync("model.discard");
        await Assertions.Expect(happening.GetByLabel(text["model.eventtype"], new() { Exact = true })).ToHaveValueAsync("过热", new() { Timeout = 60_000 });

        Task PressAsync(string key) => page.GetByRole(AriaRole.Button, new() { Name = text[key], Exact = true }).ClickAsync();
    }
}
