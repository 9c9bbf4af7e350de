using System.Security.Cryptography;
using System.Text;

namespace Dukou.Server.Api.Authentication;

/// <summary>
/// The six lines that a signature covers, rebuilt from what arrived: method, path, query, the signed headers, their names, the hash of
/// the body. Values are taken as received; only what the vendor's clients write in different ways is made uniform.
/// </summary>
static class CanonicalRequest
{
    /// <param name="method">The HTTP method.</param>
    /// <param name="rawTarget">Path and query as they stood in the request line.</param>
    /// <param name="headers">The signed headers with their values.</param>
    /// <param name="payloadHash">Hash of the body, or the literal value of X-Sdk-Content-Sha256.</param>
    public static string Build(string method, string rawTarget, IEnumerable<(string Name, string Value)> headers, string payloadHash)
    {
        var (path, query) = Split(rawTarget);
        var sorted = headers.Select(header => (Name: header.Name.ToLowerInvariant(), header.Value)).OrderBy(header => header.Name, StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        text.Append(method).Append('\n').Append(Path(path)).Append('\n').Append(Query(query)).Append('\n');
        foreach (var (name, value) in sorted)
            text.Append(name).Append(':').Append(value.Trim()).Append('\n');
        text.Append('\n').AppendJoin(';', sorted.Select(header => header.Name)).Append('\n').Append(payloadHash);
        return text.ToString();
    }

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    static (string Path, string Query) Split(string rawTarget)
    {
        // Absolute form, as proxies send it: only path and query are signed.
        if (!rawTarget.StartsWith('/') && Uri.TryCreate(rawTarget, UriKind.Absolute, out var absolute))
            rawTarget = absolute.PathAndQuery;
        var mark = rawTarget.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (rawTarget, "") : (rawTarget[..mark], rawTarget[(mark + 1)..]);
    }

    // Signed with a slash at the end, also when the request line has none.
    static string Path(string path)
    {
        var recoded = string.Join('/', path.Split('/').Select(segment => Uri.EscapeDataString(Uri.UnescapeDataString(segment))));
        return recoded.EndsWith('/') ? recoded : recoded + "/";
    }

    // Node and .NET send the query unsorted, and .NET sends a bare plus that it signed as a space.
    static string Query(string query) => string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Key: Recoded(pair[0]), Value: pair.Length > 1 ? Recoded(pair[1]) : ""))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}={pair.Value}"));

    static string Recoded(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text.Replace('+', ' ')));
}
