using System.Text.Json;

namespace Dukou.Protocol.Iotda;

sealed partial class ProductModelReader
{
    const string NamePunctuation = "_?'#().,&%@!-";

    ValueRule Rule(JsonElement owner, string path)
    {
        if (!DataTypes.TryParse(owner.Text("data_type") ?? "", out var type))
            Report($"{path}.data_type", "must be one of int, long, decimal, string, DateTime, jsonObject, enum, boolean, string list");
        if (owner.Member("required") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
            Report($"{path}.required", "must be true or false");
        var rule = new ValueRule
        {
            Type = type,
            Required = owner.Member("required")?.ValueKind == JsonValueKind.True,
            EnumList = EnumList(owner, path, type),
            Min = Limit(owner, path, "min", type),
            Max = Limit(owner, path, "max", type),
            MaxLength = MaxLength(owner, path),
            Step = Step(owner, path),
            Unit = Free(owner, path, "unit", 16),
            Description = Free(owner, path, "description", 128),
        };
        if (rule.IsNumeric && ValueRule.Bound.Parse(rule.Min) is { } min && ValueRule.Bound.Parse(rule.Max) is { } max && min.CompareTo(max.Exact, max.Approximate) > 0)
            Report($"{path}.min", $"`{rule.Min}` is greater than max `{rule.Max}`");
        return rule.Prepared();
    }

    // Limits are text, not numbers, on every type; they mean something on the numeric ones only.
    string? Limit(JsonElement owner, string path, string name, DataType type)
    {
        if (owner.Member(name) is not { } limit)
            return null;
        var text = limit.ValueKind == JsonValueKind.String ? limit.GetString()! : null;
        if (text is null || text.Length is 0 or > 16)
            Report($"{path}.{name}", "must be a string of 1 to 16 characters");
        else if (type is DataType.Whole32 or DataType.Whole64 or DataType.Number && ValueRule.Bound.Parse(text) is null)
            Report($"{path}.{name}", $"`{text}` is not a number");
        return text;
    }

    List<string> EnumList(JsonElement owner, string path, DataType type)
    {
        path += ".enum_list";
        var values = new List<string>();
        if (owner.Member("enum_list") is { } list)
        {
            if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String || item.ValueEquals(""u8)))
                Report(path, "must be an array of strings that are not empty");
            else
                values.AddRange(list.EnumerateArray().Select(static item => item.GetString()!));
            if (values.Distinct(StringComparer.Ordinal).Count() != values.Count)
                Report(path, "has a value twice");
        }

        if (type == DataType.Enumeration && values.Count == 0)
            Report(path, "an enum needs at least one value");
        return values;
    }

    int? MaxLength(JsonElement owner, string path)
    {
        if (owner.Member("max_length") is not { } member)
            return null;
        if (member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var length) && length >= 0)
            return length;
        Report($"{path}.max_length", "must be an integer, 0 or more");
        return null;
    }

    double? Step(JsonElement owner, string path)
    {
        if (owner.Member("step") is not { } member)
            return null;
        if (member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out var step) && double.IsFinite(step) && step >= 0)
            return step;
        Report($"{path}.step", "must be a number, 0 or more");
        return null;
    }

    string? Free(JsonElement owner, string path, string name, int lengthMax)
    {
        if (owner.Member(name) is not { } member)
            return null;
        var text = member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        if (text is null || text.Length > lengthMax)
            Report($"{path}.{name}", $"must be a string of at most {lengthMax} characters");
        return text;
    }

    // Names: Chinese characters, letters, digits and _?'#().,&%@!- ; services may hold a dollar, too.
    string Label(JsonElement owner, string path, string name, int lengthMax, bool allowDollar)
    {
        var text = owner.Text(name);
        if (text is null)
            Report($"{path}.{name}", "is required and must be a string");
        else if (text is not null && (text.Length == 0 || text.Length > lengthMax))
            Report($"{path}.{name}", $"must have 1 to {lengthMax} characters");
        else if (text is not null && !text.All(character => IsNameCharacter(character) || (allowDollar && character == '$')))
            Report($"{path}.{name}", $"`{Misfit.Bound(text)}` may hold Chinese characters, letters, digits and {NamePunctuation}{(allowDollar ? "$" : "")} only");
        return text ?? "";
    }

    static bool IsNameCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is >= '\u4e00' and <= '\u9fa5' || NamePunctuation.Contains(character);
}
