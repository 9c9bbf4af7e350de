using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dukou.ApplicationSdk;
using Dukou.WebConsole.Localization;
using Dukou.WebConsole.Parts;
using Microsoft.Playwright;

namespace Dukou.WebConsole.Tests;

public sealed class SettingsTests
{
    static readonly Texts Text = Texts.Of(Texts.English);

    static Task PressAsync(IPage page, string key) => page.GetByRole(AriaRole.Button, new() { Name = Text[key], Exact = true }).ClickAsync();

    static async Task SignInAsync(ConsoleVisit visit, string user, string password)
    {
        await visit.Page.GetByLabel(Text["signin.user"]).FillAsync(user);
        await visit.Page.GetByLabel(Text["signin.password"]).FillAsync(password);
        await PressAsync(visit.Page, "signin.button");
    }

    [Fact]
    public async Task A_new_user_signs_in_with_the_password_that_was_shown_and_chooses_another_one()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        string password;
        await using (var owner = await ConsoleVisit.OpenAsync(platform))
        {
            await owner.SignInAsync(platform);
            await owner.GoAsync("/settings?tab=users");
            await owner.Page.GetByLabel(Text["signin.user"], new() { Exact = true }).FillAsync("ann");
            await owner.Page.GetByLabel(Text["users.role"], new() { Exact = true }).SelectOptionAsync("read_only");
            await PressAsync(owner.Page, "users.create");
            await owner.Page.GetByLabel(Text["users.role.of", "ann"]).WaitForAsync();
            password = await owner.Page.Locator(".copyfield code").Nth(1).InnerTextAsync();
            await owner.KeepAsync("users");
            // The last owner stays one, and the list says so.
            await owner.Page.GetByLabel(Text["users.role.of", "admin"]).SelectOptionAsync("operator");
            await owner.SeesAsync("This is the last owner");
            await owner.Page.Locator("tr:has-text(\"admin\") select:has(option[value=owner]:checked)").WaitForAsync();
        }

        await using var visit = await ConsoleVisit.OpenAsync(platform);
        await visit.GoAsync("/settings");
        await SignInAsync(visit, "ann", password);
        await visit.Page.Locator("main").GetByText(Text["role.read_only"], new() { Exact = true }).WaitForAsync();
        Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Link, new() { Name = Text["settings.tab.users"] }).CountAsync());

        await visit.Page.GetByLabel(Text["account.password.old"]).FillAsync(password);
        await visit.Page.GetByLabel(Text["account.password.new"]).FillAsync("a-better-password");
        await PressAsync(visit.Page, "account.password.change");
        await SignInAsync(visit, "ann", "a-better-password");
        await visit.Page.Locator("main").GetByText(Text["role.read_only"], new() { Exact = true }).WaitForAsync();
        await visit.KeepAsync("account");
    }

    [Fact]
    public async Task A_key_signs_until_it_is_deleted_and_what_is_kept_and_how_the_console_looks_is_shown_as_it_is()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        var page = visit.Page;
        await visit.SignInAsync(platform);
        await visit.GoAsync("/settings");
        await page.GetByLabel(Text["common.description"], new() { Exact = true }).FillAsync("for a shop");
        await PressAsync(page, "keys.create");
        var shown = page.Locator(".notice.good .copyfield code");
        var (ak, sk) = (await shown.Nth(0).InnerTextAsync(), await shown.Nth(1).InnerTextAsync());
        using (var signed = await AskAsync())
            Assert.Equal(HttpStatusCode.OK, signed.StatusCode);
        var row = page.Locator("main tbody tr", new() { HasText = ak });
        await row.GetByText("for a shop", new() { Exact = true }).WaitForAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = Text["common.delete"], Exact = true }).ClickAsync();
        await page.Locator("dialog[open] .danger").ClickAsync();
        await row.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        using (var refused = await AskAsync())
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        await visit.GoAsync("/settings?tab=retention");
        var kept = (await platform.GetAsync(platform.V1 + "retention"))["history"]!;
        Assert.Equal(Amount.Bytes((long)kept["bytes"]!), await page.Locator("[data-figure=history]").InnerTextAsync());
        await page.Locator("dd").GetByText(Text["retention.atmost", kept["days_max"], Amount.Bytes((long)kept["bytes_max"]!)], new() { Exact = true }).WaitForAsync();
        Assert.Equal(Amount.Bytes((long)kept["forecast_bytes"]!), await page.Locator($"dt:text-is(\"{Text["retention.forecast"]}\") + dd").InnerTextAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = Text["look.dark"], Exact = true }).ClickAsync();
        await page.Locator("html[data-theme=dark]").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "中文", Exact = true }).ClickAsync();
        await page.Locator("html[lang=zh-CN]").WaitForAsync();
        await visit.GoAsync("/devices");
        await page.GetByRole(AriaRole.Heading, new() { Name = Texts.Of(Texts.Chinese)["menu.devices"], Exact = true }).WaitForAsync();
        await page.Locator("html[data-theme=dark][lang=zh-CN]").WaitForAsync();

        Task<HttpResponseMessage> AskAsync() => platform.HttpAs(new AccessKeyCredentials(ak, sk, platform.ProjectId)).GetAsync(new Uri(platform.V5 + "products", UriKind.Relative), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_authority_is_uploaded_verified_and_deleted()
    {
        Assert.SkipUnless(ConsoleVisit.Possible, "Needs Debian's chromium.");
        await using var platform = await ConsolePlatform.StartAsync();
        var now = platform.Clock.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Acme devices", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(365));
        await using var visit = await ConsoleVisit.OpenAsync(platform);
        var page = visit.Page;
        await visit.SignInAsync(platform);
        await visit.GoAsync("/settings?tab=certificates");
        await page.GetByText("CN=Dukou device CA").WaitForAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => PressAsync(page, "certificates.download"));
        Assert.Equal(await File.ReadAllTextAsync(platform.Platform.AuthorityFile, TestContext.Current.CancellationToken), await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));

        await page.GetByLabel(Text["certificates.content"]).FillAsync(authority.ExportCertificatePem());
        await PressAsync(page, "certificates.add");
        var code = await page.Locator("section:has(#verify-content) p code").InnerTextAsync();
        using var proofKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var proof = new CertificateRequest($"CN={code}", proofKey, HashAlgorithmName.SHA256).Create(authority, now.AddHours(-1), now.AddDays(1), [1, 2, 3]);
        await page.GetByLabel(Text["certificates.verify.content"]).FillAsync(proof.ExportCertificatePem());
        await page.Locator("section:has(#verify-content) button.primary").ClickAsync();
        await page.GetByText(Text["certificates.verified"], new() { Exact = true }).WaitForAsync();
        await visit.KeepAsync("certificates");

        await page.Locator("main table").GetByRole(AriaRole.Button, new() { Name = Text["common.delete"] }).ClickAsync();
        await page.Locator("dialog[open] .danger").ClickAsync();
        await visit.SeesAsync(Text["certificates.empty"]);
    }
}
