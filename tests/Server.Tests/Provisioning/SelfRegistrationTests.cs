using System.Net;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Certificates;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Provisioning;

/// <summary>Devices that nobody registered, and that a CA vouches for.</summary>
public sealed class SelfRegistrationTests
{
    [Fact]
    [Provokes("provision.registered")]
    public async Task A_device_registers_itself_by_its_certificate_and_comes_again_after_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await BindAsync(platform, authority);
        using var certificate = authority.Issue("CN=pump1, SERIALNUMBER=SN-7");
        await using (var device = await platform.OpenWithAsync(certificate))
        {
            await device.ConnectDeviceAsync("demo_pump1", platform.Unsigned());
            Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(Lamp.MessageUp("demo_pump1"), "hello")).Reason);
        }
        await platform.TraceAsync("provision.registered");
        await platform.RestartAsync();
        var shown = await platform.ShowAsync("devices/demo_pump1");
        Assert.Equal(("pump1", "demo", "SN-7", "CERTIFICATES"),
            ((string?)shown["node_id"], (string?)shown["product_id"], (string?)shown["device_name"], (string?)shown["auth_info"]!["auth_type"]));
        Assert.Equal(certificate.Sha256().ToLowerInvariant(), (string?)shown["auth_info"]!["fingerprint"]);
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync("demo_pump1", certificate)).Reason);
        using var second = authority.Issue("CN=pump1, SERIALNUMBER=SN-7");
        await CertificateConnectTests.RefusedAsync(platform, "demo_pump1", second, "connect.fingerprint_differs");
    }

    [Fact]
    [Provokes("connect.template_failed")]
    public async Task A_certificate_out_of_which_no_device_can_be_made_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await BindAsync(platform, authority);
        using var nameless = authority.Issue("SERIALNUMBER=SN-7, CN=pump1");
        using var withoutSerial = authority.Issue("CN=pump1");
        using var odd = authority.Issue("CN=pump 1, SERIALNUMBER=SN-7");
        await platform.AddDeviceAsync("demo", "taken", """{"secret":"12345678"}""");
        await CertificateConnectTests.RefusedAsync(platform, "demo_pump1", withoutSerial, "connect.template_failed");
        await CertificateConnectTests.RefusedAsync(platform, "demo_pump1", odd, "connect.template_failed");
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync("demo_pump1", nameless)).Reason);
    }

    [Fact]
    [Provokes("connect.template_names_another")]
    public async Task The_client_id_must_be_the_one_that_the_template_makes()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await BindAsync(platform, authority);
        using var certificate = authority.Issue("CN=pump1, SERIALNUMBER=SN-7");
        await CertificateConnectTests.RefusedAsync(platform, "demo_pump2", certificate, "connect.template_names_another");
        using var shown = await platform.SendGetAsync("devices/demo_pump1");
        Assert.Equal(HttpStatusCode.NotFound, shown.StatusCode);
    }

    [Fact]
    public async Task Without_provisioning_a_device_that_nobody_registered_stays_out()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        var id = await BindAsync(platform, authority);
        using var certificate = authority.Issue("CN=pump1, SERIALNUMBER=SN-7");
        using (var off = await platform.SendPutAsync($"certificates/{id}", new() { ["provision_enable"] = false }))
            Assert.True(off.IsSuccessStatusCode);
        Assert.Equal(ReasonCode.BadUserNameOrPassword, (await platform.TryConnectWithAsync("demo_pump1", certificate)).Reason);
        await platform.TraceAsync("connect.unknown_device");
        using var stranger = TestAuthority.Root("stranger");
        using var other = stranger.Issue("CN=pump1, SERIALNUMBER=SN-7");
        Assert.Equal(ReasonCode.BadUserNameOrPassword, (await platform.TryConnectWithAsync("demo_pump1", other)).Reason);
    }

    [Fact]
    public async Task The_id_may_come_from_the_certificate_and_the_product_too()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await BindAsync(platform, authority, """
            {"parameters":{"iotda::certificate::common_name":{"type":"String"},"iotda::certificate::organizational_unit":{"type":"String"}},
             "resources":{"device":{"node_id":{"ref":"iotda::certificate::common_name"},"device_id":{"ref":"iotda::certificate::common_name"},
               "product_id":{"ref":"iotda::certificate::organizational_unit"}}}}
            """);
        using var certificate = authority.Issue("CN=pump1, OU=demo");
        using var lost = authority.Issue("CN=pump2, OU=none");
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync("pump1", certificate)).Reason);
        await CertificateConnectTests.RefusedAsync(platform, "pump2", lost, "connect.template_failed");
    }

    [Fact]
    public async Task A_policy_of_the_template_holds_from_the_first_connection_on()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        using var policy = await platform.SendPostAsync("device-policies", System.Text.Json.Nodes.JsonNode.Parse(
            """{"policy_name":"quiet","statement":[{"effect":"DENY","actions":["iotda:devices:publish"],"resources":["topic:secret/*"]}]}""")!.AsObject());
        var policyId = (string)(await policy.JsonAsync(HttpStatusCode.Created))["policy_id"]!;
        var body = (string id) => $$$"""
            {"parameters":{"iotda::certificate::common_name":{"type":"String"}},
             "resources":{"device":{"node_id":{"ref":"iotda::certificate::common_name"},"product_id":"demo"},"policy":{"policy_ids":["{{{id}}}"]} } }
            """;
        await BindAsync(platform, authority, body(policyId));
        using var certificate = authority.Issue("CN=pump1");
        await using var device = await platform.OpenWithAsync(certificate);
        await device.ConnectDeviceAsync("demo_pump1", platform.Unsigned());
        Assert.Equal(ReasonCode.NotAuthorized, (await device.PublishAckedAsync("secret/1", "x")).Reason);
        Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync("open/1", "x", 2)).Reason);
        using var second = authority.Issue("CN=pump2");
        await platform.SendDeleteAsync($"device-policies/{policyId}").DoneAsync();
        await CertificateConnectTests.RefusedAsync(platform, "demo_pump2", second, "connect.template_failed");
        using var shown = await platform.SendGetAsync("devices/demo_pump2");
        Assert.Equal(HttpStatusCode.NotFound, shown.StatusCode);
    }

    static async Task<string> BindAsync(TestPlatform platform, TestAuthority authority, string body = ProvisioningTemplateTests.Body)
    {
        await platform.CreateProductAsync(product =>
        {
            product["product_id"] = "demo";
            // A device that connects is sent nothing.
            product["service_capabilities"]![0]!["properties"]![0]!.AsObject().Remove("default_value");
        });
        var template = (string)(await ProvisioningTemplateTests.CreateAsync(platform, "pumps", body))["template_id"]!;
        var id = await platform.TrustAsync(authority);
        using var bound = await platform.SendPutAsync($"certificates/{id}", new() { ["provision_enable"] = true, ["template_id"] = template });
        Assert.True(bound.IsSuccessStatusCode);
        return id;
    }
}
