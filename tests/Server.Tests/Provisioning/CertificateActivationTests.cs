using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Certificates;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Provisioning;

/// <summary>Registration groups whose devices prove by certificate that they belong to them.</summary>
public sealed class CertificateActivationTests
{
    const string ByCertificate = ",\"auth_type\":\"CERTIFICATES\"";

    [Fact]
    [ShowsTopic("sys/bootstrap/up", "sys/bootstrap/down")]
    [Shows("CreateRegistrationGroup", AfterRestart = true)]
    public async Task A_pump_with_a_certificate_activates_and_is_pinned_to_it()
    {
        await using var platform = await StartAsync();
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        var scope = (string)(await CreateAsync(platform, ByCertificate))["scope_id"]!;
        using var certificate = authority.Issue("CN=pump-01");
        var answer = await ActivateAsync(platform, "demo_pump-01", scope, certificate);
        Assert.Equal(platform.Platform.Listeners.Mqtts!.ToString(), (string?)answer["address"]);
        Assert.Null(answer["deviceSecret"]);
        await platform.RestartAsync();
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync("demo_pump-01", certificate)).Reason);
        using var other = authority.Issue("CN=pump-01");
        await CertificateConnectTests.RefusedAsync(platform, "demo_pump-01", other, "connect.fingerprint_differs");
        Assert.Equal("100414", (string?)(await ActivateAsync(platform, "demo_pump-01", scope, other))["errorCode"]);
        await platform.TraceAsync("bootstrap.barred");
        Assert.Equal("100414", (string?)(await ActivateAsync(platform, "demo_pump-01", scope, certificate))["errorCode"]);
        await platform.TraceAsync("bootstrap.active_already");
    }

    [Fact]
    public async Task A_second_activation_that_the_group_allows_pins_the_new_certificate()
    {
        await using var platform = await StartAsync();
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        var scope = (string)(await CreateAsync(platform, ByCertificate + ",\"allow_reactivation\":true"))["scope_id"]!;
        using var first = authority.Issue("CN=pump-01");
        using var second = authority.Issue("CN=pump-01");
        await ActivateAsync(platform, "pump-01", scope, first);
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync("pump-01", first)).Reason);
        Assert.Null((await ActivateAsync(platform, "pump-01", scope, second))["errorCode"]);
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync("pump-01", second)).Reason);
        await CertificateConnectTests.RefusedAsync(platform, "pump-01", first, "connect.fingerprint_differs");
    }

    [Fact]
    [Provokes("connect.group_by_certificate")]
    [Provokes("connect.group_by_secret")]
    public async Task The_two_proofs_are_not_mixed_up()
    {
        await using var platform = await StartAsync();
        using var authority = TestAuthority.Root();
        using var stranger = TestAuthority.Root("stranger");
        await platform.TrustAsync(authority);
        var sealedScope = (string)(await CreateAsync(platform, ByCertificate))["scope_id"]!;
        var secretScope = (string)(await Pumps.CreateAsync(platform, ""))["scope_id"]!;
        using var certificate = authority.Issue("CN=pump-01");
        using var unknown = stranger.Issue("CN=pump-01");
        await RefusedAsync(platform, "pump-01", $"pump-01_0_{secretScope}", certificate, "connect.group_by_secret");
        await RefusedAsync(platform, "pump-01", $"pump-01_0_{sealedScope}_0_2026010203", certificate, "connect.group_by_certificate");
        await RefusedAsync(platform, "pump-01", $"pump-01_0_{sealedScope}", unknown, "connect.unknown_ca");
        await RefusedAsync(platform, "pump-01", "pump-01_0_0123456789ab", certificate, "connect.unknown_scope");
        await RefusedAsync(platform, "other_pump", $"other_pump_0_{sealedScope}", certificate, "connect.group_device_id");
        await platform.AddDeviceAsync(Pumps.Product, "secret");
        Assert.Equal("100414", (string?)(await ActivateAsync(platform, "demo_secret", sealedScope, certificate))["errorCode"]);
        await platform.TraceAsync("bootstrap.barred");
    }

    [Theory]
    [InlineData(ByCertificate + ",\"group_secret\":\"MDEyMzQ1Njc4OQ==\"")]
    [InlineData(ByCertificate + ",\"secure_access\":false")]
    [InlineData(",\"auth_type\":\"NONE\"")]
    public async Task Such_a_group_has_no_secret_and_needs_TLS(string more)
    {
        await using var platform = await StartAsync();
        await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "registration-groups", $$"""{"group_name":"pumps","product_id":"demo"{{more}}}""")
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        var group = await CreateAsync(platform, ByCertificate);
        Assert.Null(group["group_secret"]);
        Assert.Equal("CERTIFICATES", (string?)group["auth_type"]);
        await platform.Http.SendJsonAsync(HttpMethod.Put, $"{platform.V1}registration-groups/{group["group_id"]}", """{"group_secret":"MDEyMzQ1Njc4OQ=="}""")
            .RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    static async Task<TestPlatform> StartAsync()
    {
        var platform = await TestPlatform.StartAsync(Secure.WithTls);
        await platform.CreateProductAsync(product => product["product_id"] = Pumps.Product);
        return platform;
    }

    static async Task<JsonObject> CreateAsync(TestPlatform platform, string more)
    {
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V1 + "registration-groups", $$"""{"group_name":"pumps","product_id":"demo"{{more}}}""");
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    static async Task<JsonObject> ActivateAsync(TestPlatform platform, string deviceId, string scope, X509Certificate2 certificate)
    {
        await using var device = await platform.OpenWithAsync(certificate);
        await device.ConnectDeviceAsync(deviceId, platform.Unsigned() with { ClientId = $"{deviceId}_0_{scope}" });
        return await Pumps.AskAsync(device, deviceId);
    }

    static async Task RefusedAsync(TestPlatform platform, string deviceId, string clientId, X509Certificate2 certificate, string code)
    {
        await using var device = await platform.OpenWithAsync(certificate);
        Assert.NotEqual(ReasonCode.Success, (await device.TryConnectDeviceAsync(deviceId, platform.Unsigned() with { ClientId = clientId })).Reason);
        await platform.TraceAsync(code);
    }
}
