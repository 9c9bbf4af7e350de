using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Dukou.Cli;

/// <summary>
/// Entries as a table for a person: when, what, how it ended, why, and what to do. Readable at 80 columns: only the last column
/// wraps. What devices and strangers sent can't steer the terminal.
/// </summary>
sealed class TraceTable : TraceOutput
{
    const int TimeWidth = 14; // MM-dd HH:mm:ss
    const int KindWidth = 10;
    const int OutcomeWidth = 7;
    const int ExcerptMax = 160;

    readonly IAnsiConsole _console;
    readonly IReadOnlyDictionary<string, string> _texts;

    public TraceTable(TextWriter output, IReadOnlyDictionary<string, string> texts)
    {
        // Colours are for a person at a terminal; a pipe or a file gets plain text.
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No });
        _texts = texts;
    }

    public override void Begin(IReadOnlyList<JsonObject> entries, bool more)
    {
        if (entries.Count == 0 && !more)
        {
            _console.Write(new Text(_texts["trace.none"] + "\n"));
            return;
        }
        var table = Columns(headers: true);
        foreach (var entry in entries)
            AddRow(table, entry);
        _console.Write(table);
    }

    public override void Add(JsonObject entry)
    {
        if (entry["missed"] is { } missed)
        {
            _console.Write(new Text(string.Format(CultureInfo.InvariantCulture, _texts["trace.gap"], missed) + "\n", new Style(Color.Yellow)));
            return;
        }
        var table = Columns(headers: false);
        AddRow(table, entry);
        _console.Write(table);
    }

    Table Columns(bool headers)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = headers, Expand = true };
        foreach (var (key, width) in new (string, int?)[] { ("trace.time", TimeWidth), ("trace.kind", KindWidth), ("trace.outcome", OutcomeWidth), ("trace.what", null) })
            table.AddColumn(new TableColumn(new Text(_texts[key], new Style(decoration: Decoration.Bold))) { Width = width, NoWrap = width is not null, Padding = new Padding(0, 0, 2, 0) });
        return table;
    }

    void AddRow(Table table, JsonObject entry)
    {
        var time = DateTimeOffset.Parse((string)entry["time"]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal); // Every entry has a time.
        var (kind, outcome) = ((string?)entry["kind"], (string?)entry["outcome"]);
        table.AddRow(
            new Text(time.ToLocalTime().ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
            new Text(_texts.GetValueOrDefault(KindKey(kind)) ?? Harmless(kind)),
            new Text(_texts.GetValueOrDefault(OutcomeKey(outcome)) ?? Harmless(outcome), ColourOf(outcome)),
            What(entry));
    }

    static Rows What(JsonObject entry)
    {
        var lines = new List<Text> { new(Harmless((string?)entry["sentence"])) };
        if ((string?)entry["remedy"] is { } remedy)
            lines.Add(new Text(Arrow(remedy) + Harmless(remedy), new Style(Color.Yellow)));
        if ((string?)entry["excerpt"] is { Length: > 0 } excerpt)
            lines.Add(new Text(Harmless(excerpt.Length > ExcerptMax ? string.Concat(excerpt.AsSpan(0, ExcerptMax), "…") : excerpt).ReplaceLineEndings(" "), new Style(Color.Grey)));
        if ((string?)entry["detail"] is { Length: > 0 } detail)
            lines.Add(new Text(Harmless(detail), new Style(Color.Grey)));
        return new Rows(lines);
    }

    // Chinese has no spaces to break at: with one here the arrow would stand alone on its line.
    static string Arrow(string remedy) => remedy is [> '\u2E7F', ..] ? "→" : "→ ";

    /// <summary>Escape sequences of a payload or a client id are shown, not obeyed.</summary>
    static string Harmless(string? text) =>
        string.Create(text?.Length ?? 0, text, (shown, given) =>
        {
            for (var i = 0; i < shown.Length; i++)
                shown[i] = char.IsControl(given![i]) && given[i] is not '\n' ? '·' : given[i]; // As long as the text.
        });

    static Style ColourOf(string? outcome) => new(outcome switch
    {
        "done" => Color.Green,
        "refused" => Color.Yellow,
        _ => Color.Red,
    });

    static string KindKey(string? kind) => kind switch
    {
        "connection" => "trace.kind.connection",
        "uplink" => "trace.kind.uplink",
        "downlink" => "trace.kind.downlink",
        "api" => "trace.kind.api",
        "forwarding" => "trace.kind.forwarding",
        "platform" => "trace.kind.platform",
        _ => "",
    };

    static string OutcomeKey(string? outcome) => outcome switch
    {
        "done" => "trace.outcome.done",
        "refused" => "trace.outcome.refused",
        "failed" => "trace.outcome.failed",
        _ => "",
    };
}
