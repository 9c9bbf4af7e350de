using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dukou.Server.Api;

namespace Dukou.Server.Certificates;

/// <summary>A certificate that a caller sends as PEM.</summary>
static class PemCertificate
{
    public const int CharactersMax = 65_535;

    public static bool TryRead(this Check check, string? pem, string path, [NotNullWhen(true)] out X509Certificate2? certificate)
    {
        certificate = null;
        check.Required(pem, path).Text(pem, path, CharactersMax);
        if (pem is null or { Length: 0 or > CharactersMax })
            return false;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (CryptographicException)
        {
            check.That(false, path, "is not a certificate in PEM form (-----BEGIN CERTIFICATE-----)");
            return false;
        }
    }
}
