using System.Security.Cryptography;
using System.Text;

namespace Dukou.Server.Api.Authentication;

/// <summary>Computes and compares the signature of a canonical request, plain or derived.</summary>
static class Signature
{
    public static bool Matches(SignatureHeader header, string secretKey, string date, string canonicalRequest)
    {
        var hash = CanonicalRequest.Hash(Encoding.UTF8.GetBytes(canonicalRequest));
        var expected = header.Scope is null
            ? Hmac(secretKey, $"{SignatureHeader.Plain}\n{date}\n{hash}")
            : Hmac(DerivedKey(header.AccessKey, secretKey, header.Scope), $"{SignatureHeader.Derived}\n{date}\n{header.Scope}\n{hash}");
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(header.Signature));
    }

    // HKDF with the access key as salt and the scope as info. The key is the hexadecimal text of the result, not its bytes.
    static string DerivedKey(string accessKey, string secretKey, string scope) => Convert.ToHexStringLower(HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secretKey), 32, Encoding.UTF8.GetBytes(accessKey), Encoding.UTF8.GetBytes(scope)));

    static string Hmac(string key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
}
