using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>What the API would refuse to a role can't be pressed, and says why.</summary>
public sealed class ReadOnlyTests
{
    static readonly Texts En = Texts.Of(Texts.English);

    // An address, and a button of it that is switched off.
    static readonly (string Address, string Button)[] Pages =
    [
        ("/products/new", "product.create"), ("/products/{product}", "common.save"), ("/products/{product}?tab=topics", "topic.add"),
        ("/devices/new", "device.register"), ("/devices/{device}", "device.freeze"), ("/devices/{device}?tab=shadow", "shadow.set"),
        ("/devices/{device}?tab=messages", "message.send"), ("/devices/{device}?tab=commands", "command.send"), ("/devices/{device}?tab=children", "children.add"),
        ("/devices/{device}?tab=connection", "device.resetsecret"), ("/debugging?device={device}", "property.set"),
        ("/provisioning/new", "group.create"), ("/provisioning/{group}", "group.renew"), ("/settings?tab=certificates", "certificates.add"), ("/settings?tab=users", "users.create"),
    ];

    // What only reads.
    static readonly string[] Reads =
    [
        "common.copy", "common.refresh", "certificates.download", "payload.pretty", "payload.raw", "payload.hex", "product.export", "product.export.profile", "property.get",
        "traces.pause", "traces.export", "pager.next", "pager.previous",
    ];

    [Fact]
    public async Task Who_may_only_read_finds_nothing_to_press_that_is_refused()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var productId = await platform.AddProductAsync();
        var deviceId = await platform.AddDeviceAsync(productId);
        var group = await platform.PostAsync(platform.V1 + "registration-groups", $$"""{"group_name":"line","product_id":"{{productId}}"}""");
        await platform.PostAsync($"{platform.V1}products/{productId}/topics", """{"topic":"hello","operation":"ALL"}""");
        await platform.PostAsync($"{platform.V5}devices/{deviceId}/messages", """{"message":"waits"}""");
        await platform.PostAsync(platform.V5 + "devices", $$"""{"node_id":"child1","product_id":"{{productId}}","gateway_id":"{{deviceId}}"}""");
        var user = await platform.PostAsync(platform.V1 + "users", """{"user_name":"ann","role":"read_only","password":"only-for-reading"}""");
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.GoAsync("/sign-in");
        await visit.Page.GetByLabel(En["signin.user"]).FillAsync("ann");
        await visit.Page.GetByLabel(En["signin.password"]).FillAsync("only-for-reading");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = En["signin.button"] }).ClickAsync();
        await visit.Page.Locator(".who .badge").GetByText(En["role.read_only"]).WaitForAsync();

        var reads = Reads.Select(key => En[key]).ToList();
        foreach (var (address, button) in Pages)
        {
            await visit.GoAsync(address.Replace("{product}", productId, StringComparison.Ordinal).Replace("{device}", deviceId, StringComparison.Ordinal)
                .Replace("{group}", (string)group["group_id"]!, StringComparison.Ordinal));
            var off = Button(visit, button);
            await Assertions.Expect(off).ToBeDisabledAsync(new() { Timeout = 60_000 });
            var needed = address.StartsWith("/settings", StringComparison.Ordinal) ? "owner" : "operator";
            await Assertions.Expect(off.Locator("xpath=ancestor::fieldset[@disabled]")).ToHaveAttributeAsync("title", En["role.needed", En["role.read_only"], En["role." + needed]], new() { Timeout = 60_000 });
            var on = await visit.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main button, main label.check')].filter(one => one.checkVisibility() && !(one.control ?? one).matches(':disabled')).map(one => one.textContent.trim())");
            Assert.All(on, name => Assert.True(reads.Contains(name), $"{name} on {address}"));
        }
        await visit.GoAsync($"/devices/{deviceId}");
        await Assertions.Expect(Button(visit, "device.freeze")).ToBeDisabledAsync(new() { Timeout = 60_000 });
        await visit.KeepAsync("read-only");

        // The same person with another role.
        using var promoted = await platform.Http.SendAsync(new(HttpMethod.Put, $"{platform.V1}users/{user["user_id"]}") { Content = new StringContent("""{"role":"operator"}""", System.Text.Encoding.UTF8, "application/json") }, TestContext.Current.CancellationToken);
        Assert.True(promoted.IsSuccessStatusCode);
        await visit.GoAsync("/settings?tab=certificates");
        await Assertions.Expect(Button(visit, "certificates.add")).ToBeDisabledAsync(new() { Timeout = 60_000 });
        await visit.GoAsync("/products/new");
        await Assertions.Expect(Button(visit, "product.create")).ToBeEnabledAsync(new() { Timeout = 60_000 });
        Assert.Equal(0, await visit.Page.Locator("fieldset[disabled], .who .badge").CountAsync());
    }

    static ILocator Button(ConsoleVisit visit, string key) => visit.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = En[key], Exact = true });
}
