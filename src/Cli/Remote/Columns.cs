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
        var widths = headings.Select((heading, column) => _rows.Select(row => Width(row[column])).Append(Width(heading)).Max()).ToList();
        foreach (var row in _rows.Prepend(headings))
            output.WriteLine(string.Concat(row.Select((cell, column) => cell + new string(' ', widths[column] - Width(cell) + 2))).TrimEnd());
    }

    /// <summary>Escape sequences that a device or an application sent are shown, not obeyed.</summary>
    public static string Harmless(string? text) => string.Concat((text ?? "").Select(letter => char.IsControl(letter) ? '·' : letter));

    /// <summary>Columns of a terminal: the scripts of East Asia take two for a letter.</summary>
    public static int Width(string text) => text.Sum(letter => letter is >= '\u1100' and <= '\u115F' or >= '\u2E80' and <= '\uA4CF' or >= '\uAC00' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF' or >= '\uFE30' and <= '\uFE6F' or >= '\uFF00' and <= '\uFF60' ? 2 : 1);
}
