using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dukou.ClientGenerator;

/// <summary>The shapes of one operation of our own, from the records that its handler takes and returns.</summary>
sealed class OwnShapes(ILookup<string, RecordDeclarationSyntax> records, ClassDeclarationSyntax operation, Table table)
{
    string Name => operation.Identifier.Text;

    /// <summary>The record that is bound from the body: the handler's only one that no attribute binds from elsewhere.</summary>
    public string? Body(MethodDeclarationSyntax handler) => handler.ParameterList.Parameters
        .Where(parameter => parameter.AttributeLists.Count == 0 && parameter.Type is not null && Nested(parameter.Type) is not null)
        .Select(parameter => TypeOf(parameter.Type!)).FirstOrDefault(); // Filtered above.

    public IEnumerable<Member> Query(MethodDeclarationSyntax handler) => handler.ParameterList.Parameters.SelectMany(parameter => (Has(parameter, "AsParameters"), parameter.Type?.ToString()) switch
    {
        (true, "Paging") => [new("limit", "int", false), new("marker", "string", false), new("offset", "int", false)],
        (true, _) when Find(parameter.Type!) is { ParameterList: { } list } => list.Parameters.Select(QueryMember).OfType<Member>(),
        _ => QueryMember(parameter) is { } single ? [single] : Array.Empty<Member>(),
    });

    /// <summary>Null when the answer has no body, or is a stream or a file.</summary>
    public string? Answer(TypeSyntax type) => type switch
    {
        GenericNameSyntax { Identifier.Text: "Task" or "ValueTask" } task => Answer(task.TypeArgumentList.Arguments[0]),
        IdentifierNameSyntax { Identifier.Text: "Task" or "ValueTask" or "NoContent" or "IResult" } or PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } => null,
        IdentifierNameSyntax { Identifier.Text: var name } when name.EndsWith("HttpResult", StringComparison.Ordinal) => null,
        _ => TypeOf(type),
    };

    string TypeOf(TypeSyntax type) => type switch
    {
        NullableTypeSyntax nullable => TypeOf(nullable.ElementType),
        ArrayTypeSyntax array => $"[{TypeOf(array.ElementType)}]",
        GenericNameSyntax { Identifier.Text: "IReadOnlyDictionary" or "Dictionary" or "IDictionary" } map => $"{{{TypeOf(map.TypeArgumentList.Arguments[1])}}}",
        GenericNameSyntax { Identifier.Text: "IReadOnlyList" or "List" or "IEnumerable" or "IReadOnlyCollection" } list => $"[{TypeOf(list.TypeArgumentList.Arguments[0])}]",
        _ => type.ToString() switch
        {
            "string" or "DateTimeOffset" => "string",
            "int" or "long" => type.ToString(),
            "double" or "decimal" or "float" => "number",
            "bool" => "boolean",
            _ => Find(type) is { } record ? Add(record) : "any",
        },
    };

    string Add(RecordDeclarationSyntax record)
    {
        var nested = record.Parent is ClassDeclarationSyntax owner ? owner.Identifier.Text : "";
        var name = record.Identifier.Text switch
        {
            "Answer" or "Response" when nested.Length > 0 => nested + "Response",
            var simple => nested + simple,
        };
        var members = new List<Member>();
        // IoTDA's model of that name has other members: then the platform's is told apart.
        if (table.Models.TryGetValue(name, out var known) && !Members(record).Select(member => member.Name).SequenceEqual(known.Select(member => member.Name)))
            name = "Platform" + name;
        if (table.Models.TryAdd(name, members))
            members.AddRange(Members(record).Select(member => new Member(member.Name, TypeOf(member.Type), false)));
        return name;
    }

    static IEnumerable<(string Name, TypeSyntax Type)> Members(RecordDeclarationSyntax record) =>
        (record.ParameterList?.Parameters.Select(parameter => (Naming.Snake(parameter.Identifier.Text), parameter.Type!)) ?? [])
        .Concat(record.Members.OfType<PropertyDeclarationSyntax>()
            .Where(property => property.Modifiers.Any(SyntaxKind.PublicKeyword) && !property.Modifiers.Any(SyntaxKind.StaticKeyword) && !property.AttributeLists.ToString().Contains("JsonIgnore", StringComparison.Ordinal))
            .Select(property => (Naming.Snake(property.Identifier.Text), property.Type)));

    Member? QueryMember(ParameterSyntax parameter) =>
        parameter.AttributeLists.SelectMany(list => list.Attributes).FirstOrDefault(attribute => attribute.Name.ToString() == "FromQuery") is { } bound
            ? new((bound.ArgumentList?.Arguments[0].Expression as LiteralExpressionSyntax)?.Token.ValueText ?? Naming.Snake(parameter.Identifier.Text), TypeOf(parameter.Type!), false)
            : null;

    static bool Has(ParameterSyntax parameter, string attribute) => parameter.AttributeLists.SelectMany(list => list.Attributes).Any(found => found.Name.ToString() == attribute);

    RecordDeclarationSyntax? Nested(TypeSyntax type) => records[Simple(type)].FirstOrDefault(record => record.Parent == operation);

    // The nearest record of that name: in the operation, in its folder, anywhere.
    RecordDeclarationSyntax? Find(TypeSyntax type) =>
        Nested(type) ?? records[Simple(type)].OrderByDescending(record => Space(record) == Space(operation)).FirstOrDefault(record => record.Parent is not ClassDeclarationSyntax);

    static string Simple(TypeSyntax type) => type.ToString().TrimEnd('?').Split('.')[^1];

    static string Space(SyntaxNode node) => node.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";
}
