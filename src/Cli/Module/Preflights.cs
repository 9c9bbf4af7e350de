using System.Text;

namespace Dukou.Cli.Module;

/// <summary>One thing that a real module would refuse.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Detail">The name it is about; may be empty.</param>
sealed record Finding(int Line, string Code, string Detail)
{
    public string Sentence => Phrase.Of("preflight." + Code, Detail);
}

/// <summary>
/// What QuecPython's interpreter, MicroPython 1.13, would refuse in a script that a newer Python takes: syntax, builtins, methods and
/// modules that it does not have. It names what it is sure of; what a script's own classes may define is left alone.
/// </summary>
sealed class Preflights
{
    // Methods of str, bytes and dict that 1.13 lacks, by names that a script hardly gives its own.
    static readonly HashSet<string> MissingMethods =
    [
        "zfill", "ljust", "rjust", "isalnum", "isidentifier", "isprintable", "isnumeric", "swapcase", "casefold", "expandtabs", "removeprefix", "removesuffix",
        "format_map", "maketrans", "fromkeys", "fromhex",
    ];

    static readonly HashSet<string> MissingBuiltins = ["frozenset", "reversed", "memoryview", "breakpoint", "ascii", "vars"];

    // Of Python's own library, what scripts that come from a computer import; with what the module has instead.
    static readonly Dictionary<string, string> MissingModules = new()
    {
        ["requests"] = "request",
        ["urllib"] = "request",
        ["http"] = "request",
        ["datetime"] = "utime",
        ["threading"] = "_thread",
        ["asyncio"] = "_thread",
        ["logging"] = "log",
        ["paho"] = "umqtt",
        ["pathlib"] = "uos",
        ["shutil"] = "ql_fs",
        ["subprocess"] = "",
        ["typing"] = "",
        ["dataclasses"] = "",
        ["enum"] = "",
        ["functools"] = "",
        ["itertools"] = "",
        ["serial"] = "machine.UART",
        ["string"] = "",
        ["copy"] = "",
        ["base64"] = "ubinascii",
        ["abc"] = "",
        ["inspect"] = "",
        ["traceback"] = "usys.print_exception",
        ["argparse"] = "",
        ["configparser"] = "ujson",
        ["secrets"] = "urandom",
        ["statistics"] = "",
        ["decimal"] = "",
        ["contextlib"] = "",
        ["concurrent"] = "_thread",
        ["multiprocessing"] = "_thread",
        ["sqlite3"] = "",
        ["csv"] = "",
        ["numpy"] = "",
        ["ssl"] = "ussl",
    };

    readonly List<PythonToken> _tokens;
    readonly List<Finding> _findings = [];
    readonly Stack<(string Mark, bool IsDisplay)> _brackets = [];

    Preflights(string source) => _tokens = [.. new PythonLexer(source).Read()];

    public static IReadOnlyList<Finding> Of(ReadOnlySpan<byte> script)
    {
        var check = new Preflights(Encoding.UTF8.GetString(script).TrimStart('\uFEFF'));
        for (var at = 0; at < check._tokens.Count; at++)
            check.Look(at);
        return check._findings;
    }

    void Look(int at)
    {
        var token = _tokens[at];
        switch (token.Kind)
        {
            case PythonTokenKind.Text when token.Text.Contains('f', StringComparison.Ordinal):
                Add(token, "f-string");
                break;
            case PythonTokenKind.Name:
                LookAtName(at, token);
                break;
            case PythonTokenKind.Mark:
                LookAtMark(at, token);
                break;
        }
    }

    void LookAtName(int at, PythonToken token)
    {
        var (before, after) = (At(at - 1), At(at + 1));
        var startsLine = before.Kind is PythonTokenKind.NewLine;
        if (before.Is("."))
        {
            if (after.Is("(") && (MissingMethods.Contains(token.Text) || token.Text == "hex"))
                Add(token, "method", token.Text);
        }
        else if (startsLine && token.Text is "import")
            LookAtImports(at + 1);
        else if (startsLine && token.Text is "from")
            LookAtModule(after);
        else if (startsLine && token.Text is "match" && after.Kind is not (PythonTokenKind.Mark or PythonTokenKind.NewLine) && EndsWithColon(at))
            Add(token, "match");
        else if (token.Text is "except" && after.Is("*"))
            Add(token, "except-group");
        else if (MissingBuiltins.Contains(token.Text) && after.Is("("))
            Add(token, "builtin", token.Text);
        else if (token.Text is "flush" && after.Is("=") && InCallOf("print", at))
            Add(token, "print-flush");
    }

    void LookAtMark(int at, PythonToken token)
    {
        var before = At(at - 1);
        switch (token.Text)
        {
            case "(" or "[" or "{":
                // After a value it is a call or an index; else it makes a tuple, a list, a dict.
                _brackets.Push((token.Text, before.Kind is PythonTokenKind.Mark && !before.Is(")") && !before.Is("]") && !before.Is("}") || before.Kind is PythonTokenKind.NewLine
                    || before.Kind is PythonTokenKind.Name && before.Text is "return" or "in" or "and" or "or" or "not" or "yield" or "else" or "if" or "print"));
                break;
            case ")" or "]" or "}":
                _brackets.TryPop(out _);
                break;
            case "*" or "**" when _brackets.TryPeek(out var bracket) && bracket.IsDisplay && (before.Is(bracket.Mark) || before.Is(",")):
                Add(token, "unpacking", token.Text);
                break;
            case ":=":
                Add(token, "walrus");
                break;
            case "/" when (before.Is(",") || before.Is("(")) && (At(at + 1).Is(",") || At(at + 1).Is(")")):
                Add(token, "positional-only");
                break;
        }
    }

    void LookAtImports(int at)
    {
        // import a, b.c as d
        for (var expected = true; At(at).Kind is not PythonTokenKind.NewLine; at++)
        {
            if (expected)
                LookAtModule(At(at));
            expected = At(at).Is(",");
        }
    }

    void LookAtModule(PythonToken name)
    {
        if (MissingModules.TryGetValue(name.Text, out var instead))
            Add(name, instead.Length == 0 ? "module" : "module-instead", instead.Length == 0 ? name.Text : $"{name.Text} → {instead}");
    }

    bool EndsWithColon(int at)
    {
        while (At(at).Kind is not PythonTokenKind.NewLine)
            at++;
        return At(at - 1).Is(":");
    }

    bool InCallOf(string function, int at)
    {
        for (var depth = 0; at >= 0 && At(at).Kind is not PythonTokenKind.NewLine; at--)
        {
            depth += At(at).Is(")") ? 1 : At(at).Is("(") ? -1 : 0;
            if (depth < 0)
                return At(at - 1).Is(function);
        }
        return false;
    }

    // Before the first and after the last lies the end of a line.
    PythonToken At(int at) => at >= 0 && at < _tokens.Count ? _tokens[at] : new(PythonTokenKind.NewLine, "\n", 0);

    void Add(PythonToken token, string code, string detail = "") => _findings.Add(new(token.Line, code, detail));
}
