using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Guide;

/// <summary>One fenced block of a page.</summary>
/// <param name="Language"><c>sh</c>: a person runs it. <c>text</c>: what the block before it prints.</param>
/// <param name="Mark">What the comment before it says to the test: <c>background</c> for what a person leaves running, <c>example</c> for what has no other side here.</param>
/// <param name="Text">Its lines, each ended.</param>
sealed record GuideBlock(string Language, string? Mark, string Text);

/// <summary>A page of docs/guide, or a README, as its blocks.</summary>
sealed class GuidePage
{
    const string Fence = "```";

    GuidePage(string path)
    {
        Path = path;
        Text = File.ReadAllText(path);
        Blocks = [.. Read(Text.Split('\n'))];
    }

    public string Path { get; }

    public string Text { get; }

    public IReadOnlyList<GuideBlock> Blocks { get; }

    public static GuidePage Open(params string[] path) => new(Repository.PathOf(path));

    static IEnumerable<GuideBlock> Read(string[] lines)
    {
        string? mark = null;
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].StartsWith("<!-- ", StringComparison.Ordinal))
                mark = lines[i][5..^4];
            else if (lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                var end = Array.IndexOf(lines, Fence, i + 1);
                yield return new(lines[i][Fence.Length..], mark, string.Concat(lines[(i + 1)..end].Select(line => line + "\n")));
                (i, mark) = (end, null);
            }
    }
}
