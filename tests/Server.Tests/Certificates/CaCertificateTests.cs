using System.Net;
using System.Text.Json.Nodes;
using Dukou.Server.Certificates;
using Dukou.Server.Tests.Devices;

namespace Dukou.Server.Tests.Certificates;

public sealed class CaCertificateTests
{
    [Fact]
    [Shows("AddCertificate", "ShowCertificate", AfterRestart = true)]
    public async Task A_CA_certificate_is_kept_with_what_it_says()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var authority = TestAuthority.Root();
        var added = await platform.UploadAsync(authority);
        Assert.Equal(("Pump maker", "Pumps Ltd", false), ((string?)added["cn_name"], (string?)added["owner"], (bool)added["status"]!));
        Assert.Equal(("20260102T030405Z", "20250101T000000Z", "20300101T000000Z"), ((string?)added["create_date"], (string?)added["effective_date"], (string?)added["expiry_date"]));
        await platform.RestartAsync();
        var shown = await platform.ShowAsync($"certificates/{added["certificate_id"]}");
        Assert.Equal((string?)added["verify_code"], (string?)shown["verify_code"]);
        Assert.Equal(authority.Pem, (string?)shown["content"]);
    }

    [Fact]
    [Shows("CheckCertificate", AfterRestart = true)]
    public async Task A_certificate_with_the_code_as_its_name_verifies_the_CA()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var authority = TestAuthority.Root();
        var id = await platform.TrustAsync(authority);
        await platform.RestartAsync();
        var shown = await platform.ShowAsync($"certificates/{id}");
        Assert.True((bool)shown["status"]!);
        Assert.Null(shown["verify_code"]);
    }

    [Fact]
    public async Task Nothing_else_verifies_it()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var authority = TestAuthority.Root();
        using var impostor = TestAuthority.Root();
        var added = await platform.UploadAsync(authority);
        var (id, code) = ((string)added["certificate_id"]!, (string)added["verify_code"]!);
        using var otherName = authority.Issue("CN=pump");
        using var otherKey = impostor.Issue($"CN={code}");
        using var old = authority.Issue($"CN={code}", to: new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
        foreach (var (pem, word) in new[] { (otherName.ExportCertificatePem(), code), (otherKey.ExportCertificatePem(), "did not sign"), (old.ExportCertificatePem(), "did not sign"), ("code", "PEM") })
            Assert.Contains(word, await platform.TryVerifyAsync(id, pem).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        Assert.False((bool)(await platform.ShowAsync($"certificates/{id}"))["status"]!);
    }

    [Fact]
    public async Task A_code_holds_for_a_day_and_is_then_replaced()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var authority = TestAuthority.Root();
        var added = await platform.UploadAsync(authority);
        var id = (string)added["certificate_id"]!;
        using var late = authority.Issue($"CN={added["verify_code"]}");
        platform.Clock.Advance(CaCertificateStore.CodeLifetime);
        Assert.Contains("run out", await platform.TryVerifyAsync(id, late.ExportCertificatePem()).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        var code = (string)(await platform.ShowAsync($"certificates/{id}"))["verify_code"]!;
        Assert.NotEqual((string?)added["verify_code"], code);
        using var proof = authority.Issue($"CN={code}");
        using var answer = await platform.TryVerifyAsync(id, proof.ExportCertificatePem());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    [Shows("ListCertificates", AfterRestart = true)]
    [Shows("DeleteCertificate", AfterRestart = true)]
    public async Task Certificates_are_listed_by_space_and_deleted()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var one = TestAuthority.Root("one");
        using var two = TestAuthority.Root("two");
        var space = await platform.AddSpaceAsync("plant");
        var id = (string)(await platform.UploadAsync(one))["certificate_id"]!;
        await platform.UploadAsync(two, space);
        await platform.RestartAsync();
        Assert.Equal(["two", "one"], (await platform.ShowAsync("certificates")).Texts("certificates", "cn_name"));
        Assert.Equal(["two"], (await platform.ShowAsync($"certificates?app_id={space}")).Texts("certificates", "cn_name"));
        await platform.SendDeleteAsync($"certificates/{id}").DoneAsync();
        await platform.SendDeleteAsync($"apps/{space}").DoneAsync();
        await platform.RestartAsync();
        Assert.Empty((await platform.ShowAsync("certificates"))["certificates"]!.AsArray());
        await platform.SendDeleteAsync($"certificates/{id}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Fact]
    public async Task What_is_no_CA_certificate_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        using var authority = TestAuthority.Root();
        using var device = authority.Issue("CN=pump");
        foreach (var content in new[] { null, "", "PEM", device.ExportCertificatePem() })
            Assert.Contains("content", await platform.SendPostAsync("certificates", new() { ["content"] = content }).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
        await platform.UploadAsync(authority);
        await platform.SendPostAsync("certificates", new() { ["content"] = authority.Pem }).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    [Fact]
    [ShowsLimit("DeviceCertificateAuthorities")]
    public async Task There_are_at_most_100()
    {
        await using var platform = await TestPlatform.StartAsync();
        for (var i = 0; i < CaCertificateStore.CertificatesMax; i++)
        {
            using var authority = TestAuthority.Root($"authority {i}");
            await platform.UploadAsync(authority);
        }
        using var more = TestAuthority.Root("more");
        await platform.SendPostAsync("certificates", new() { ["content"] = more.Pem }).RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
    }

    [Theory]
    [InlineData("""{"ocsp_enable":true}""", "ocsp_enable")]
    [InlineData("""{"provision_enable":true}""", "template_id")]
    [InlineData("""{"template_id":"0123456789abcdef01234567"}""", "template_id")]
    [InlineData("""{"template_id":"x"}""", "template_id")]
    public async Task What_can_not_be_done_with_it_is_refused_and_named(string body, string member)
    {
        await using var platform = await TestPlatform.StartAsync();
        using var authority = TestAuthority.Root();
        var id = (string)(await platform.UploadAsync(authority))["certificate_id"]!;
        Assert.Contains(member, await platform.SendPutAsync($"certificates/{id}", JsonNode.Parse(body)!.AsObject()).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006"), StringComparison.Ordinal);
    }
}
