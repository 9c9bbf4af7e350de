using System.Net;
using Dukou.ApplicationSdk;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Certificates;
using Dukou.Server.Tests.Provisioning;
using Dukou.Server.Tests.Tls;

namespace Dukou.Server.Tests.Sdk;

/// <summary>Authorities, the certificates of their devices, and devices that register themselves by one; each seen at a connection by certificate.</summary>
public sealed class ClientCertificateTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_comes_in_by_certificate_once_its_CA_is_trusted_and_no_more_when_the_CA_is_gone()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        var client = platform.Client;
        using var authority = TestAuthority.Root();
        using var certificate = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync();
        var added = await client.AddCertificateAsync(new() { Content = authority.Pem }, Cancelled);
        Assert.Equal(ReasonCode.NotAuthorized, (await platform.TryConnectWithAsync(deviceId, certificate)).Reason);

        await TrustAsync(client, authority, added.CertificateId!, added.VerifyCode!);
        var shown = await client.ShowCertificateAsync(added.CertificateId!, Cancelled);
        Assert.Equal((true, authority.Pem), (shown.Status, shown.Content));
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, certificate)).Reason);

        Assert.Equal("Pump maker", Assert.Single((await client.ListCertificatesAsync(cancellationToken: Cancelled)).Certificates!).CnName);
        await client.DeleteCertificateAsync(added.CertificateId!, Cancelled);
        Assert.Empty((await client.ListCertificatesAsync(cancellationToken: Cancelled)).Certificates!);
        Assert.Equal(ReasonCode.NotAuthorized, (await platform.TryConnectWithAsync(deviceId, certificate)).Reason);
    }

    [Fact]
    public async Task A_device_s_certificate_is_listed_switched_off_and_forgotten()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        var client = platform.Client;
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var certificate = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync();
        await using var device = await platform.OpenWithAsync(certificate);
        await device.ConnectDeviceAsync(deviceId, platform.Unsigned());

        var id = Assert.Single((await client.ListDeviceCertificateAsync(new() { CommonName = "pump1" }, Cancelled)).DeviceCertificates!).CertificateId!;
        Assert.Equal(certificate.ExportCertificatePem(), (await client.ShowDeviceCertificateAsync(id, Cancelled)).CertificatePem);
        Assert.Equal(deviceId, Assert.Single((await client.ListDeviceByDeviceCertificateAsync(id, new() { Limit = 10 }, Cancelled)).Devices!).DeviceId);
        Assert.Equal("INACTIVE", (await client.UpdateDeviceCertificateAsync(id, new() { Status = "INACTIVE" }, Cancelled)).Status);
        Assert.Equal(ReasonCode.AdministrativeAction, await device.ReadDisconnectAsync());

        await client.DeleteDeviceAsync(deviceId, Cancelled);
        await client.DeleteDeviceCertificateAsync(id, Cancelled);
        Assert.Empty((await client.ListDeviceCertificateAsync(cancellationToken: Cancelled)).DeviceCertificates!);
    }

    [Fact]
    public async Task A_device_registers_itself_by_the_template_of_its_CA()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        var client = platform.Client;
        await client.CreateProductAsync(ClientTests.Product with { ProductId = "demo" }, Cancelled);
        var body = ClientJson.Parse<ApplicationSdk.Models.ProvisioningTemplateBody>(ProvisioningTemplateTests.Body);
        var template = await client.CreateProvisioningTemplateAsync(new() { TemplateName = "pumps", TemplateBody = body }, Cancelled);
        var other = await client.CreateProvisioningTemplateAsync(new() { TemplateName = "others", TemplateBody = body }, Cancelled);
        using var authority = TestAuthority.Root();
        var added = await client.AddCertificateAsync(new() { Content = authority.Pem }, Cancelled);
        await TrustAsync(client, authority, added.CertificateId!, added.VerifyCode!);
        var bound = await client.UpdateCertificateAsync(added.CertificateId!, new() { ProvisionEnable = true, TemplateId = template.TemplateId }, Cancelled);
        Assert.Equal((true, template.TemplateId), (bound.ProvisionEnable, bound.TemplateId));

        using var certificate = authority.Issue("CN=pump1, SERIALNUMBER=SN-7");
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync("demo_pump1", certificate)).Reason);
        Assert.Equal("SN-7", (await client.ShowDeviceAsync("demo_pump1", Cancelled)).DeviceName);

        // The template that a connection is made by is the one of this moment.
        var plain = ClientJson.Parse<ApplicationSdk.Models.ProvisioningTemplateBody>(ProvisioningTemplateTests.Body.Replace("certificate::serial_number", "certificate::organizational_unit", StringComparison.Ordinal));
        await client.UpdateProvisioningTemplateAsync(template.TemplateId!, new() { TemplateBody = plain }, Cancelled);
        using var second = authority.Issue("CN=pump2, OU=line-2");
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync("demo_pump2", second)).Reason);
        Assert.NotNull((await client.ShowProvisioningTemplateAsync(template.TemplateId!, Cancelled)).TemplateBody!.Resources!.Device);
        Assert.Equal(["others", "pumps"], (await client.ListProvisioningTemplatesAsync(cancellationToken: Cancelled)).Templates!.Select(found => found.TemplateName));
        await client.DeleteProvisioningTemplateAsync(other.TemplateId!, Cancelled);
        Assert.Equal(["pumps"], (await client.ListProvisioningTemplatesAsync(cancellationToken: Cancelled)).Templates!.Select(found => found.TemplateName));
        Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<IotdaRequestException>(() => client.DeleteProvisioningTemplateAsync(template.TemplateId!, Cancelled))).Status);
    }

    static async Task TrustAsync(ApplicationClient client, TestAuthority authority, string id, string code)
    {
        using var proof = authority.Issue($"CN={code}");
        await client.CheckCertificateAsync(id, new() { VerifyContent = proof.ExportCertificatePem() }, new() { ActionId = "verify" }, Cancelled);
    }
}
