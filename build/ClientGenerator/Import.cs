using System.Text.Json.Nodes;

namespace Dukou.ClientGenerator;

/// <summary>Makes the table of shapes from a description of IoTDA's API: names, types and what is required; no sentence of it.</summary>
static class Import
{
    public static void Write(string apiFile, string modelsFile, TextWriter output)
    {
        output.NewLine = "\n";
        output.WriteLine("owner\tpart\tname\ttype\trequired");
        foreach (var operation in JsonNode.Parse(File.ReadAllText(apiFile))!.AsArray())
            WriteOperation(operation!, output);
        foreach (var (name, model) in JsonNode.Parse(File.ReadAllText(modelsFile))!.AsObject().OrderBy(model => model.Key, StringComparer.Ordinal))
            if (!IsEmptyAnswer(model))
                WriteMembers(name, model!, output);
    }

    static void WriteOperation(JsonNode operation, TextWriter output)
    {
        var name = (string)operation["operation"]!;
        foreach (var parameter in operation["queryParams"]!.AsArray())
            output.WriteLine($"{name}\tquery\t{parameter!["name"]}\t{TypeOf(parameter)}\t{((bool?)parameter["required"] == true ? "required" : "")}");
        if (operation["requestBody"]?["schema"] is { } body)
            output.WriteLine($"{name}\tbody\t\t{(body["x-multipart"] is null ? body["x-model"] : "file")}\t");
        if (operation["response"] is { } answer && (int)operation["successStatus"]! != 204 && !IsEmptyAnswer(answer))
            output.WriteLine($"{name}\tanswer\t\t{answer["x-model"]}\t");
    }

    static void WriteMembers(string name, JsonNode model, TextWriter output)
    {
        var required = model["required"]?.AsArray().Select(member => (string?)member).ToHashSet() ?? [];
        foreach (var (member, schema) in model["properties"]!.AsObject())
            output.WriteLine($"{name}\tmember\t{member}\t{TypeOf(schema!)}\t{(required.Contains(member) ? "required" : "")}");
    }

    // The vendor's SDKs give an answer without content a single member "body".
    static bool IsEmptyAnswer(JsonNode? model) => model?["properties"] is JsonObject members && members.All(member => member.Key == "body");

    static string TypeOf(JsonNode schema) => schema switch
    {
        _ when (string?)schema["$ref"] is { } reference => reference["#/".Length..],
        _ when schema["x-any"] is not null => "any",
        _ when schema["additionalProperties"] is JsonObject values => $"{{{TypeOf(values)}}}",
        _ => ((string?)schema["type"], (string?)schema["format"]) switch
        {
            ("string", "binary") => "file",
            ("string", _) => "string",
            ("boolean", _) => "boolean",
            ("number", _) => "number",
            ("integer", "int32") => "int",
            ("integer", _) => "long",
            ("array", _) => $"[{(schema["items"] is { } items ? TypeOf(items) : "any")}]",
            _ => "any",
        },
    };
}
