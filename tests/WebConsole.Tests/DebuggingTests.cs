using Dukou.Server.Tests;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>What a person sends from a page to a real device, and what becomes of it.</summary>
public sealed class DebuggingTests
{
    static readonly Texts En = Texts.Of(Texts.English);

    [Fact]
    public async Task Properties_are_set_and_asked_for_and_messages_arrive_or_wait()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await using (var device = await platform.ConnectDeviceAsync(deviceId))
        {
            await visit.GoAsync("/debugging?device=" + deviceId);
            var properties = Form(visit, "property.title");
            await properties.GetByLabel("level", new() { Exact = true }).FillAsync("9");
            await PressAsync(properties, "property.set");
            Assert.Contains("\"level\":9", await AnsweredAsync(device, """{"result_code":0,"result_desc":"bright"}"""), StringComparison.Ordinal);
            await properties.GetByText("\"result_desc\": \"bright\"").WaitForAsync();
            await PressAsync(properties, "property.get");
            Assert.Contains("\"service_id\":\"Lamp\"", await AnsweredAsync(device, """{"services":[{"service_id":"Lamp","properties":{"level":11}}]}"""), StringComparison.Ordinal);
            await properties.GetByText("\"level\": 11").WaitForAsync();

            var message = Form(visit, "message.send");
            await message.GetByLabel(En["message.text"], new() { Exact = true }).FillAsync("from the page");
            await PressAsync(message, "message.send");
            Assert.Contains("from the page", (await device.ReadPublishAsync()).Payload, StringComparison.Ordinal);
            await visit.KeepAsync("debugging-forms");
        }

        await Eventually.BecomesTrueAsync(async () => (string?)(await platform.GetAsync($"{platform.V5}devices/{deviceId}"))["status"] == "OFFLINE");
        await visit.GoAsync($"/devices/{deviceId}?tab=messages");
        var send = Form(visit, "message.send");
        await send.GetByLabel(En["message.text"], new() { Exact = true }).FillAsync("for later");
        await send.GetByLabel(En["message.ttl"], new() { Exact = true }).FillAsync("5");
        await PressAsync(send, "message.send");
        var row = visit.Page.Locator("main tbody tr", new() { HasText = "for later" });
        await row.GetByText(En["messagestatus.PENDING"], new() { Exact = true }).WaitForAsync();
        await using var again = await platform.ConnectDeviceAsync(deviceId);
        Assert.Contains("for later", (await again.ReadPublishAsync()).Payload, StringComparison.Ordinal);
        await Eventually.BecomesTrueAsync(async () => (await platform.GetAsync($"{platform.V5}devices/{deviceId}/messages"))["messages"]!.AsArray().All(one => (string?)one!["status"] == "DELIVERED"));
        await PressAsync(visit.Page.Locator("main"), "common.refresh");
        await row.GetByText(En["messagestatus.DELIVERED"], new() { Exact = true }).WaitForAsync();
        await visit.KeepAsync("messages");
    }

    // By its heading.
    static ILocator Form(ConsoleVisit visit, string title) => visit.Page.Locator("form.card", new() { Has = visit.Page.GetByRole(AriaRole.Heading, new() { Name = En[title], Exact = true }) });

    static Task PressAsync(ILocator within, string key) => within.GetByRole(AriaRole.Button, new() { Name = En[key], Exact = true }).ClickAsync();

    /// <summary>The device answers what it is asked; the payload of the question.</summary>
    static async Task<string> AnsweredAsync(WireClient device, string answer)
    {
        var asked = await device.ReadPublishAsync();
        await device.PublishAckedAsync(asked.Topic.Replace("/request_id=", "/response/request_id=", StringComparison.Ordinal), answer, 9);
        return asked.Payload;
    }
}
