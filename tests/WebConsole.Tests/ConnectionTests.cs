using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

/// <summary>The generator of connection info, without login: what it gives to other tools.</summary>
public sealed class ConnectionTests
{
    static readonly Texts En = Texts.Of(Texts.English);

    [Fact]
    public async Task What_the_tools_import_connects()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.GoAsync("/connection");
        var page = visit.Page;
        await page.GetByLabel(En["device.id"]).FillAsync(deviceId);
        await page.GetByLabel(En["device.secret"]).FillAsync("12345678");

        var mqttx = JsonNode.Parse(await SavedAsync("MQTTX"))!.AsArray().Single()!;
        Assert.True(Guid.TryParse((string?)mqttx["id"], out _)); // Its import passes over a connection without one.
        Assert.Equal(platform.Platform.Listeners.Mqtt!.Port, (int)mqttx["port"]!);
        await ConnectsAsync((string)mqttx["clientId"]!, (string)mqttx["username"]!, (string)mqttx["password"]!);

        var options = XDocument.Parse(await SavedAsync("MQTT.fx")).Descendants("connectionOptions").Single();
        await ConnectsAsync(options.Element("clientId")!.Value, options.Element("userName")!.Value, options.Element("password")!.Value);

        var postman = JsonNode.Parse(await SavedAsync("Postman / Apifox"))!;
        Assert.Equal(platform.Platform.Http.ToString().TrimEnd('/'), (string?)postman["variable"]!.AsArray().Single(variable => (string?)variable!["key"] == "api")!["value"]);

        async Task ConnectsAsync(string clientId, string userName, string password)
        {
            await using var device = await platform.ConnectDeviceAsync(deviceId, new() { ClientId = clientId, UserName = userName, Password = Encoding.ASCII.GetBytes(password) });
            await device.PingAsync();
        }

        async Task<string> SavedAsync(string tool)
        {
            var saving = page.WaitForDownloadAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = tool }).ClickAsync();
            return await File.ReadAllTextAsync(await (await saving).PathAsync(), TestContext.Current.CancellationToken);
        }
    }
}
