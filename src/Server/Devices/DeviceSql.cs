using System.Globalization;
using System.Text.RegularExpressions;
using Dukou.Server.Api;

namespace Dukou.Server.Devices;

/// <summary>A search as it was asked for, ready to run.</summary>
/// <param name="CountOnly">Only how many.</param>
/// <param name="Fields">The members wanted; null for all.</param>
/// <param name="Where">The condition in SQL.</param>
/// <param name="Parameters">Its values.</param>
/// <param name="Ascending">Oldest first; else newest first.</param>
/// <param name="Offset">Rows skipped.</param>
/// <param name="Limit">Rows wanted.</param>
sealed record DeviceSearch(bool CountOnly, IReadOnlySet<string>? Fields, string Where, IReadOnlyList<(string Name, object? Value)> Parameters, bool Ascending, int Offset, int Limit);

/// <summary>
/// The SQL-like text of SearchDevices: <c>select {*|count(*)|count(1)|fields} from device [where c1 {and|or} c2 …] [order by marker {asc|desc}]
/// [limit [m,]n]</c>, at most five conditions without brackets. Never runs as it came: it is parsed, and values become parameters.
/// </summary>
sealed partial class DeviceSql
{
    const int ConditionsMax = 5;
    const int RowsMax = 50;
    const int OffsetMax = 500;
    const int RowsDefault = 10;
    const int ValuesMax = 50;
    // The pattern with its %.
    const int LikeCharactersMin = 4;

