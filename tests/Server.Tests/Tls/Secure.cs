using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Tests.Tls;

/// <summary>Clients that check the platform's certificate as a careful device does: by its CA file and the name that they called.</summary>
static class Secure
{
    public static ServerOptions WithTls(this ServerOptions options) =>
        options with { Mqtts = new Listen(IPAddress.Loopback, 0), Https = new Listen(IPAddress.Loopback, 0) };

    public static SslClientAuthenticationOptions Trusting(string authorityFile, string name, SslProtocols protocols = SslProtocols.None) => new()
    {
        TargetHost = name,
        EnabledSslProtocols = protocols,
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(authorityFile) },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    public static Task<WireClient> ConnectTlsAsync(this TestPlatform platform, string name = "localhost", SslProtocols protocols = SslProtocols.None, string? authorityFile = null) =>
        WireClient.ConnectAsync(platform.Platform.Listeners.Mqtts!, async socket =>
        {
            var tls = new SslStream(socket);
            await tls.AuthenticateAsClientAsync(Trusting(authorityFile ?? platform.Platform.AuthorityFile, name, protocols), TestContext.Current.CancellationToken);
            return tls;
        });
}
