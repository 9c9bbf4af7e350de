using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Dukou.Server.Gateway;

/// <summary>
/// The certificates that a client shows in the TLS handshake. Any is let through, and none, too: whether a device may come by it is decided
/// at CONNECT, where there is a reason to give. Nothing is fetched from a network for it.
/// </summary>
static class ClientCertificates
{
    // A chain from a device to an uploaded CA; longer ones are cut.
    const int IntermediatesMax = 4;

    static readonly object Key = new();

    /// <summary>Lets the handshake ask for a certificate.</summary>
    public static void AskFor(SslServerAuthenticationOptions options, ConnectionContext connection)
    {
        // In spite of its name: a client without one gets through when the callback says so.
        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true, TrustMode = X509ChainTrustMode.CustomRootTrust };
        options.RemoteCertificateValidationCallback = (_, _, chain, _) =>
        {
            // The chain's own copies end with the handshake.
            if (chain?.ChainPolicy.ExtraStore is { Count: > 0 } sent)
                connection.Items[Key] = sent.Take(IntermediatesMax).Select(certificate => X509CertificateLoader.LoadCertificate(certificate.RawData)).ToList();
            return true;
        };
    }

    public static IReadOnlyList<X509Certificate2> IntermediatesOf(ConnectionContext connection) =>
        connection.Items.TryGetValue(Key, out var kept) && kept is IReadOnlyList<X509Certificate2> intermediates ? intermediates : [];
}
