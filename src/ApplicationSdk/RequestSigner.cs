using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dukou.ApplicationSdk;

/// <summary>
/// Signs HTTP requests with an access key, in the plain form (<c>SDK-HMAC-SHA256</c>) or, when the credentials name a region, in the
/// derived form (<c>V11-HMAC-SHA256</c>). Stateless; any number of threads may share one.
/// </summary>
/// <param name="credentials">The key; its secret never leaves this object.</param>
/// <param name="clock">Stamps the requests; the server accepts 15 minutes of difference.</param>
public sealed class RequestSigner(AccessKeyCredentials credentials, TimeProvider? clock = null)
{
    const string Plain = "SDK-HMAC-SHA256";
    const string Derived = "V11-HMAC-SHA256";
    // The service name that the scope of every IoTDA request carries.
    const string Service = "iotdm";
    const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>
    /// Adds <c>Host</c>, <c>X-Sdk-Date</c>, <c>X-Project-Id</c> and <c>Authorization</c>. The body is read into memory and hashed,
    /// except for multipart content, which is sent as <c>UNSIGNED-PAYLOAD</c>. A request that is sent again is signed anew.
    /// </summary>
    public async Task SignAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var uri = request.RequestUri is { IsAbsoluteUri: true } absolute
            ? absolute
            : throw new ArgumentException("A request needs its absolute address before it can be signed.", nameof(request));
        var stamp = _clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Host = uri.Authority;

        var signed = new SortedList<string, string>(StringComparer.Ordinal) { ["host"] = uri.Authority };
        SetSigned(request, signed, "X-Sdk-Date", stamp);
        SetSigned(request, signed, "X-Project-Id", credentials.ProjectId);
        if (credentials.SecurityToken is { } token)
            SetSigned(request, signed, "X-Security-Token", token);
        if (request.Content?.Headers.ContentType is { } contentType)
            signed["content-type"] = contentType.ToString();
        var payload = await PayloadAsync(request, signed, cancellationToken).ConfigureAwait(false);

        var names = string.Join(';', signed.Keys);
        var canonical = string.Join('\n', request.Method.Method, CanonicalPath(uri), CanonicalQuery(uri),
            string.Concat(signed.Keys.Select(name => $"{name}:{signed[name].Trim()}\n")), names, payload);
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", Authorization(stamp, names, Hash(Encoding.UTF8.GetBytes(canonical))));
    }

    string Authorization(string stamp, string names, string canonicalHash)
    {
        if (credentials.Region is not { } region)
        {
            var signature = Hmac(credentials.SecretKey, $"{Plain}\n{stamp}\n{canonicalHash}");
            return $"{Plain} Access={credentials.AccessKey}, SignedHeaders={names}, Signature={signature}";
        }
        var scope = $"{stamp[..8]}/{region}/{Service}";
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(credentials.SecretKey), 32,
            salt: Encoding.UTF8.GetBytes(credentials.AccessKey), info: Encoding.UTF8.GetBytes(scope));
        // The key is the hexadecimal text of the derived bytes, not the bytes.
        var derivedSignature = Hmac(Convert.ToHexString(derived).ToLowerInvariant(), $"{Derived}\n{stamp}\n{scope}\n{canonicalHash}");
        return $"{Derived} Credential={credentials.AccessKey}/{scope}, SignedHeaders={names}, Signature={derivedSignature}";
    }

    static async Task<string> PayloadAsync(HttpRequestMessage request, SortedList<string, string> signed, CancellationToken cancellationToken)
    {
        if (request.Content is MultipartContent)
        {
            SetSigned(request, signed, "X-Sdk-Content-Sha256", UnsignedPayload);
            return UnsignedPayload;
        }
        return Hash(request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    static void SetSigned(HttpRequestMessage request, SortedList<string, string> signed, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
        signed[name.ToLowerInvariant()] = value;
    }

    /// <summary>Every segment with only RFC 3986's unreserved characters bare; always ends with a slash, whatever the address does.</summary>
    static string CanonicalPath(Uri uri)
    {
        var path = string.Join('/', uri.AbsolutePath.Split('/').Select(segment => Uri.EscapeDataString(Uri.UnescapeDataString(segment))));
        return path.EndsWith('/') ? path : path + "/";
    }

    static string CanonicalQuery(Uri uri)
    {
        var pairs = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(pair => new Pair(Recoded(pair[0]), Recoded(pair.Length > 1 ? pair[1] : "")))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal);
        return string.Join('&', pairs.Select(pair => $"{pair.Name}={pair.Value}"));
    }

    // A class: generic code over a struct of ours is compiled anew in every process, and a command line signs but one request.
    sealed record Pair(string Name, string Value);

    // A bare plus in a query is a space to every server that decodes forms.
    static string Recoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text.Replace('+', ' ')));

    static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    static string Hmac(string key, string text) => Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
}
