using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Dukou.Protocol.Mqtt.Packets;
using Dukou.Server.Tests.Tls;

namespace Dukou.Server.Tests.Certificates;

/// <summary>Short forms for tests of devices with certificates: over REST, and over MQTTS with a certificate.</summary>
static class CertificateCalls
{
    public static async Task<JsonObject> UploadAsync(this TestPlatform platform, TestAuthority authority, string? appId = null)
    {
        var body = new JsonObject { ["content"] = authority.Pem, ["app_id"] = appId };
        using var answer = await platform.Http.SendJsonAsync(HttpMethod.Post, platform.V5 + "certificates", body.ToJsonString());
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    public static Task<HttpResponseMessage> TryVerifyAsync(this TestPlatform platform, string certificateId, string pem) => platform.Http.SendJsonAsync(HttpMethod.Post,
        $"{platform.V5}certificates/{certificateId}/action?action_id=verify", new JsonObject { ["verify_content"] = pem }.ToJsonString());

    /// <summary>Uploads the authority and shows that its key is the caller's.</summary>
    public static async Task<string> TrustAsync(this TestPlatform platform, TestAuthority authority, string? appId = null)
    {
        var uploaded = await platform.UploadAsync(authority, appId);
        using var proof = authority.Issue($"CN={uploaded["verify_code"]}");
        using var answer = await platform.TryVerifyAsync((string)uploaded["certificate_id"]!, proof.ExportCertificatePem());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string)uploaded["certificate_id"]!;
    }

    /// <summary>A device of a new product that proves itself by certificate.</summary>
    public static async Task<string> AddSealedDeviceAsync(this TestPlatform platform, string nodeId = "pump1", string? fingerprint = null) =>
        await platform.AddDeviceAsync(await platform.AddProductAsync(), nodeId,
            fingerprint is null ? """{"auth_type":"CERTIFICATES"}""" : $$"""{"auth_type":"CERTIFICATES","fingerprint":"{{fingerprint}}"}""");

    public static string Sha1(this X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA1);

    public static string Sha256(this X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public static Task<WireClient> OpenWithAsync(this TestPlatform platform, X509Certificate2 certificate, params X509Certificate2[] between) =>
        WireClient.ConnectAsync(platform.Platform.Listeners.Mqtts!, async socket =>
        {
            var tls = new SslStream(socket);
            var options = Secure.Trusting(platform.Platform.AuthorityFile, "localhost");
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, [.. between], offline: true);
            await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
            return tls;
        });

    /// <summary>A CONNECT without password, over a link that showed the certificate.</summary>
    public static async Task<ConnAckPacket> TryConnectWithAsync(this TestPlatform platform, string deviceId, X509Certificate2 certificate, params X509Certificate2[] between)
    {
        await using var wire = await platform.OpenWithAsync(certificate, between);
        return await wire.TryConnectDeviceAsync(deviceId, platform.Unsigned());
    }

    public static WireConnect Unsigned(this TestPlatform platform) =>
        new() { At = platform.Clock.GetUtcNow(), Version = Protocol.Mqtt.ProtocolVersion.V500, Change = connect => connect with { Password = null } };
}
