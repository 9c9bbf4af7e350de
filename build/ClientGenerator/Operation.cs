using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dukou.ClientGenerator;

/// <summary>One operation as the client offers it.</summary>
/// <param name="Name">IoTDA's name, or the platform's own.</param>
/// <param name="Group">The heading that it stands under.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">From the root; parameters are written <c>{device_id}</c>.</param>
/// <param name="Summary">XML documentation, one line.</param>
/// <param name="Shape">What it takes and gives.</param>
/// <param name="Raw">The answer is a stream or a file, for the caller to read.</param>
/// <param name="Own">The platform's own; a marker then says that there is more, and nothing else does.</param>
sealed partial record Operation(string Name, string Group, string Method, string Path, string Summary, OperationShape Shape, bool Raw, bool Own)
{
    public IEnumerable<string> PathParameters => Parameter().Matches(Path).Select(match => match.Value).Where(name => name != "project_id");

    public string? QueryType => Shape.Query.Count == 0 ? null : Name + "Query";

    [GeneratedRegex("(?<={)[^}]+")]
    public static partial Regex Parameter();
}

/// <summary>From the wire's words to C#'s.</summary>
static partial class Naming
{
    public static string Pascal(string wire) => string.Concat(Words().Split(wire).Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    public static string Camel(string wire) => Pascal(wire) is var pascal ? char.ToLowerInvariant(pascal[0]) + pascal[1..] : "";

    public static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    public static string CSharp(string type) => type switch
    {
        "string" or "int" or "long" => type,
        "number" => "double",
        "boolean" => "bool",
        "any" => "JsonNode",
        ['[', .. var item, ']'] => $"IReadOnlyList<{CSharp(item)}>",
        ['{', .. var value, '}'] => $"IReadOnlyDictionary<string, {CSharp(value)}>",
        _ => type,
    };

    [GeneratedRegex("[_-]")]
    private static partial Regex Words();
}
