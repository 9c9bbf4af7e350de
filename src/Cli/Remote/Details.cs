using System.Text.Json.Nodes;

namespace Dukou.Cli.Remote;

/// <summary>An answer for a person: a line for each member that has a value, members of members by their path.</summary>
static class Details
{
    public static void Write(TextWriter output, JsonNode? answer)
    {
        var lines = Lines("", answer).ToList();
        var width = lines.Count == 0 ? 0 : lines.Max(line => line.Path.Length);
        foreach (var (path, value) in lines)
            output.WriteLine($"{path.PadRight(width)}  {Columns.Harmless(value)}");
    }

    static IEnumerable<(string Path, string Value)> Lines(string path, JsonNode? node) => node switch
    {
        null => [],
        JsonObject members => members.SelectMany(member => Lines(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value)),
        JsonArray items => items.SelectMany((item, index) => Lines($"{path}[{index}]", item)),
        _ => [(path, node.ToString())],
    };
}
