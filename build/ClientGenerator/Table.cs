namespace Dukou.ClientGenerator;

/// <summary>A member of a model or a parameter of a query. Types are written <c>string int long number boolean any file</c>, a model's name, <c>[T]</c> for a list, <c>{T}</c> for a map.</summary>
sealed record Member(string Name, string Type, bool Required);

/// <summary>What an operation takes and gives beside its path.</summary>
sealed class OperationShape
{
    public List<Member> Query { get; } = [];

    /// <summary>The body's type; <c>file</c> for an upload.</summary>
    public string? Body { get; set; }

    public string? Answer { get; set; }
}

/// <summary>The shapes of IoTDA's operations and models: one row for each parameter and member, read from <c>shapes.tsv</c>.</summary>
sealed class Table
{
    public Dictionary<string, List<Member>> Models { get; } = [];

    public Dictionary<string, OperationShape> Operations { get; } = [];

    public static Table Read(string path)
    {
        var table = new Table();
        foreach (var line in File.ReadLines(path).Skip(1))
            if (line.Split('\t') is [var owner, var part, var name, var type, var required])
                table.Add(owner, part, new Member(name, type, required == "required"));
        return table;
    }

    void Add(string owner, string part, Member member)
    {
        if (part == "member")
        {
            if (!Models.TryGetValue(owner, out var members))
                Models[owner] = members = [];
            members.Add(member);
            return;
        }
        if (!Operations.TryGetValue(owner, out var shape))
            Operations[owner] = shape = new();
        if (part == "query")
            shape.Query.Add(member);
        else if (part == "body")
            shape.Body = member.Type;
        else
            shape.Answer = member.Type;
    }

    /// <summary>The models that a type leads to, each once.</summary>
    public IEnumerable<string> Reach(string type, HashSet<string> seen)
    {
        var model = type.Trim('[', ']', '{', '}');
        if (!Models.TryGetValue(model, out var members) || !seen.Add(model))
            yield break;
        yield return model;
        foreach (var inner in members.SelectMany(member => Reach(member.Type, seen)))
            yield return inner;
    }
}
