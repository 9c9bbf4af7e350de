using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class ProductFileTests
{
    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task A_product_goes_out_and_comes_in_as_a_profile_zip_and_as_JSON_and_what_is_neither_is_refused()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.English);
        await using var platform = await ConsolePlatform.StartAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/products/new");
        var page = visit.Page;
        var file = page.GetByLabel(text["product.import.lead"]);
        await (await file.ReadyAsync()).SetInputFilesAsync(new FilePayload { Name = "empty.zip", MimeType = "application/zip", Buffer = [1, 2, 3] });
        await page.Locator(".notice.bad").WaitForAsync();
        await (await file.ReadyAsync()).SetInputFilesAsync(Path.Combine(Repository.Root, "tests", "Server.Tests", "Sdk", "Pump_Acme.zip"));
        await page.GetByRole(AriaRole.Heading, new() { Name = "P100" }).WaitForAsync();
        await visit.KeepAsync("product-imported");

        var saving = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = text["product.export.profile"] }).ClickAsync();
        var download = await saving;
        Assert.Equal("Pump_Acme.zip", download.SuggestedFilename);
        using var zip = ZipFile.OpenRead(await download.PathAsync());
        Assert.Equal(3, zip.Entries.Count);

        // The same as JSON, under another id.
        var original = page.Url.Split('/')[^1].Split('?')[0];
        var written = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = text["product.export"], Exact = true }).ClickAsync());
        Assert.Equal(original + ".json", written.SuggestedFilename);
        var product = JsonNode.Parse(await File.ReadAllTextAsync(await written.PathAsync(), TestContext.Current.CancellationToken))!;
        product["product_id"] = "copied";
        await visit.GoAsync("/products/new");
        await (await file.ReadyAsync()).SetInputFilesAsync(new FilePayload { Name = "product.json", MimeType = "application/json", Buffer = JsonSerializer.SerializeToUtf8Bytes(product) });
        await page.GetByText("copied", new() { Exact = true }).WaitForAsync();
        Assert.True(JsonNode.DeepEquals(await ModelAsync(original), await ModelAsync("copied")));

        async Task<JsonNode?> ModelAsync(string productId) => (await platform.GetAsync(platform.V5 + "products/" + productId))["service_capabilities"];
    }

    [Fact]
    public async Task What_the_editor_does_not_show_stays_when_a_model_is_saved()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.English);
        await using var platform = await ConsolePlatform.StartAsync();
        var commands = """
            [{"command_name":"SWITCH","paras":[],"responses":[{"response_name":"ok","paras":[{"para_name":"state","data_type":"string"}]},{"response_name":"busy","paras":[{"para_name":"wait","data_type":"int"}]}]}]
            """;
        const string events = """[{"event_type":"水满","paras":[{"para_name":"1st","data_type":"int","step":2}]}]""";
        var made = await platform.PostAsync(platform.V5 + "products",
            $$"""{"name":"pump","device_type":"Pump","protocol_type":"MQTT","data_format":"json","service_capabilities":[{"service_id":"Pump","service_type":"Pump","commands":{{commands}},"events":{{events}}}]}""");
        var productId = (string)made["product_id"]!;
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync($"/products/{productId}");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = text["model.addproperty"] }).ClickAsync();
        // The property's own row: a command has a name, too.
        await page.Locator("tr", new() { Has = page.GetByLabel(text["model.writable"]) }).GetByLabel(text["model.name"]).FillAsync("level");
        await page.GetByRole(AriaRole.Button, new() { Name = text["common.save"], Exact = true }).ClickAsync();
        await page.Locator("[role=status].good").WaitForAsync();

        var service = (await platform.GetAsync(platform.V5 + "products/" + productId))["service_capabilities"]![0]!;
        Assert.Equal("level", (string?)service["properties"]![0]!["property_name"]);
        Assert.Equal("""[{"event_type":"水满","paras":[{"para_name":"1st","data_type":"int","required":false,"step":2}]}]""", service["events"]!.ToJsonString(Readable));
        Assert.Equal(
            [("ok", "state"), ("busy", "wait")],
            service["commands"]![0]!["responses"]!.AsArray().Select(response => ((string)response!["response_name"]!, (string)response["paras"]![0]!["para_name"]!)));
    }
}
