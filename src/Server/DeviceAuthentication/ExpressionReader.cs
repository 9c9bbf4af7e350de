using System.Globalization;
using System.Text.Json;
using Dukou.Server.Api;

namespace Dukou.Server.DeviceAuthentication;

/// <summary>Reads expressions out of a template's JSON; every mistake becomes one of the check's, with its place.</summary>
/// <param name="check">Collects mistakes.</param>
/// <param name="parameters">The declared ones.</param>
sealed class ExpressionReader(Check check, IReadOnlySet<string> parameters)
{
    // V:iot_02_0209.
    const int NestingMax = 5;

    static readonly TextExpression Nothing = new([]);

    public Expression Read(JsonElement value, string path, int nesting = 0)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return Text(value.GetString()!, path, name => parameters.Contains(name));
            case JsonValueKind.Number:
                return new TextExpression([(value.GetRawText(), false)]);
            case JsonValueKind.Array:
                return new ListExpression([.. value.EnumerateArray().Select((item, place) => Read(item, Place(path, place), nesting))]);
            case JsonValueKind.Object when value.EnumerateObject().ToList() is [var function]:
                check.That(nesting < NestingMax, path, $"functions are nested deeper than {NestingMax} levels");
                return nesting < NestingMax ? Call(function.Name, function.Value, path + "." + function.Name, nesting + 1) : Nothing;
            default:
                check.That(false, path, "must be text, a number, a list or one function");
                return Nothing;
        }
    }

    Expression Call(string name, JsonElement value, string path, int nesting)
    {
        if (name == "Ref")
        {
            var parameter = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            check.That(parameters.Contains(parameter), path, $"'{parameter}' is not declared in parameters");
            return new TextExpression([(parameter, true)]);
        }
        if (name == TemplateFunction.Sub)
            return Sub(value, path, nesting);
        if (TemplateFunction.Find(name) is not { } function)
        {
            check.That(false, path, $"there is no such function; there are {string.Join(", ", TemplateFunction.Names)}");
            return Nothing;
        }
        var given = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new List<JsonElement> { value };
        check.That(given.Count >= function.ArgumentsMin && given.Count <= function.ArgumentsMax, path, function.ArgumentsMin == function.ArgumentsMax
            ? $"takes {function.ArgumentsMin} arguments, has {given.Count}"
            : $"takes {function.ArgumentsMin} to {function.ArgumentsMax} arguments, has {given.Count}");
        return new CallExpression(function, [.. given.Select((argument, place) => Read(argument, Place(path, place), nesting))]);
    }

    // ["text with ${name}", {"name": value}]
    Expression Sub(JsonElement value, string path, int nesting)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2 || value[0].ValueKind != JsonValueKind.String || value[1].ValueKind != JsonValueKind.Object)
        {
            check.That(false, path, "takes a text and an object of variables");
            return Nothing;
        }
        var variables = new Dictionary<string, Expression>();
        foreach (var variable in value[1].EnumerateObject())
            variables[variable.Name] = Read(variable.Value, $"{path}[1].{variable.Name}", nesting);
        return new SubExpression(Text(value[0].GetString()!, path + "[0]", name => variables.ContainsKey(name) || parameters.Contains(name)), variables);
    }

    TextExpression Text(string text, string path, Func<string, bool> isKnown)
    {
        // V:iot_02_0209.
        check.That(!text.Any(character => character is >= '\u4e00' and <= '\u9fa5'), path, "must not hold Chinese characters");
        var pieces = new List<(string, bool)>();
        var rest = text;
        while (rest.IndexOf("${", StringComparison.Ordinal) is >= 0 and var open && rest.IndexOf('}', open) is >= 0 and var close)
        {
            var name = rest[(open + 2)..close];
            check.That(isKnown(name), path, $"'{name}' is not declared in parameters");
            if (open > 0)
                pieces.Add((rest[..open], false));
            pieces.Add((name, true));
            rest = rest[(close + 1)..];
        }
        if (rest.Length > 0)
            pieces.Add((rest, false));
        return new(pieces);
    }

    static string Place(string path, int place) => string.Create(CultureInfo.InvariantCulture, $"{path}[{place}]");
}
