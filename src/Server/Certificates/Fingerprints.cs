using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;

namespace Dukou.Server.Certificates;

/// <summary>Both fingerprints by which a device may be pinned (G:auth_info), in lower-case hexadecimal digits.</summary>
readonly record struct Fingerprints(string Sha1, string Sha256)
{
    public static Fingerprints Of(X509Certificate2 certificate) => new(
        certificate.GetCertHashString(HashAlgorithmName.SHA1).ToLowerInvariant(), certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant());

    public bool Match(string? pinned) => pinned is not null && (pinned == Sha256 || pinned == Sha1);
}
