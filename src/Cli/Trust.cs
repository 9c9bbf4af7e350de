using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Dukou.Cli;

/// <summary>TLS to the platform's own listener: its own authority is trusted, no other.</summary>
static class Trust
{
    public static SocketsHttpHandler Only(string authorityFile) =>
        new() { AllowAutoRedirect = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Policy(authorityFile) } };

    /// <summary>The same for a device's connection; without a file the system's authorities are trusted.</summary>
    public static SslClientAuthenticationOptions Options(string host, string? authorityFile) =>
        new() { TargetHost = host, CertificateChainPolicy = authorityFile is null ? null : Policy(authorityFile) };

    static X509ChainPolicy Policy(string authorityFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authorityFile);
        return policy;
    }
}
