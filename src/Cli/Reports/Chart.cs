using System.Globalization;

namespace Dukou.Cli.Reports;

/// <summary>A line chart in a terminal, of braille dots: two by four in each letter, so that 60 letters show 120 moments.</summary>
static class Chart
{
    const int Columns = 60;
    const int Rows = 8;
    const char Blank = '\u2800';

    // The bit of each dot of a letter: first the left column from above, then the right.
    static readonly int[,] Dots = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    public static void Write(TextWriter output, string title, IReadOnlyList<(DateTimeOffset At, double Value)> points)
    {
        var (low, high) = (points.Min(point => point.Value), points.Max(point => point.Value));
        var (first, last) = (points.Min(point => point.At), points.Max(point => point.At));
        var letters = new char[Rows, Columns];
        foreach (var (at, value) in points)
        {
            var x = last == first ? Columns * 2 - 1 : (int)((at - first) / (last - first) * (Columns * 2 - 1));
            var y = high <= low ? Rows * 2 : (int)Math.Round((high - value) / (high - low) * (Rows * 4 - 1));
            letters[y / 4, x / 2] = (char)((letters[y / 4, x / 2] == 0 ? Blank : letters[y / 4, x / 2]) | Dots[x % 2, y % 4]);
        }
        var (above, below) = (Text(high), Text(low));
        var margin = Math.Max(above.Length, below.Length);
        output.WriteLine($"{title}  ({Phrase.Of("history.last", Text(points[^1].Value), points.Count)})");
        for (var row = 0; row < Rows; row++)
        {
            var label = row == 0 ? above : row == Rows - 1 ? below : "";
            output.WriteLine($"{label.PadLeft(margin)} │{string.Concat(Enumerable.Range(0, Columns).Select(column => letters[row, column] == 0 ? ' ' : letters[row, column])).TrimEnd()}");
        }
        var (from, to) = (Local(first), Local(last));
        output.WriteLine($"{new string(' ', margin)} └{new string('─', Columns)}");
        output.WriteLine($"{new string(' ', margin + 2)}{from}{to.PadLeft(Columns - from.Length)}\n");
    }

    static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    static string Local(DateTimeOffset at) => at.ToLocalTime().ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
