using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dukou.WebConsole.Localization;
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
