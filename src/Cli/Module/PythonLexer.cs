namespace Dukou.Cli.Module;

/// <summary>
/// Splits Python source into words, as far as a check of the language needs: strings and comments are skipped, lines within brackets
/// go on. It refuses nothing; what is no Python comes out as marks.
/// </summary>
sealed class PythonLexer(string source)
{
    static readonly string[] Marks = ["**=", "//=", ">>=", "<<=", "...", ":=", "->", "**", "//", ">>", "<<", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^="];

    int _at;
    int _line = 1;
    int _depth; // of brackets

    public IEnumerable<PythonToken> Read()
    {
        while (_at < source.Length)
        {
            var character = source[_at];
            if (character == '\n')
            {
                if (_depth == 0)
                    yield return new(PythonTokenKind.NewLine, "\n", _line);
                _line++;
                _at++;
            }
            else if (character == '#')
                _at = source.IndexOf('\n', _at) is >= 0 and var end ? end : source.Length;
            else if (character == '\\' && _at + 1 < source.Length && source[_at + 1] is '\n' or '\r')
                Continue();
            else if (char.IsWhiteSpace(character))
                _at++;
            else
                yield return Word(character);
        }
        yield return new(PythonTokenKind.NewLine, "\n", _line);
    }

    PythonToken Word(char first)
    {
        var (start, line) = (_at, _line);
        if (char.IsLetter(first) || first == '_')
        {
            while (_at < source.Length && (char.IsLetterOrDigit(source[_at]) || source[_at] == '_'))
                _at++;
            var name = source[start.._at];
            if (_at == source.Length || source[_at] is not ('"' or '\'') || !IsPrefix(name))
                return new(PythonTokenKind.Name, name, line);
            SkipString();
            return new(PythonTokenKind.Text, name.ToLowerInvariant(), line);
        }
        if (first is '"' or '\'')
        {
            SkipString();
            return new(PythonTokenKind.Text, "", line);
        }
        if (char.IsAsciiDigit(first))
        {
            while (_at < source.Length && (char.IsAsciiLetterOrDigit(source[_at]) || source[_at] is '.' or '_'))
                _at++;
            return new(PythonTokenKind.Number, source[start.._at], line);
        }
        var mark = Array.Find(Marks, mark => string.CompareOrdinal(source, start, mark, 0, mark.Length) == 0) ?? first.ToString();
        _depth = Math.Max(0, _depth + (mark is "(" or "[" or "{" ? 1 : mark is ")" or "]" or "}" ? -1 : 0));
        _at += mark.Length;
        return new(PythonTokenKind.Mark, mark, line);
    }

    // A backslash at the line's end.
    void Continue()
    {
        _at = source.IndexOf('\n', _at) + 1;
        if (_at == 0)
            _at = source.Length;
        _line++;
    }

    void SkipString()
    {
        var quote = source[_at];
        var isLong = string.CompareOrdinal(source, _at, new string(quote, 3), 0, 3) == 0;
        _at += isLong ? 3 : 1;
        while (_at < source.Length)
        {
            var character = source[_at];
            // A raw string's backslash keeps the quote after it from ending the string, too.
            if (character == '\\' && _at + 1 < source.Length)
            {
                if (source[_at + 1] == '\n')
                    _line++;
                _at += 2;
                continue;
            }
            if (character == '\n')
            {
                if (!isLong)
                    return;
                _line++;
            }
            _at++;
            if (character == quote && (!isLong || string.CompareOrdinal(source, _at - 1, new string(quote, 3), 0, 3) == 0))
            {
                _at += isLong ? 2 : 0;
                return;
            }
        }
    }

    static bool IsPrefix(string name) => name.Length <= 2 && name.All(letter => char.ToLowerInvariant(letter) is 'r' or 'b' or 'f' or 'u');
}
