using Dukou.Server.Tests;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class DeviceListTests
{
    static readonly Texts En = Texts.Of(Texts.English);

    [Fact]
    public async Task The_list_is_narrowed_by_product_status_type_and_beginning_and_its_pages_follow_each_other()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var (lamps, pumps) = (await platform.AddProductAsync(), await platform.AddProductAsync("pump"));
        for (var i = 1; i <= 45; i++)
            await platform.AddDeviceAsync(lamps, $"lamp{i:00}");
        var pump = await platform.AddDeviceAsync(pumps, "pump1");
        await platform.PostAsync(platform.V5 + "devices", $$"""{"node_id":"child1","product_id":"{{lamps}}","gateway_id":"{{pump}}"}""");
        await using var device = await platform.ConnectDeviceAsync(pump);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/devices");
        var page = visit.Page;
        await visit.SeesAsync("1–20 of 47");
        await PressAsync(page, "pager.next");
        await visit.SeesAsync("21–40 of 47");
        await PressAsync(page, "pager.next");
        await visit.SeesAsync("41–47 of 47");
        Assert.Equal(7, await page.Locator("main tbody tr").CountAsync());
        await PressAsync(page, "pager.previous");
        await visit.SeesAsync("21–40 of 47");
        await page.Locator("tr", new() { HasText = $"{lamps}_lamp20" }).WaitForAsync();

        await page.GetByLabel(En["device.search.by"]).SelectOptionAsync("node_id");
        await page.GetByLabel(En["device.search"], new() { Exact = true }).FillAsync("lamp0");
        await PressAsync(page, "common.filter");
        await visit.SeesAsync("1–9 of 9");
        await visit.KeepAsync("device-list");

        await visit.GoAsync($"/devices?status=ONLINE");
        await visit.SeesAsync("1–1 of 1");
        await page.Locator("tr", new() { HasText = pump }).WaitForAsync();
        await visit.GoAsync($"/devices?type=ENDPOINT");
        await page.Locator("tr", new() { HasText = $"{lamps}_child1" }).WaitForAsync();
        await visit.GoAsync($"/products/{pumps}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Online 1" }).ClickAsync();
        await page.Locator("tr", new() { HasText = pump }).WaitForAsync();
        await visit.GoAsync("/devices?text=it%27s");
        await visit.SeesAsync(En["device.search.quote"]);
    }

    [Fact]
    public async Task Several_devices_are_frozen_after_a_question_and_unfrozen()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var ids = new[] { await platform.AddDeviceAsync(productId, "lamp1"), await platform.AddDeviceAsync(productId, "lamp2"), await platform.AddDeviceAsync(productId, "lamp3") };
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/devices");
        var page = visit.Page;
        foreach (var id in ids[..2])
            await page.GetByLabel(En["device.select", id]).CheckAsync();
        await visit.SeesAsync(En["device.selected", 2]);
        await page.Locator(".notice").GetByRole(AriaRole.Button, new() { Name = En["device.freeze"], Exact = true }).ClickAsync();
        await page.Locator("dialog[open] button.danger").ClickAsync();
        await page.Locator(".badge", new() { HasText = "Frozen" }).Nth(1).WaitForAsync();
        Assert.Equal(["FROZEN", "FROZEN", "INACTIVE"], await StatusesAsync(platform, ids));

        await page.GetByLabel(En["device.selectall"]).CheckAsync();
        await page.Locator(".notice").GetByRole(AriaRole.Button, new() { Name = En["device.unfreeze"], Exact = true }).ClickAsync();
        await page.Locator(".badge", new() { HasText = "Inactive" }).Nth(2).WaitForAsync();
        Assert.Equal(["INACTIVE", "INACTIVE", "INACTIVE"], await StatusesAsync(platform, ids));
    }

    [Fact]
    public async Task A_CSV_file_registers_many_and_the_result_names_what_was_refused()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        await platform.AddDeviceAsync(productId, "lamp3");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/devices/new");
        var page = visit.Page;
        await UploadAsync(page, "name,colour\nlamp1,red\n");
        await PressAsync(page, "device.register");
        await page.GetByText("The first row must name the columns").WaitForAsync();

        await UploadAsync(page, "node_id,device_name,secret\nlamp1,\"Hall,left\",secret_of_lamp1\nlamp2,,\nlamp3,,\n");
        await PressAsync(page, "device.register");
        await visit.SeesAsync(En["device.registered.of", 2, 3]);
        await visit.KeepAsync("register-many");
        var saving = page.WaitForDownloadAsync();
        await PressAsync(page, "device.savecsv");
        var lines = await File.ReadAllLinesAsync(await (await saving).PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("device_id,node_id,secret,problem", lines[0]);
        Assert.Equal($"{productId}_lamp1,lamp1,secret_of_lamp1,", lines[1]);
        Assert.StartsWith($"{productId}_lamp2,lamp2,", lines[2], StringComparison.Ordinal);
        Assert.StartsWith(",lamp3,,", lines[3], StringComparison.Ordinal);
        Assert.Equal("Hall,left", (string?)(await platform.GetAsync($"{platform.V5}devices/{productId}_lamp1"))["device_name"]);
    }

    static Task PressAsync(IPage page, string text) => page.GetByRole(AriaRole.Button, new() { Name = En[text], Exact = true }).ClickAsync();

    static async Task UploadAsync(IPage page, string csv)
    {
        await (await page.GetByLabel(En["device.csv"]).ReadyAsync()).SetInputFilesAsync(new FilePayload { Name = "devices.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(csv) });
        // The page has it once it asks for nothing else.
        await page.GetByLabel(En["device.nodes"]).WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    static async Task<IReadOnlyList<string>> StatusesAsync(TestPlatform platform, IEnumerable<string> ids)
    {
        var statuses = new List<string>();
        foreach (var id in ids)
            statuses.Add((string)(await platform.GetAsync(platform.V5 + "devices/" + id))["status"]!);
        return statuses;
    }
}