    static readonly Dictionary<string, string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["app_id"] = "app_id",
        ["device_id"] = "device_id",
        ["gateway_id"] = "coalesce(gateway_id, device_id)",
        ["product_id"] = "product_id",
        ["device_name"] = "device_name",
        ["node_id"] = "node_id",
        ["status"] = "(case when frozen = 1 then 'FROZEN' else status end)",
        ["node_type"] = "(case when gateway_id is null then 'GATEWAY' else 'ENDPOINT' end)",
        ["sw_version"] = "sw_version",
        ["fw_version"] = "fw_version",
        ["create_time"] = "created_at",
        ["marker"] = "row_id",
    };

    readonly string[] _words;
    readonly List<(string Name, object? Value)> _parameters = [];
    int _next;

    DeviceSql(string sql)
    {
        var found = Words.Matches(sql);
        if (found.Sum(word => word.Length) != sql.Count(character => !char.IsWhiteSpace(character)) + found.Sum(word => word.Value.Count(char.IsWhiteSpace)))
            throw Wrong("it has characters that are no part of it");
        _words = [.. found.Select(word => word.Value)];
    }

    [GeneratedRegex(@"'[^']*'|[A-Za-z_][A-Za-z0-9_]*|[0-9]+|!=|[=<>(),*]")]
    private static partial Regex Words { get; }

    /// <exception cref="IotdaException">It is not of this form; the sentence says where.</exception>
    public static DeviceSearch Parse(string sql) => new DeviceSql(sql).Parse();

    DeviceSearch Parse()
    {
        Expect("select");
        var (countOnly, fields) = Selection();
        Expect("from");
        Expect("device");
        var where = Take("where") ? Conditions() : "1 = 1";
        var ascending = false;
        if (Take("order"))
        {
            Expect("by");
            Expect("marker");
            ascending = Take("asc");
            if (!ascending)
                Take("desc");
        }
        var (offset, limit) = Take("limit") ? Range() : (0, RowsDefault);
        if (_next < _words.Length)
            throw Wrong($"nothing may stand from {_words[_next]} on");
        return new(countOnly, fields, where, _parameters, ascending, offset, limit);
    }

    (bool CountOnly, IReadOnlySet<string>? Fields) Selection()
    {
        if (Take("*"))
            return (false, null);
        if (Take("count"))
        {
            Expect("(");
            if (!Take("*"))
                Expect("1");
            Expect(")");
            return (true, null);
        }
        var fields = new HashSet<string>();
        do
            fields.Add(Field());
        while (Take(","));
        return (false, fields);
    }

    string Conditions()
    {
        var where = Condition();
        for (var count = 2; Take("and") is var and && (and || Take("or")); count++)
        {
            if (count > ConditionsMax)
                throw Wrong($"it has more than {ConditionsMax} conditions");
            where += (and ? " and " : " or ") + Condition();
        }
        return where;
    }

    string Condition()
    {
        var field = Field();
        var column = Columns[field];
        if (Take("="))
            return $"{column} = {Parameter(field, Text())}";
        if (Take("!="))
            return field == "create_time" ? $"{column} <> {Parameter(field, Text())}" : $"coalesce({column}, '') <> {Parameter(field, Text())}";
        if (Take(">"))
            return $"{Ordered(field, column)} > {Parameter(field, Text())}";
        if (Take("<"))
            return $"{Ordered(field, column)} < {Parameter(field, Text())}";
        if (Take("like"))
            return Like(field, column);
        var not = Take("not");
        if (!Take("in"))
            throw Wrong($"{field} is followed by none of =, !=, >, <, like, in, not in");
        Expect("(");
        var values = new List<string>();
        do
            values.Add(Parameter(field, Text()));
        while (values.Count < ValuesMax && Take(","));
        Expect(")");
        return $"coalesce({column}, {(field == "create_time" ? "0" : "''")}) {(not ? "not in" : "in")} ({string.Join(", ", values)})";
    }

    string Like(string field, string column)
    {
        if (field is not ("device_name" or "node_id"))
            throw Wrong("like goes with device_name and node_id only");
        var pattern = Text();
        if (pattern.Length < LikeCharactersMin || pattern.IndexOf('%') != pattern.Length - 1)
            throw Wrong($"like wants at least {LikeCharactersMin} characters of which the last, and no other, is %");
        var prefix = pattern[..^1];
        _parameters.Add(($"@p{_parameters.Count}", prefix));
        return $"substr({column}, 1, {prefix.Length.ToString(CultureInfo.InvariantCulture)}) = {_parameters[^1].Name}";
    }

    string Field()
    {
        var word = Next().ToLowerInvariant();
        if (word is "tag_key" or "tag_value" or "group_id")
            throw Wrong($"{word} can't be searched by: devices have no tags and no groups here");
        return Columns.ContainsKey(word) ? word : throw Wrong($"{word} is no field; fields are {string.Join(", ", Columns.Keys)}");
    }

    static string Ordered(string field, string column) => field is "create_time" or "marker" ? column : throw Wrong("> and < go with create_time and marker only");

    string Parameter(string field, string text)
    {
        var isTime = Instants.TryParse(text, out var instant);
        if (field == "create_time" && !isTime)
            throw Wrong($"create_time wants a time in the form 2026-01-02T03:04:05.678Z, not {text}");
        _parameters.Add(($"@p{_parameters.Count}", field == "create_time" ? instant : text));
        return _parameters[^1].Name;
    }

    (int Offset, int Limit) Range()
    {
        var first = Number();
        var (offset, limit) = Take(",") ? (first, Number()) : (0, first);
        if (limit > RowsMax || offset > OffsetMax)
            throw Wrong($"limit reaches to {RowsMax} rows after at most {OffsetMax}");
        return (offset, limit);
    }

    int Number() => int.TryParse(Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong("limit wants numbers");

    string Text() => Next() is ['\'', .. var text, '\''] ? text : throw Wrong("values stand in single quotes");

    string Next() => _next < _words.Length ? _words[_next++] : throw Wrong("it ends too early");

    bool Take(string word)
    {
        var found = _next < _words.Length && _words[_next].Equals(word, StringComparison.OrdinalIgnoreCase);
        if (found)
            _next++;
        return found;
    }

    void Expect(string word)
    {
        if (!Take(word))
            throw Wrong($"{word} is expected {(_next < _words.Length ? $"in place of {_words[_next]}" : "at its end")}");
    }

    static IotdaException Wrong(string problem) => Errors.InvalidRequest($"sql: {problem}.");
}
