using System.Globalization;
using System.Text.RegularExpressions;
using Dukou.Server.Tests;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>
/// The pictures in README and guide, taken from a running platform with a device that reports and answers. CONTRIBUTING.md says how to
/// take them anew.
/// </summary>
public sealed partial class PictureTests
{
    const int BytesMax = 1024 * 1024;

    static string Folder => Path.Combine(Repository.Root, "docs", "screenshots");

    [Fact]
    public void Every_picture_that_a_document_shows_is_there_and_every_one_is_shown_and_together_they_are_small()
    {
        var documents = Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories));
        var shown = documents.SelectMany(document => Shown().Matches(File.ReadAllText(document))
            .Select(match => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document)!, match.Groups[1].Value)))).ToHashSet();
        var taken = Directory.EnumerateFiles(Folder, "*.png").ToHashSet();
        Assert.NotEmpty(taken);
        Assert.Equal(taken.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        Assert.InRange(taken.Sum(picture => new FileInfo(picture).Length), 1, BytesMax);
    }

    [Theory(Explicit = true)]
    [InlineData(Texts.English)]
    [InlineData(Texts.Chinese)]
    public async Task Take_them_anew(string language)
    {
        var text = Texts.Of(language);
        await using var platform = await ConsolePlatform.StartAsync();
        await platform.PostAsync(platform.V5 + "products", """
            {"product_id":"lamp","name":"lamp","device_type":"Lamp","protocol_type":"MQTT","data_format":"json","service_capabilities":[{
              "service_id":"Lamp","service_type":"Lamp",
              "properties":[
                {"property_name":"level","data_type":"int","min":"0","max":"100","unit":"%","method":"RWE"},
                {"property_name":"temperature","data_type":"decimal","min":"-40","max":"125","unit":"°C","method":"RE"}],
              "commands":[{"command_name":"SET_LEVEL","paras":[{"para_name":"level","data_type":"int","required":true,"min":"0","max":"100"}],
                "responses":[{"response_name":"SET_LEVEL_RESPONSE","paras":[{"para_name":"done","data_type":"boolean"}]}]}]}]}
            """);
        var deviceId = await platform.AddDeviceAsync("lamp", "hall");
        await using var visit = await ConsoleVisit.OpenAsync(platform, language, width: 1200);
        await visit.Page.SetViewportSizeAsync(1200, 760);
        await visit.SignInAsync(platform);
        await ReportAsync(platform, deviceId);

        await visit.GoAsync("/products/lamp");
        await visit.Page.GetByLabel(text["model.service"], new() { Exact = true }).WaitForAsync();
        await TakeAsync(visit, "product", language);

        await using (var device = await platform.ConnectDeviceAsync(deviceId))
        {
            var command = platform.PostAsync($"{platform.V5}devices/{deviceId}/commands", """{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":40}}""");
            var asked = await device.ReadPublishAsync();
            await device.PublishAckedAsync(asked.Topic.Replace("/sys/commands/", "/sys/commands/response/", StringComparison.Ordinal), """{"result_code":0,"paras":{"done":true}}""", 9);
            await command;
            await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report", """{"services":[{"service_id":"Lamp","properties":{"level":"bright","temprature":21.5,"temperature":21.5}}]}""", 10);
            await visit.GoAsync("/start");
            await visit.Page.Locator(".steps li.done:nth-child(5)").WaitForAsync();
            await TakeAsync(visit, "start", language);
            await visit.GoAsync($"/devices/{deviceId}");
            await visit.Page.Locator(".chart canvas").First.WaitForAsync();
            await visit.Page.Locator(".timeline li").First.WaitForAsync();
            await TakeAsync(visit, "device", language);
            await visit.GoAsync($"/traces?device={deviceId}&kind=uplink");
            await visit.Page.Locator(".timeline .remedy").First.WaitForAsync();
            await TakeAsync(visit, "trace", language);
        }
        await visit.GoAsync($"/debugging?device={deviceId}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = text["simulated.connect"], Exact = true }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = text["simulated.sample"], Exact = true }).ClickAsync();
        await visit.Page.Locator("form.card", new() { Has = visit.Page.GetByLabel(text["model.command"]) }).GetByLabel("level").FillAsync("60");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = text["command.send"], Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("done", new() { Exact = true }).SelectOptionAsync("true");
        await TakeAsync(visit, "debugging", language);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = text["simulated.answer"], Exact = true }).ClickAsync();
        await visit.SeesAsync("\"done\": true");
    }

    // Half an hour of a lamp that dims and warms.
    static async Task ReportAsync(TestPlatform platform, string deviceId)
    {
        await using var device = await platform.ConnectDeviceAsync(deviceId);
        for (ushort minute = 1; minute <= 30; minute++)
        {
            var (level, temperature) = (50 + (int)(40 * Math.Sin(minute / 4.0)), 20 + (3 * Math.Sin(minute / 7.0)));
            await device.PublishAckedAsync($"$oc/devices/{deviceId}/sys/properties/report",
                string.Create(CultureInfo.InvariantCulture, $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{level}}},"temperature":{{{temperature:0.0}}}}}]}"""), minute);
            platform.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    static async Task TakeAsync(ConsoleVisit visit, string name, string language)
    {
        Directory.CreateDirectory(Folder);
        await visit.Page.EvaluateAsync("document.activeElement?.blur()");
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.{language}.png") });
    }

    [GeneratedRegex(@"!\[[^\]]*\]\(([^)]*docs/screenshots/[^)]+|\.\./screenshots/[^)]+)\)")]
    private static partial Regex Shown();
}
