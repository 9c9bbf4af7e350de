using Dukou.Server.Storage;
using Dukou.WebConsole.Audit;
using Dukou.WebConsole.Localization;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class AuditPageTests
{
    [Fact]
    public async Task What_was_done_is_found_by_its_user_and_taken_along()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        var text = Texts.Of(Texts.English);
        await using var platform = await ConsolePlatform.StartAsync();
        await platform.AddProductAsync();
        using var refused = await platform.Anonymous.PostAsync(new Uri("/v3/auth/tokens", UriKind.Relative),
            new StringContent("""{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"=mallory","password":"wrong"}}}}}""", System.Text.Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.SignInAsync(platform);
        await visit.GoAsync("/audit");
        await visit.Page.Locator("main tbody").GetByText("CreateProduct").WaitForAsync();
        await visit.Page.Locator("main tbody").GetByText("ExchangeLoginTicket").WaitForAsync();

        await visit.Page.GetByLabel(text["audit.user"]).FillAsync("=mallory");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = text["common.filter"] }).ClickAsync();
        await visit.Page.Locator("main tbody tr").Nth(0).GetByText("IOTDA.000002").WaitForAsync();
        await visit.Page.Locator("main tbody").GetByText("CreateProduct").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visit.KeepAsync("audit");

        var csv = await DownloadAsync(visit.Page, text["audit.export", "CSV"]);
        // A spreadsheet must not calculate what a stranger typed.
        Assert.Contains("\"'=mallory\",,\"127.0.0.1\",\"CreateToken\",\"POST\",\"/v3/auth/tokens\",\"refused\",\"401\",\"IOTDA.000002\"", csv, StringComparison.Ordinal);
        Assert.Equal(2, csv.Trim().Split('\n').Length);
        Assert.Contains("\"user_name\": \"=mallory\"", await DownloadAsync(visit.Page, text["audit.export", "JSON"]), StringComparison.Ordinal);

        // One more than a file holds, by way of the table: through the API it would take minutes.
        await platform.Service<Databases>().Audit.WriteAsync(audit => audit.Execute("""
            with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < @count)
            insert into audit (sequence, project_id, at, user_name, operation, method, path, status, result, request_id)
            select 1000000 + n, @project_id, @at, 'robot', 'DeleteDevice', 'DELETE', '/', 204, 'done', 'r' || n from numbers
            """, ("@count", AuditExport.EntriesMax + 1), ("@project_id", platform.ProjectId), ("@at", platform.Clock.GetUtcNow())), cancellationToken: TestContext.Current.CancellationToken);
        await visit.GoAsync("/audit?user=robot");
        await visit.Page.Locator("main tbody").GetByText("robot").First.WaitForAsync();
        csv = await DownloadAsync(visit.Page, text["audit.export", "CSV"]);
        Assert.Equal(1 + AuditExport.EntriesMax, csv.Trim().Split('\n').Length);
        await visit.SeesAsync(text["audit.exported", AuditExport.EntriesMax]);
    }

    static async Task<string> DownloadAsync(IPage page, string button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}
