using System.IO.Compression;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class ProductFileTests
{
    [Fact]
    public async Task A_profile_zip_is_imported_and_exported_and_what_is_none_is_refused()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.English);
        await using var platform = await ConsolePlatform.StartAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/products/new");
        var page = visit.Page;
        var file = page.GetByLabel(text["product.import.lead"]);
        await file.SetInputFilesAsync(new FilePayload { Name = "empty.zip", MimeType = "application/zip", Buffer = [1, 2, 3] });
        await page.Locator(".notice.bad").WaitForAsync();
        await file.SetInputFilesAsync(Path.Combine(Repository.Root, "tests", "Server.Tests", "Sdk", "Pump_Acme.zip"));
        await page.GetByRole(AriaRole.Heading, new() { Name = "P100" }).WaitForAsync();
        await visit.KeepAsync("product-imported");

        var saving = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = text["product.export.profile"] }).ClickAsync();
        var download = await saving;
        Assert.Equal("Pump_Acme.zip", download.SuggestedFilename);
        using var zip = ZipFile.OpenRead(await download.PathAsync());
        Assert.Equal(3, zip.Entries.Count);
    }
}
