using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dukou.Server.Api;

/// <summary>
/// What the comments above this assembly's types say, for readers of the API: taken from the documentation file that the compiler writes
/// beside the assembly. A program that is a single file has no such neighbour and carries the file as a resource.
/// </summary>
static partial class DocComments
{
    static readonly string FileName = typeof(DocComments).Assembly.GetName().Name + ".xml";

    static readonly Lazy<IReadOnlyDictionary<string, string>> Summaries = new(Load);

    /// <summary>The comment's summary as one line of Markdown; null when the type has none.</summary>
    public static string? Of(Type type) => Summaries.Value.GetValueOrDefault("T:" + type.FullName!.Replace('+', '.')); // Only a type parameter has no name.

    /// <summary>What stands before the first full stop, colon or semicolon: enough for a line in a list.</summary>
    public static string FirstClause(string text) => Clause().Match(text).Value;

    static Dictionary<string, string> Load()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, FileName);
        using var file = File.Exists(beside) ? File.OpenRead(beside) : Assembly.GetEntryAssembly()?.GetManifestResourceStream(FileName);
        return file is null ? [] : XDocument.Load(file).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => (string)member.Attribute("name")!, member => Text(member.Element("summary")!));
    }

    static string Text(XElement summary)
    {
        var text = new StringBuilder();
        Write(summary, text);
        return Whitespace().Replace(Citation().Replace(text.ToString(), ""), " ").Trim();
    }

    static void Write(XElement element, StringBuilder text)
    {
        foreach (var node in element.Nodes())
            if (node is XText words)
                text.Append(words.Value);
            else if (node is XElement { Name.LocalName: "c" } code)
                text.Append('`').Append(code.Value).Append('`');
            else if (node is XElement { Name.LocalName: "see" or "paramref" } named)
                text.Append('`').Append((named.Attribute("cref") ?? named.Attribute("langword") ?? named.Attribute("name"))?.Value.Split('.', ':')[^1]).Append('`');
            else if (node is XElement other)
                Write(other, text);
    }

    // A reference to the vendor's page by its number, such as (D:0059): for those who change the code.
    [GeneratedRegex(@"\s*\([A-Z]:[\w.]+\)")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    [GeneratedRegex(@"^.+?(?=[.;:](?:\s|$)|$)")]
    private static partial Regex Clause();
}
