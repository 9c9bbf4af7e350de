using System.Text;

namespace Dukou.Server.Pipeline;

/// <summary>What a peer chose, as it is shown to people: its length is the peer's choice, too, and traces must stay small.</summary>
static class Shown
{
    // 256: the longest client id, user name and password (D:3009); longer ones are wrong anyway.
    const int CharactersMax = 256;

    public static string Text(string text) => text.Length <= CharactersMax ? text : string.Concat(text.AsSpan(0, CharactersMax), "…");

    public static string Text(ReadOnlySpan<byte> utf8) => Text(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * CharactersMax)]));
}
