using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Tests.Certificates;

public sealed class ShowTlsCertificateTests
{
    [Fact]
    [Shows("ShowTlsCertificate")]
    public async Task It_is_the_one_that_a_handshake_shows_and_its_authority_makes_it_trusted()
    {
        await using var platform = await TestPlatform.StartAsync(options => options with { Https = new Listen(IPAddress.Loopback, 0), Advertise = "iot.example" });
        var shown = await platform.GetAsync(platform.V1 + "tls-certificate");
        X509Certificate2? presented = null;
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) =>
            {
                presented = X509CertificateLoader.LoadCertificate(certificate!.RawData);
                using var chain = new X509Chain();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                chain.ChainPolicy.CustomTrustStore.ImportFromPem((string)shown["ca_certificate"]!);
                return chain.Build(presented);
            },
        };
        using var client = new HttpClient(handler);
        await client.GetStringAsync(new Uri($"https://{platform.Platform.Listeners.Https}/healthz"), TestContext.Current.CancellationToken);

        using var _ = presented!;
        Assert.Equal(presented!.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant(), (string?)shown["fingerprint"]);
        Assert.Equal(presented.NotAfter.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture), (string?)shown["expiry_date"]);
        Assert.Contains("iot.example", shown["names"]!.AsArray().Select(name => (string)name!));
        Assert.True((bool)shown["own"]!);
    }
}
