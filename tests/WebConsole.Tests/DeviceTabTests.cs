using System.Text.Json.Nodes;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class DeviceTabTests
{
    static readonly Texts En = Texts.Of(Texts.English);

    [Fact]
    public async Task A_command_stands_in_the_history_with_its_answer_and_can_be_copied_as_the_request_that_it_was()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{deviceId}?tab=commands");
        var page = visit.Page;
        await page.GetByLabel("level").FillAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = En["command.send"] }).ClickAsync();
        await AnswerAsync(device, """{"result_code":0,"paras":{"done":true}}""");
        await visit.SeesAsync("\"done\": true");

        var sent = page.Locator(".timeline li").Filter(new() { HasText = "The device answered." });
        Assert.Contains("SET_LEVEL", await sent.Locator(".glance").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator(".timeline li").Filter(new() { HasText = "\"done\":true" }).First.WaitForAsync();
        await sent.Locator("summary").ClickAsync();
        await visit.KeepAsync("commands");
        var curl = await CopiedAsync(visit, sent, "traces.curl");
        Assert.StartsWith($"curl -sS -X POST '{platform.Platform.Http}v5/iot/{platform.ProjectId}/devices/{deviceId}/commands'", curl, StringComparison.Ordinal);
        Assert.Equal("""{"paras":{"level":5},"service_id":"Lamp","command_name":"SET_LEVEL"}""", Sorted(curl[(curl.IndexOf("-d '", StringComparison.Ordinal) + 4)..^1]));
    }

    [Fact]
    public async Task A_report_can_be_copied_as_a_script_for_a_module()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        const string Report = """{"services":[{"service_id":"Lamp","properties":{"name":"Küche 厨房"}}]}""";
        await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", Report);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{deviceId}?tab=trace");
        var entry = visit.Page.Locator(".timeline li").Filter(new() { HasText = "Küche" });
        await entry.Locator("summary").ClickAsync();
        var script = await CopiedAsync(visit, entry, "traces.quecpython");
        Assert.Contains($"DEVICE_ID = \"{deviceId}\"", script, StringComparison.Ordinal);
        Assert.Contains($"client.publish(\"$oc/devices/{deviceId}/sys/properties/report\", \"{Report.Replace("\"", "\\\"", StringComparison.Ordinal)}\")", script, StringComparison.Ordinal);
        Assert.Contains($", \"127.0.0.1\", {platform.Platform.Listeners.Mqtt!.Port}, ", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_a_device_stand_apart_from_what_else_it_says()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"level":7}}]}""");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{deviceId}?tab=events");
        await visit.SeesAsync(En["traces.empty"]);
        await device.PublishAsync($"$oc/devices/{deviceId}/sys/events/up",
            """{"services":[{"service_id":"$time_sync","event_type":"time_sync_request","paras":{"device_send_time":1767323045000}}]}""", 2);
        await visit.Page.Locator(".timeline .glance").Filter(new() { HasText = "time_sync_request" }).WaitForAsync();
        Assert.Equal(0, await visit.Page.Locator(".timeline li").Filter(new() { HasText = "\"level\"" }).CountAsync());
        await visit.KeepAsync("events");
    }

    [Fact]
    public async Task The_last_of_a_burst_is_drawn_though_nothing_comes_after_it()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/traces");
        await visit.Page.Locator(".timeline li").First.WaitForAsync();
        // Other timers wake the queue, which then ends a delay by a coarse clock: up to some milliseconds early.
        using var ticking = new Timer(_ => { }, null, 1, 1);
        for (var burst = 0; burst < 20; burst++)
        {
            for (var step = 0; step < 3; step++)
                await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{(burst * 3) + step}}}}}]}""");
            await visit.Page.Locator(".timeline .glance").Filter(new() { HasText = $"\"level\":{(burst * 3) + 2}}}" }).WaitForAsync();
        }
    }

    [Fact]
    public async Task The_traces_beside_the_newest_values_do_not_wait_for_them()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{deviceId}");
        await visit.SeesAsync(En["device.noreport"]);
        // Values are read once a second: as many seconds as a page is given at most.
        for (var level = 1; level <= 61; level++)
            await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{level}}}}}]}""");
        await visit.Page.Locator(".timeline .glance", new() { HasText = "\"level\":61" }).WaitForAsync();
        await visit.Page.Locator("main td code", new() { HasText = "61" }).First.WaitForAsync();
    }

    [Fact]
    public async Task Children_are_added_moved_and_removed()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var (gateway, other) = (await platform.AddDeviceAsync(productId, "gateway1"), await platform.AddDeviceAsync(productId, "gateway2"));
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{gateway}?tab=children");
        var page = visit.Page;
        var row = page.Locator("main tbody tr").Filter(new() { HasText = $"{productId}_meter1" });
        await page.GetByLabel(En["device.node"]).FillAsync("meter1");
        await page.GetByRole(AriaRole.Button, new() { Name = En["children.add"] }).ClickAsync();
        await row.WaitForAsync();
        await visit.KeepAsync("children");

        await row.GetByRole(AriaRole.Button, new() { Name = En["children.move"] }).ClickAsync();
        await page.GetByLabel(En["children.gateway"]).FillAsync("nobody");
        await page.Locator("dialog[open] button.danger").ClickAsync();
        await visit.SeesAsync("IOTDA.014000");
        await row.GetByRole(AriaRole.Button, new() { Name = En["children.move"] }).ClickAsync();
        await page.GetByLabel(En["children.gateway"]).FillAsync(other);
        await page.Locator("dialog[open] button.danger").ClickAsync();
        await visit.SeesAsync(En["children.empty"]);

        await visit.GoAsync($"/devices/{productId}_meter1");
        await page.GetByRole(AriaRole.Link, new() { Name = other }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = En["common.delete"] }).ClickAsync();
        await page.Locator("dialog[open] button.danger").ClickAsync();
        await visit.SeesAsync(En["children.empty"]);
    }

    [Fact]
    public async Task A_value_of_the_shadow_is_edited_from_its_row_and_its_difference_marked()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"level":7}}]}""");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/devices/{deviceId}?tab=shadow");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = En["shadow.edit", "level"] }).ClickAsync();
        var desired = page.GetByLabel("Desired (JSON)");
        await Assertions.Expect(desired).ToHaveValueAsync("""{"level":7}""", new() { Timeout = 60_000 });
        await desired.FillAsync("""{"level":8}""");
        await page.GetByRole(AriaRole.Button, new() { Name = En["shadow.set"] }).ClickAsync();
        await page.Locator("tr.differs").Filter(new() { HasText = "level" }).WaitForAsync();
        await visit.KeepAsync("shadow");
    }

    static async Task AnswerAsync(Server.Tests.WireClient device, string answer)
    {
        var asked = await device.ReadPublishAsync();
        await device.PublishAckedAsync(asked.Topic.Replace("/sys/commands/", "/sys/commands/response/", StringComparison.Ordinal), answer, 9);
    }

    static async Task<string> CopiedAsync(ConsoleVisit visit, ILocator entry, string button)
    {
        await visit.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await entry.GetByRole(AriaRole.Button, new() { Name = En[button] }).ClickAsync();
        await entry.GetByRole(AriaRole.Button, new() { Name = En["common.copied"] }).WaitForAsync();
        return await visit.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    // Members in the order of the test, whatever that of the platform is.
    static string Sorted(string json)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        return new JsonObject(new[] { "paras", "service_id", "command_name" }.Select(name => KeyValuePair.Create(name, body[name]?.DeepClone()))).ToJsonString();
    }
}
