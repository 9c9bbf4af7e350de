using System.Text;

namespace Dukou.Cli.Devices;

/// <summary>Comma-separated values as spreadsheets write them (RFC 4180): quotes, quoted line breaks, and a byte order mark in front.</summary>
static class Csv
{
    public static List<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        text = text.TrimStart('\uFEFF');
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (quoted && letter == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[++i]);
            else if (letter == '"')
                quoted = !quoted;
            else if (quoted || letter is not (',' or '\n' or '\r'))
                cell.Append(letter);
            else if (letter == ',')
                End(row, cell);
            else if (letter == '\n')
                End(rows, row, cell);
        }
        if (cell.Length > 0 || row.Count > 0)
            End(rows, row, cell);
        return rows;
    }

    public static string Line(params IEnumerable<string?> cells) => string.Join(',', cells.Select(cell => Cell(cell ?? "")));

    static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    static void End(List<string> row, StringBuilder cell)
    {
        row.Add(cell.ToString());
        cell.Clear();
    }

    static void End(List<string[]> rows, List<string> row, StringBuilder cell)
    {
        End(row, cell);
        if (row.Count > 1 || row[0].Length > 0)
            rows.Add([.. row]);
        row.Clear();
    }
}
