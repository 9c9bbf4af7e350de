using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dukou.ClientGenerator;

/// <summary>
/// The server's sources, read but not compiled. A class with an <c>[Operation]</c> is an operation of the client; the shapes of IoTDA's
/// come from the table, because the cloud has members that this platform lacks, and the shapes of our own from the records here.
/// </summary>
sealed partial class ServerSources
{
    readonly List<ClassDeclarationSyntax> _marked = [];
    readonly ILookup<string, RecordDeclarationSyntax> _records;
    readonly Dictionary<string, (string Group, string Path)> _known;

    ServerSources(IEnumerable<string> files, string operationTable)
    {
        var records = new List<RecordDeclarationSyntax>();
        foreach (var text in files.Select(File.ReadAllText).Where(text => text.Contains("[Operation(", StringComparison.Ordinal) || text.Contains("record ", StringComparison.Ordinal)))
        {
            var root = CSharpSyntaxTree.ParseText(text).GetRoot();
            records.AddRange(root.DescendantNodes().OfType<RecordDeclarationSyntax>());
            _marked.AddRange(root.DescendantNodes().OfType<ClassDeclarationSyntax>().Where(type => Mark(type) is not null));
        }
        _records = records.ToLookup(record => record.Identifier.Text);
        _known = File.ReadLines(operationTable).Skip(1).Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => (cells[1], cells[3]));
    }

    public static ServerSources Read(string folder) => new(
        Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal), Path.Combine(folder, "Api", "operations.tsv"));

    /// <summary>The operations in the order of their names; models of our own are added to the table.</summary>
    public IReadOnlyList<Operation> Operations(Table table) => [.. _marked.Select(type => Of(type, table)).OrderBy(operation => operation.Name, StringComparer.Ordinal)];

    Operation Of(ClassDeclarationSyntax type, Table table)
    {
        var name = type.Identifier.Text;
        var mark = Mark(type)!; // It was found by its mark.
        var (method, path) = (Text(mark, 0), Text(mark, 1));
        if (Named(mark, "Own") is null)
        {
            var known = _known[name];
            return new(name, known.Group, method, "/v5/iot/{project_id}/" + known.Path, Summary(type), table.Operations.GetValueOrDefault(name) ?? new(), false, false);
        }
        var group = (Named(mark, "Group") as LiteralExpressionSyntax)?.Token.ValueText ?? "platform";
        var wire = "/v1/{project_id}/" + Operation.Parameter().Replace(path, match => Naming.Snake(match.Value));
        var handler = type.Members.OfType<MethodDeclarationSyntax>().Single(member => member.Identifier.Text == "Handle");
        var records = new OwnShapes(_records, type, table);
        var shape = new OperationShape { Body = records.Body(handler), Answer = records.Answer(handler.ReturnType) };
        shape.Query.AddRange(records.Query(handler));
        var silent = Named(mark, "Success")?.ToString().Contains("204", StringComparison.Ordinal) == true;
        return new(name, group, method, wire, Summary(type), shape, Raw: shape.Answer is null && !silent, Own: true);
    }

    static AttributeSyntax? Mark(ClassDeclarationSyntax type) =>
        type.AttributeLists.SelectMany(list => list.Attributes).FirstOrDefault(attribute => attribute.Name.ToString() == "Operation");

    static string Text(AttributeSyntax mark, int index) => ((LiteralExpressionSyntax)mark.ArgumentList!.Arguments[index].Expression).Token.ValueText;

    static ExpressionSyntax? Named(AttributeSyntax mark, string name) =>
        mark.ArgumentList!.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.Text == name)?.Expression;

    // The server's own words; names of its internal types are no links here.
    static string Summary(ClassDeclarationSyntax type)
    {
        var comment = string.Concat(type.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)).Select(trivia => trivia.ToFullString()));
        var text = SummaryText().Match(comment).Groups[1].Value.Replace("///", "", StringComparison.Ordinal);
        return Spaces().Replace(Link().Replace(text, link => $"<c>{link.Groups[1].Value}</c>"), " ").Trim();
    }

    [GeneratedRegex("<summary>(.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex SummaryText();

    [GeneratedRegex("<see cref=\"([^\"]+)\"\\s*/>")]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
