using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dukou.Cli.Remote;

/// <summary>Values that a person types as <c>NAME=VALUE</c>: numbers, true, false, objects and lists as JSON has them; all else is text.</summary>
static class Pairs
{
    public static Option<string[]> Option(string name, string key)
    {
        var option = new Option<string[]>(name) { Description = Phrase.Of(key), HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !token.Value.Contains('=', StringComparison.Ordinal)))
                result.AddError(Phrase.Of("remote.pair", name, token.Value));
        });
        return option;
    }

    public static JsonObject Read(IEnumerable<string> pairs)
    {
        var read = new JsonObject();
        foreach (var pair in pairs)
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            read[pair[..split]] = Value(pair[(split + 1)..]);
        }
        return read;
    }

    public static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
