using System.Globalization;
using System.Text;

namespace Dukou.ClientGenerator;

/// <summary>Writes the client's methods, one partial class for each group of operations.</summary>
static class ClientWriter
{
    /// <summary>How IoTDA's names of reading operations begin.</summary>
    static readonly string[] Readers = ["List", "Show"];

    public static IEnumerable<KeyValuePair<string, string>> Write(Table table, IReadOnlyList<Operation> operations)
    {
        foreach (var group in operations.GroupBy(operation => operation.Group).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var code = ModelWriter.Begin(null);
            code.Append("public sealed partial class ApplicationClient\n{\n");
            foreach (var operation in group)
            {
                WriteMethod(code, operation);
                if (Paged(operation, table) is { } items)
                    WriteEnumeration(code, operation, items);
            }
            code.Append("}\n");
            yield return new($"ApplicationClient.{FileName(group.Key)}.g.cs", code.ToString());
        }
    }

    static void WriteMethod(StringBuilder code, Operation operation)
    {
        var parameters = operation.PathParameters.Select(name => $"string {Naming.Camel(name)}").ToList();
        if (operation.Shape.Body is { } body)
            parameters.Add($"{(body == "file" ? "HttpContent" : Naming.CSharp(body))} body");
        if (operation.QueryType is { } query)
            parameters.Add(operation.Shape.Query.Any(member => member.Required) ? $"{query} query" : $"{query}? query = null");
        parameters.Add("CancellationToken cancellationToken = default");

        var path = Operation.Parameter().Replace(operation.Path, match => match.Value == "project_id" ? match.Value : $"Escaped({Naming.Camel(match.Value)})")
            .Replace("{project_id}", "{ProjectPart}", StringComparison.Ordinal);
        var text = $"$\"{path}{(operation.QueryType is null ? "" : "{Asked(query)}")}\"";
        var content = operation.Shape.Body switch { null => "null", "file" => "body", var type => $"Content(body, Json.{ModelWriter.Property(type)})" };
        var method = $"HttpMethod.{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(operation.Method.ToLowerInvariant())}";
        var answer = operation.Shape.Answer;
        var returned = operation.Raw ? "Task<HttpResponseMessage>" : answer is null ? "Task" : $"Task<{Naming.CSharp(answer)}>";
        var call = operation.Raw ? $"OpenAsync({method}, {text}, {content}, cancellationToken)"
            : answer is null ? $"CallAsync({method}, {text}, {content}, cancellationToken)"
            : $"CallAsync({method}, {text}, {content}, Json.{ModelWriter.Property(answer)}, cancellationToken)";
        code.Append($"    /// <summary>{operation.Summary}</summary>\n    /// <remarks><c>{operation.Method} {operation.Path}</c>{(operation.Raw ? ". Dispose the answer after reading it." : "")}</remarks>\n");
        code.Append("    /// <exception cref=\"IotdaRequestException\">The platform refused or failed.</exception>\n");
        code.Append($"    public {returned} {operation.Name}Async({string.Join(", ", parameters)}) =>\n        {call};\n\n");
        if (operation.QueryType is { } asked)
            code.Append($"    static string Asked({asked}? query) => query is null ? \"\" : new QueryText(){string.Concat(operation.Shape.Query.Select(member => $".Add(\"{member.Name}\", query.{Naming.Pascal(member.Name)})"))}.ToString();\n\n");
    }

    static void WriteEnumeration(StringBuilder code, Operation operation, Member items)
    {
        var item = Naming.CSharp(items.Type.Trim('[', ']'));
        var subject = Readers.FirstOrDefault(verb => operation.Name.StartsWith(verb, StringComparison.Ordinal)) is { } verb ? operation.Name[verb.Length..] : operation.Name;
        var path = operation.PathParameters.Select(Naming.Camel).ToList();
        var offset = operation.Shape.Query.Any(member => member.Name == "offset") ? ", Offset = null" : "";
        code.Append($"    /// <summary>Every page of <see cref=\"{operation.Name}Async\"/>, item by item; pages are read as they are needed.</summary>\n");
        code.Append($"    public IAsyncEnumerable<{item}> Enumerate{subject}Async({string.Concat(path.Select(name => $"string {name}, "))}{operation.QueryType}? query = null, CancellationToken cancellationToken = default) =>\n");
        code.Append($"        PagesAsync((query ?? new()) with {{ Limit = query?.Limit ?? PageMax }}, async (asked, token) =>\n        {{\n");
        code.Append($"            var page = await {operation.Name}Async({string.Concat(path.Select(name => name + ", "))}asked, token).ConfigureAwait(false);\n");
        code.Append($"            return (page.{Naming.Pascal(items.Name)}, page.Page?.Marker);\n");
        code.Append($"        }}, (asked, marker) => asked with {{ Marker = marker{offset} }}, {(operation.Own ? "0" : "query?.Limit ?? PageMax")}, cancellationToken);\n\n");
    }

    /// <summary>The only list of an answer with a page whose marker the query takes.</summary>
    static Member? Paged(Operation operation, Table table) =>
        operation.Shape.Query.Any(member => member.Name == "marker") && operation.Shape.Query.Any(member => member.Name == "limit") && operation.Shape.Answer is { } answer
        && table.Models.TryGetValue(answer, out var members) && members.Any(member => member.Name == "page" && table.Models.GetValueOrDefault(member.Type)?.Any(inner => inner.Name == "marker") == true)
        && members.Where(member => member.Type.StartsWith('[')).ToList() is [var items] && operation.Shape.Query.All(member => !member.Required)
            ? items
            : null;

    static string FileName(string group) => string.Concat(group.Split(' ', '(', ')', '-', '/').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
