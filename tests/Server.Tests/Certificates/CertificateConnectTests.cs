using System.Net;
using Dukou.Protocol.Mqtt;
using Dukou.Server.Tests.Devices;
using Dukou.Server.Tests.Gateway;
using Dukou.Server.Tests.Tls;
using Dukou.Server.Tests.Traces;

namespace Dukou.Server.Tests.Certificates;

/// <summary>Mutual TLS on the wire: who comes in by a certificate, and why others don't.</summary>
public sealed class CertificateConnectTests
{
    [Fact]
    public async Task The_first_certificate_that_a_device_shows_is_pinned_and_lets_it_in_after_a_restart()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var certificate = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync();
        await using (var device = await platform.OpenWithAsync(certificate))
        {
            await device.ConnectDeviceAsync(deviceId, platform.Unsigned());
            Assert.Equal(ReasonCode.Success, (await device.PublishAckedAsync(Lamp.Report(deviceId), Lamp.Level)).Reason);
            Assert.Equal("ONLINE", await platform.StatusAsync(deviceId));
        }
        Assert.Equal(certificate.Sha256().ToLowerInvariant(), (string?)(await platform.ShowAsync($"devices/{deviceId}"))["auth_info"]!["fingerprint"]);
        await platform.RestartAsync();
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, certificate)).Reason);
    }

    [Fact]
    public async Task A_device_that_shows_no_certificate_comes_in_by_its_secret_as_ever()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        var deviceId = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var device = await platform.ConnectTlsAsync();
        await device.ConnectDeviceAsync(deviceId, new() { At = platform.Clock.GetUtcNow() });
    }

    [Fact]
    [Provokes("connect.fingerprint_differs")]
    public async Task Another_certificate_of_the_same_CA_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var own = authority.Issue("CN=pump1");
        using var other = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync();
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, own)).Reason);
        await RefusedAsync(platform, deviceId, other, "connect.fingerprint_differs");
    }

    [Fact]
    public async Task Either_fingerprint_in_either_form_lets_the_device_in()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var first = authority.Issue("CN=pump1");
        using var second = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync(fingerprint: first.Sha1());
        using (var reset = await platform.SendPostAsync($"devices/{deviceId}/reset-fingerprint", new() { ["fingerprint"] = second.Sha256(), ["fingerprint_type"] = "SECONDARY" }))
            Assert.Equal(HttpStatusCode.OK, reset.StatusCode);
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, first)).Reason);
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, second)).Reason);
    }

    [Fact]
    public async Task An_uploaded_CA_may_be_an_intermediate_one_and_so_may_what_the_device_sends()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var root = TestAuthority.Root();
        using var plant = root.Intermediate("plant");
        using var line = plant.Intermediate("line");
        using var certificate = line.Issue("CN=pump1");
        await platform.TrustAsync(plant);
        var deviceId = await platform.AddSealedDeviceAsync();
        await RefusedAsync(platform, deviceId, certificate, "connect.unknown_ca");
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, certificate, line.Certificate)).Reason);
    }

    [Fact]
    [Provokes("connect.unknown_ca")]
    public async Task A_CA_that_nobody_uploaded_or_that_only_has_the_same_name_is_unknown()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        using var stranger = TestAuthority.Root("stranger");
        using var impostor = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var unknown = stranger.Issue("CN=pump1");
        using var forged = impostor.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync();
        await RefusedAsync(platform, deviceId, unknown, "connect.unknown_ca");
        Assert.Equal(ReasonCode.NotAuthorized, (await platform.TryConnectWithAsync(deviceId, forged)).Reason);
        Assert.Equal(ReasonCode.NotAuthorized, (await platform.TryConnectWithAsync(deviceId, forged, impostor.Certificate)).Reason);
        Assert.Equal(ReasonCode.NotAuthorized, (await platform.TryConnectWithAsync(deviceId, forged, authority.Certificate)).Reason);
        Assert.Null((await platform.ShowAsync($"devices/{deviceId}"))["auth_info"]!["fingerprint"]);
    }

    [Fact]
    [Provokes("connect.certificate_broken")]
    public async Task A_certificate_that_another_key_signed_in_the_CA_s_name_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        using var impostor = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var forged = impostor.Issue("CN=pump1");
        await RefusedAsync(platform, await platform.AddSealedDeviceAsync(), forged, "connect.certificate_broken");
    }

    [Fact]
    public async Task A_CA_of_another_resource_space_lets_nobody_in()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority, await platform.AddSpaceAsync("plant"));
        using var certificate = authority.Issue("CN=pump1");
        await RefusedAsync(platform, await platform.AddSealedDeviceAsync(), certificate, "connect.unknown_ca");
    }

    [Fact]
    [Provokes("connect.ca_not_verified")]
    public async Task A_CA_whose_owner_has_not_shown_its_key_lets_nobody_in()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.UploadAsync(authority);
        using var certificate = authority.Issue("CN=pump1");
        await RefusedAsync(platform, await platform.AddSealedDeviceAsync(), certificate, "connect.ca_not_verified");
    }

    [Fact]
    [Provokes("connect.certificate_expired")]
    public async Task A_certificate_that_has_expired_or_is_not_valid_yet_is_refused()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        var deviceId = await platform.AddSealedDeviceAsync();
        using var past = authority.Issue("CN=pump1", to: new(2025, 12, 31, 0, 0, 0, TimeSpan.Zero));
        using var future = authority.Issue("CN=pump1", from: new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        await RefusedAsync(platform, deviceId, past, "connect.certificate_expired");
        await RefusedAsync(platform, deviceId, future, "connect.certificate_expired");
        platform.Clock.Step = TimeSpan.FromDays(60);
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, future)).Reason);
    }

    [Fact]
    [Provokes("connect.ca_expired")]
    public async Task A_CA_that_has_expired_lets_nobody_in()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root(to: new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        await platform.TrustAsync(authority);
        using var certificate = authority.Issue("CN=pump1", to: new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        using var longer = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync(fingerprint: longer.Sha256());
        Assert.Equal(ReasonCode.Success, (await platform.TryConnectWithAsync(deviceId, longer)).Reason);
        platform.Clock.Step = TimeSpan.FromDays(365);
        await RefusedAsync(platform, deviceId, longer, "connect.ca_expired");
        await RefusedAsync(platform, deviceId, certificate, "connect.certificate_expired");
    }

    [Fact]
    [Provokes("connect.needs_certificate")]
    public async Task What_holds_for_every_device_holds_for_these_too()
    {
        await using var platform = await TestPlatform.StartAsync(Secure.WithTls);
        using var authority = TestAuthority.Root();
        await platform.TrustAsync(authority);
        using var certificate = authority.Issue("CN=pump1");
        var deviceId = await platform.AddSealedDeviceAsync();
        await using (var device = await platform.OpenWithAsync(certificate))
            Assert.Equal(ReasonCode.ClientIdentifierNotValid, (await device.TryConnectDeviceAsync(deviceId, platform.Unsigned() with { UserName = "pump2" })).Reason);
        await using (var device = await platform.ConnectTlsAsync())
            Assert.Equal(ReasonCode.NotAuthorized, (await device.TryConnectDeviceAsync(deviceId, platform.Unsigned())).Reason);
        await platform.TraceAsync("connect.needs_certificate");
        using (var frozen = await platform.SendPostAsync($"devices/{deviceId}/freeze"))
            Assert.True(frozen.IsSuccessStatusCode);
        await RefusedAsync(platform, deviceId, certificate, "connect.device_frozen");
    }

    internal static async Task RefusedAsync(TestPlatform platform, string deviceId, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, string code)
    {
        var connAck = await platform.TryConnectWithAsync(deviceId, certificate);
        Assert.Equal(ReasonCode.NotAuthorized, connAck.Reason);
        var trace = await platform.TraceAsync(code);
        Assert.Equal(trace.Because.Sentence(), connAck.ReasonString);
        Assert.False(trace.Authenticated);
    }
}
