using System.Reflection;
using System.Text;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Clauses;

/// <summary>A normative statement of a standard, in few words of our own.</summary>
/// <param name="Number">Without <c>MQTT-</c>.</param>
/// <param name="Words">What it is about.</param>
/// <param name="Note">Empty: tests of this assembly are marked with it. <c>client</c>: it binds the other side. <c>- …</c>: why there is no test. Else a class of the codec's tests.</param>
sealed record ClauseRow(string Number, string Words, string Note)
{
    public bool NeedsMark => Note.Length == 0;

    public bool IsCodec => !NeedsMark && Note != "client" && !Note.StartsWith("- ", StringComparison.Ordinal);
}

/// <summary>The statements of both standards and the tests that show them in profile relaxed.</summary>
static class ClauseTable
{
    public static IReadOnlyList<(string Standard, IReadOnlyList<ClauseRow> Rows, ILookup<string, string> Tests)> Standards { get; } =
    [
        ("MQTT 5.0", Read("mqtt-5.0.tsv"), Tests<Clause5Attribute>(mark => mark.Clauses)),
        ("MQTT 3.1.1", Read("mqtt-3.1.1.tsv"), Tests<Clause311Attribute>(mark => mark.Clauses)),
    ];

    public static string Write()
    {
        var text = new StringBuilder("""
            # Clauses of the MQTT standards

            Generated from the tests' marks: `DUKOU_REGENERATE=1 ./check` writes it anew. It holds for profile `relaxed`; what profile `iotda` leaves
            out stands in [compatibility.md](compatibility.md). "Packet cases" are tables of bytes in `tests/Protocol.Tests`, read, written and cut
            at every place. A statement that binds the client alone is named, so that the numbering has no gaps.

            """);
        foreach (var (standard, rows, tests) in Standards)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {standard}\n\n{rows.Count} statements: {rows.Count(row => row.NeedsMark)} shown on the wire, {rows.Count(row => row.IsCodec)} by packet cases, ");
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{rows.Count(row => row.Note == "client")} bind the client, {rows.Count(row => row.Note.StartsWith("- ", StringComparison.Ordinal))} have a reason.\n\n");
            text.Append("| clause | about | shown by |\n|---|---|---|\n");
            foreach (var row in rows)
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| MQTT-{row.Number} | {row.Words} | {Shown(row, tests)} |\n");
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    static string Shown(ClauseRow row, ILookup<string, string> tests) => row switch
    {
        { NeedsMark: true } => string.Join("<br>", tests[row.Number]),
        { IsCodec: true } => $"packet cases ({row.Note})",
        { Note: "client" } => "binds the client",
        _ => $"no test: {row.Note[2..]}",
    };

    static List<ClauseRow> Read(string file) => [.. File.ReadAllLines(Repository.PathOf("tests", "Server.Tests", "Clauses", file))
        .Select(line => line.Split('\t'))
        .Select(cells => new ClauseRow(cells[0], cells[1], cells[2]))];

    static ILookup<string, string> Tests<TMark>(Func<TMark, IReadOnlyList<string>> clauses) where TMark : Attribute =>
        typeof(ClauseTable).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .SelectMany(method => method.GetCustomAttributes<TMark>().SelectMany(clauses).Select(clause => (Clause: clause, Test: $"{method.DeclaringType!.Name}.{method.Name}"))) // A method of a type.
            .OrderBy(found => found.Test, StringComparer.Ordinal)
            .ToLookup(found => found.Clause, found => found.Test);
}
