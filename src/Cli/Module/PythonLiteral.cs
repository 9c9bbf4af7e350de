using System.Globalization;
using System.Text;

namespace Dukou.Cli.Module;

/// <summary>Text as Python source: whatever a secret or a host name holds, it cannot leave its quotes.</summary>
static class PythonLiteral
{
    public static string Bytes(string text)
    {
        var source = new StringBuilder("b'");
        foreach (var unit in Encoding.UTF8.GetBytes(text))
            _ = unit switch
            {
                (byte)'\'' or (byte)'\\' => source.Append('\\').Append((char)unit),
                >= 0x20 and < 0x7F => source.Append((char)unit),
                _ => source.Append(CultureInfo.InvariantCulture, $"\\x{unit:x2}"),
            };
        return source.Append('\'').ToString();
    }

    /// <summary>A str; text beyond ASCII is spelled as bytes and decoded, so that the source itself stays ASCII.</summary>
    public static string Text(string text) => Bytes(text) is var bytes && bytes.Contains("\\x", StringComparison.Ordinal) ? bytes + ".decode()" : bytes[1..];
}
