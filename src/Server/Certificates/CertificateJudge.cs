using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Certificates;

/// <summary>Finds the uploaded CA that a device's certificate leads to, or says why there is none.</summary>
sealed class CertificateJudge(CaCertificateStore authorities)
{
    /// <param name="leaf">What the device showed.</param>
    /// <param name="intermediates">What it sent beside it.</param>
    /// <param name="appId">The device's resource space; null for any.</param>
    /// <param name="now">Domain time.</param>
    /// <returns>The CA, or null and the reason.</returns>
    public (CaCertificate? Authority, Because? Refusal) Judge(X509Certificate2 leaf, IReadOnlyList<X509Certificate2> intermediates, string? appId, DateTimeOffset now)
    {
        Because? refusal = null;
        foreach (var authority in authorities.All)
        {
            if ((appId is not null && authority.AppId != appId) || !IsNamed(authority.Certificate, leaf, intermediates))
                continue;
            var (fault, detail) = CertificateChain.Check(leaf, intermediates, authority.Certificate, now);
            if (fault == ChainFault.Elsewhere)
                continue;
            refusal = Refusal(authority, leaf, fault, detail, now);
            if (refusal is null)
                return (authority, null);
        }
        return (null, refusal ?? CertificateReasons.UnknownAuthority.With(("subject", leaf.Subject), ("issuer", leaf.Issuer)));
    }

    // A chain is built only for those that can be in it.
    static bool IsNamed(X509Certificate2 authority, X509Certificate2 leaf, IReadOnlyList<X509Certificate2> intermediates) =>
        IssuerIs(leaf, authority) || intermediates.Any(intermediate => IssuerIs(intermediate, authority));

    static bool IssuerIs(X509Certificate2 certificate, X509Certificate2 authority) => certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData);

    static Because? Refusal(CaCertificate authority, X509Certificate2 leaf, ChainFault fault, string? detail, DateTimeOffset now) => fault switch
    {
        ChainFault.DeviceCertificateTime => CertificateReasons.Expired.With(("subject", leaf.Subject), ("from", Day(leaf.NotBefore)), ("to", Day(leaf.NotAfter)), ("now", Day(now.UtcDateTime))),
        ChainFault.AuthorityTime => CertificateReasons.AuthorityExpired.With(("authority", detail ?? authority.CnName), ("now", Day(now.UtcDateTime))),
        ChainFault.Broken => CertificateReasons.Broken.With(("subject", leaf.Subject), ("authority", authority.CnName), ("problem", detail ?? "")),
        _ => authority.Verified ? null : CertificateReasons.AuthorityNotVerified.With(("authority", authority.CnName)),
    };

    static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
