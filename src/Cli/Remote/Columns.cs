using System.Text;

namespace Dukou.Cli.Remote;

/// <summary>Rows in columns that line up, Chinese included; nothing is cut, so that an id can be copied or piped on.</summary>
sealed class Columns(params string[] headings)
{
    readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    public void Add(params ReadOnlySpan<string?> cells)
    {
        var row = new string[cells.Length];
        for (var i = 0; i < row.Length; i++)
            row[i] = Harmless(cells[i]);
        _rows.Add(row);
    }

    public void Write(TextWriter output)
    {
        var widths = new int[headings.Length];
        foreach (var row in _rows.Prepend(headings))
            for (var column = 0; column < widths.Length; column++)
                widths[column] = Math.Max(widths[column], Width(row[column]));
        var line = new StringBuilder();
        foreach (var row in _rows.Prepend(headings))
        {
            line.Clear();
            for (var column = 0; column < widths.Length; column++)
                line.Append(row[column]).Append(' ', widths[column] - Width(row[column]) + 2);
            output.WriteLine(line.ToString().TrimEnd());
        }
    }

    /// <summary>Escape sequences that a device or an application sent are shown, not obeyed.</summary>
    public static string Harmless(string? text) => string.Concat((text ?? "").Select(letter => char.IsControl(letter) ? '·' : letter));

    /// <summary>Columns of a terminal: the scripts of East Asia take two for a letter.</summary>
    public static int Width(string text) => text.Sum(letter => letter is >= '\u1100' and <= '\u115F' or >= '\u2E80' and <= '\uA4CF' or >= '\uAC00' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF' or >= '\uFE30' and <= '\uFE6F' or >= '\uFF00' and <= '\uFF60' ? 2 : 1);
}
