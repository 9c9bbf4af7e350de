namespace Dukou.Cli.Module;

enum PythonTokenKind
{
    Name,
    Text,
    Number,
    Mark,
    NewLine,
}

/// <summary>One word of a Python source.</summary>
/// <param name="Kind">A name or keyword, a string with its prefix, a number, an operator, or the end of a logical line.</param>
/// <param name="Text">As it stands; of a string only its prefix, in lower case.</param>
/// <param name="Line">Counted from 1.</param>
readonly record struct PythonToken(PythonTokenKind Kind, string Text, int Line)
{
    public bool Is(string text) => Kind is not PythonTokenKind.Text && Text == text;
}
