using System.Security.Cryptography.X509Certificates;

namespace Dukou.Server.Certificates;

/// <summary>What is wrong with a chain from a device's certificate to one CA; <see cref="None"/>: it holds.</summary>
enum ChainFault
{
    None,

    /// <summary>The CA isn't in the chain: another one with its name signed.</summary>
    Elsewhere,
    DeviceCertificateTime,
    AuthorityTime,

    /// <summary>A signature, an extension or a constraint.</summary>
    Broken,
}

/// <summary>
/// Builds the chain from a certificate to a CA certificate that was uploaded, which need not be a root. Nothing is fetched from a network and
/// no authority of the system's counts.
/// </summary>
static class CertificateChain
{
    public static (ChainFault Fault, string? Detail) Check(X509Certificate2 leaf, IReadOnlyList<X509Certificate2> intermediates, X509Certificate2 authority, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.Add(authority);
        foreach (var intermediate in intermediates)
            chain.ChainPolicy.ExtraStore.Add(intermediate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // An uploaded CA that isn't a root ends the chain all the same; that it is in the chain is asked below.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.Build(leaf);
        var elements = chain.ChainElements;
        var top = elements.Select((element, place) => (element, place)).FirstOrDefault(found => found.element.Certificate.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span));
        if (top.element is null || top.place == 0)
            return (ChainFault.Elsewhere, null);
        foreach (var element in elements.Take(top.place + 1))
            foreach (var status in element.ChainElementStatus)
            {
                var flags = status.Status & ~(X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain);
                if (flags == X509ChainStatusFlags.NotTimeValid)
                    return (element == elements[0] ? ChainFault.DeviceCertificateTime : ChainFault.AuthorityTime, element.Certificate.Subject);
                if (flags != X509ChainStatusFlags.NoError)
                    return (ChainFault.Broken, status.StatusInformation.Trim());
            }
        return (ChainFault.None, null);
    }
}
