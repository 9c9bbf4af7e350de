using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dukou.Server.Storage;

namespace Dukou.Server.Tls;

/// <summary>
/// The platform's own certificate authority, made at first start: <c>ca.pem</c> in the data folder is what devices and applications are
/// given to trust; <c>ca.key</c> lies with the encryption keys, since who has it can pass for the platform. Keys are ECDSA P-256: quick
/// to make, in every TLS stack that speaks the vendor's cipher suites.
/// </summary>
sealed class CertificateAuthority
{
    const int AuthorityYears = 20;
    // Some TLS stacks refuse server certificates of more than 825 days.
    const int ServerDays = 820;

    readonly X509Certificate2 _authority;

    public CertificateAuthority(DataFolder folder, ServerOptions options)
    {
        CertificateFile = folder.File("ca.pem");
        var keyFile = Path.Combine(options.KeysFolder ?? folder.File(DataFolder.KeysName), "ca.key");
        if (!File.Exists(CertificateFile) || !File.Exists(keyFile))
            Create(keyFile);
        _authority = X509Certificate2.CreateFromPemFile(CertificateFile, keyFile);
    }

    /// <summary>The PEM file of the authority's certificate.</summary>
    public string CertificateFile { get; }

    /// <summary>A server certificate for these names and addresses, signed by the authority, with its key in memory.</summary>
    public X509Certificate2 Issue(IReadOnlyCollection<string> names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Dukou", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        var (from, to) = Validity(TimeSpan.FromDays(ServerDays));
        using var certificate = request.Create(_authority, from, to, RandomNumberGenerator.GetBytes(16));
        using var withKey = certificate.CopyWithPrivateKey(key);
        // Windows' TLS wants a key that has been through a PKCS#12 blob.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    void Create(string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Dukou device CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var (from, to) = Validity(TimeSpan.FromDays(365 * AuthorityYears));
        using var authority = request.CreateSelfSigned(from, to);
        using (var file = new StreamWriter(keyFile, OwnerOnly.Writing(FileMode.Create)))
            file.Write(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, authority.ExportCertificatePem() + "\n");
    }

    // Real time, also under a manual clock: the peers that check a certificate look at their own. A day back, for one that is a little slow.
    static (DateTimeOffset From, DateTimeOffset To) Validity(TimeSpan length)
    {
        var from = TimeProvider.System.GetUtcNow().AddDays(-1);
        return (from, from + length);
    }
}
