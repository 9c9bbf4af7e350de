using System.Net;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Certificates;

public sealed class DeviceCertificateTests
{
    [Fact]
    [Shows("ListDeviceCertificate", "ShowDeviceCertificate", AfterRestart = true)]
    [Shows("ListDeviceByDeviceCertificate", AfterRestart = true)]
    public async Task A_certificate_by_which_a_device_came_is_listed_with_the_device()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var certificate = authority.Issue("CN=pump1");
        using var other = authority.Issue("CN=pump2");
        var deviceId = await platform.AddSealedDeviceAsync();
        Assert.Empty((await platform.ShowAsync("device-certificates"))["device_certificates"]!.AsArray());
        await platform.TryConnectWithAsync(deviceId, certificate);
        await platform.TryConnectWithAsync(deviceId, other);
        await platform.RestartAsync();
        var listed = Assert.Single((await platform.ShowAsync("device-certificates?common_name=pump1"))["device_certificates"]!.AsArray())!;
        Assert.Equal(("pump1", "20300101T000000Z", "ACTIVE", certificate.Sha256().ToLowerInvariant()),
            ((string?)listed["common_name"], (string?)listed["expiry_date"], (string?)listed["status"], (string?)listed["fingerprint"]));
        Assert.Equal(1, (int)(await platform.ShowAsync("device-certificates"))["page"]!["count"]!);
        Assert.Single((await platform.ShowAsync($"device-certificates?fingerprint={certificate.Sha256()}"))["device_certificates"]!.AsArray());
        Assert.Equal(certificate.ExportCertificatePem(), (string?)(await platform.ShowAsync($"device-certificates/{listed["certificate_id"]}"))["certificate_pem"]);
        using var devices = await platform.SendPostAsync($"device-certificates/{listed["certificate_id"]}/list-device", new() { ["limit"] = 10 });
        Assert.Equal([deviceId], (await devices.JsonAsync()).Texts("devices", "device_id"));
    }

    [Fact]
    [Shows("UpdateDeviceCertificate", AfterRestart = true)]
    [Provokes("connect.certificate_inactive")]
    [Provokes("device.certificate_inactive")]
    public async Task A_certificate_that_is_switched_off_cuts_the_link_and_lets_nobody_in()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var certificate = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync(fingerprint: certificate.Sha1());
        await using var device = await platform.OpenWithAsync(certificate);
        await device.ConnectDeviceAsync(deviceId, platform.Unsigned());
        var id = await IdAsync(platform);
        await SetAsync(platform, id, "INACTIVE");
        Assert.Equal(ReasonCode.AdministrativeAction, await device.ReadDisconnectAsync());
        await platform.TraceAsync("device.certificate_inactive");
        await platform.RestartAsync();
        await CertificateConnectTests.RefusedAsync(platform, deviceId, certificate, "connect.certificate_inactive");
        await SetAsync(platform, id, "ACTIVE");
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, certificate)).Reason);
    }

    [Fact]
    [Shows("DeleteDeviceCertificate", AfterRestart = true)]
    public async Task A_certificate_is_forgotten_when_no_device_is_pinned_to_it()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var certificate = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync();
        await platform.TryConnectWithAsync(deviceId, certificate);
        var id = await IdAsync(platform);
        await platform.SendDeleteAsync($"device-certificates/{id}").RefusedAsync(HttpStatusCode.Forbidden, "IOTDA.000021");
        await platform.SendDeleteAsync($"devices/{deviceId}").DoneAsync();
        await platform.SendDeleteAsync($"device-certificates/{id}").DoneAsync();
        await platform.RestartAsync();
        await platform.SendGetAsync($"device-certificates/{id}").RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
        await platform.SendPutAsync($"device-certificates/{id}", new() { ["status"] = "ACTIVE" }).RefusedAsync(HttpStatusCode.NotFound, "IOTDA.000029");
    }

    [Fact]
    public async Task A_status_that_does_not_exist_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync();
        await platform.SendPutAsync("device-certificates/0123456789abcdef01234567", new() { ["status"] = "REVOKED" }).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
        await platform.SendPutAsync("device-certificates/0123456789abcdef01234567", []).RefusedAsync(HttpStatusCode.BadRequest, "IOTDA.000006");
    }

    static async Task<string> IdAsync(TestPlatform platform) =>
        (string)Assert.Single((await platform.ShowAsync("device-certificates"))["device_certificates"]!.AsArray())!["certificate_id"]!;

    static async Task SetAsync(TestPlatform platform, string id, string status)
    {
        using var answer = await platform.SendPutAsync($"device-certificates/{id}", new() { ["status"] = status });
        Assert.Equal(status, (string?)(await answer.JsonAsync())["status"]);
    }
}
