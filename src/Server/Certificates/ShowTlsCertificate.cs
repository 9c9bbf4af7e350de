using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dukou.Server.Api;
using Dukou.Server.Tls;

namespace Dukou.Server.Certificates;

/// <summary>The certificate that the TLS listeners present, how long it holds, and what devices must trust for it. An operation of our own.</summary>
[Operation("GET", "tls-certificate", Own = true, Group = "platform")]
static class ShowTlsCertificate
{
    public static Answer Handle(ServerCertificate server, CertificateAuthority authority, ServerOptions options)
    {
        var certificate = server.Current.TargetCertificate;
        var own = options.TlsCertificateFile is null;
        return new(
            certificate.Subject, certificate.Issuer, NamesOf(certificate), new(certificate.NotBefore.ToUniversalTime()), new(certificate.NotAfter.ToUniversalTime()),
            certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), own, own ? File.ReadAllText(authority.CertificateFile) : null);
    }

    static IReadOnlyList<string> NamesOf(X509Certificate2 certificate) => certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } names
        ? [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())]
        : [];

    /// <param name="Subject">Whose it is.</param>
    /// <param name="Issuer">Who signed it.</param>
    /// <param name="Names">Host names and addresses for which it holds.</param>
    /// <param name="EffectiveDate">From when it holds.</param>
    /// <param name="ExpiryDate">Until when it holds.</param>
    /// <param name="Fingerprint">Its SHA-256.</param>
    /// <param name="Own">True when the platform made it itself; a new one is made at every start.</param>
    /// <param name="CaCertificate">The platform's own authority as PEM, which devices and applications are to trust; absent with an operator's certificate.</param>
    public sealed record Answer(
        string Subject, string Issuer, IReadOnlyList<string> Names, DateTimeOffset EffectiveDate, DateTimeOffset ExpiryDate, string Fingerprint, bool Own, string? CaCertificate);
}
