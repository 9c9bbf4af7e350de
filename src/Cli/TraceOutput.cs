using System.Text.Json.Nodes;

namespace Dukou.Cli;

/// <summary>How entries are shown.</summary>
abstract class TraceOutput
{
    /// <summary>What was there at the start, oldest first; perhaps nothing.</summary>
    public abstract void Begin(IReadOnlyList<JsonObject> entries, bool more);

    /// <summary>One that has just come, or a gap.</summary>
    public abstract void Add(JsonObject entry);
}

/// <summary>One line of JSON for each entry, as the API gives it.</summary>
sealed class TraceLines(TextWriter output) : TraceOutput
{
    public override void Begin(IReadOnlyList<JsonObject> entries, bool more)
    {
        foreach (var entry in entries)
            Add(entry);
    }

    public override void Add(JsonObject entry)
    {
        output.WriteLine(entry.ToJsonString(Machine.Json));
        output.Flush();
    }
}
