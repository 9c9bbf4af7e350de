using System.Text.RegularExpressions;

namespace Dukou.WebConsole.Shell;

/// <summary>Passwords and secrets in a JSON body of the REST API, which no page shows unasked.</summary>
static partial class SecretMembers
{
    /// <summary>The body with asterisks for each text whose name ends in <c>password</c> or <c>secret</c>; all else as it came.</summary>
    public static string Hidden(string body) => Member().Replace(body, "$1\"****\"");

    // By its text, since a body that a person wrote may name a member twice. A name inside another text has a backslash before its quote.
    [GeneratedRegex("""("[^"\\]*(?:password|secret)"\s*:\s*)"(?:[^"\\]|\\.)*["]""", RegexOptions.IgnoreCase)]
    private static partial Regex Member();
}
