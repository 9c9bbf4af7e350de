using System.Diagnostics.CodeAnalysis;

namespace Dukou.Server.Api.Authentication;

/// <summary>
/// The two forms of a signed request's <c>Authorization</c> header:
/// <c>SDK-HMAC-SHA256 Access={AK}, SignedHeaders={a;b}, Signature={hex}</c> and
/// <c>V11-HMAC-SHA256 Credential={AK}/{yyyyMMdd}/{region}/{service}, SignedHeaders={a;b}, Signature={hex}</c>.
/// The scope (date, region, service) is null in the plain form.
/// </summary>
sealed record SignatureHeader(string AccessKey, string? Scope, IReadOnlyList<string> SignedHeaders, string Signature)
{
    public const string Plain = "SDK-HMAC-SHA256";
    public const string Derived = "V11-HMAC-SHA256";
    // A caller signs a handful of headers; more is not a client.
    const int SignedHeadersMax = 64;

    public string Algorithm => Scope is null ? Plain : Derived;

    /// <summary>Reads what follows the scheme name.</summary>
    public static bool TryParse(string scheme, string parameters, [NotNullWhen(true)] out SignatureHeader? header, out string problem)
    {
        header = null;
        var values = parameters.Split(',', StringSplitOptions.TrimEntries).Select(parameter => parameter.Split('=', 2))
            .Where(pair => pair.Length == 2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        var credentialName = scheme == Plain ? "Access" : "Credential";
        foreach (var name in new[] { credentialName, "SignedHeaders", "Signature" })
            if (values.GetValueOrDefault(name) is null or "")
            {
                problem = $"{name} is missing";
                return false;
            }
        var credential = values[credentialName];
        string? scope = null;
        if (scheme == Derived)
        {
            var slash = credential.IndexOf('/', StringComparison.Ordinal);
            scope = slash < 0 ? "" : credential[(slash + 1)..];
            if (scope.Split('/') is not [{ Length: 8 }, { Length: > 0 }, { Length: > 0 }])
            {
                problem = "Credential is not AK/yyyyMMdd/region/service";
                return false;
            }
            credential = credential[..slash];
        }
        var signedHeaders = values["SignedHeaders"].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (signedHeaders.Length is 0 or > SignedHeadersMax)
        {
            problem = $"SignedHeaders must name 1 to {SignedHeadersMax} headers";
            return false;
        }
        header = new SignatureHeader(credential, scope, signedHeaders, values["Signature"]);
        problem = "";
        return true;
    }
}
