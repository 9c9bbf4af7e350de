using System.Text;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

public sealed class PreflightsTests
{
    [Theory]
    [InlineData("x = f'{a}'", "f-string")]
    [InlineData("x = rF\"\"\"{a}\n\"\"\"", "f-string")]
    [InlineData("while (n := read()):\n    pass", "walrus")]
    [InlineData("match word:\n    case 1:\n        pass", "match")]
    [InlineData("x = {**a, 'b': 1}", "unpacking **")]
    [InlineData("x = [1, *a]", "unpacking *")]
    [InlineData("return (*a, 1)", "unpacking *")]
    [InlineData("def f(a, /, b):\n    pass", "positional-only")]
    [InlineData("try:\n    pass\nexcept* OSError:\n    pass", "except-group")]
    [InlineData("x = str(5).zfill(3)", "method zfill")]
    [InlineData("x = b'a'.hex()", "method hex")]
    [InlineData("for x in reversed(a):\n    pass", "builtin reversed")]
    [InlineData("print('a', flush=True)", "print-flush")]
    [InlineData("import requests", "module-instead requests → request")]
    [InlineData("from datetime import datetime", "module-instead datetime → utime")]
    [InlineData("import ujson, typing", "module typing")]
    public void What_the_module_refuses_is_named(string line, string finding) =>
        Assert.Equal([finding], Of(line).Select(each => $"{each.Code} {each.Detail}".TrimEnd()));

    [Theory]
    [InlineData("f(*a, **b)")]
    [InlineData("x = a * b ** c / (d, e)[0]")]
    [InlineData("def f(a, *b, **c):\n    pass")]
    [InlineData("print('f\"{a}\" := match', \"\"\"reversed(a)\n{**b}\"\"\") # f'{a}'")]
    [InlineData("match = 1\nprint(match)\nmatch.group(0)\nmatch(1)")]
    [InlineData("a[b * c]\n(a * b)\n[a * b, c ** d]")]
    [InlineData("self.reversed(x)\nhex(5)\nflush = True\nx = 0xFF\ny = rb'\\'' + b'f'")]
    [InlineData("first, *rest = a")]
    [InlineData("from usr.modules.logging import getLogger")]
    public void What_the_module_takes_is_left_alone(string source) => Assert.Empty(Of(source));

    [Fact]
    public void Lines_are_counted_through_strings_comments_and_continuations()
    {
        var findings = Of("# one\nx = '''\ntwo\n'''\ny = (1,\n  2)\nz = 1 + \\\n  2\r\nf'{z}'\n\nx = f\"{y}\"");
        Assert.Equal([9, 11], findings.Select(finding => finding.Line));
        Assert.All(findings, finding => Assert.NotEmpty(finding.Sentence));
    }

    [Fact]
    public void Every_script_of_ours_passes()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("samples", "quecpython"), "*.py").Concat(Directory.EnumerateFiles(Repository.PathOf("tests", "Server.Tests", "Module", "Shapes"), "*.py")))
            Assert.Empty(Preflights.Of(File.ReadAllBytes(file)));
    }

    [Fact]
    public void Anything_at_all_comes_to_an_end()
    {
        foreach (var source in new[] { "", "'", "\"\"\"", "\\", "(((", ")))", "f'", "\0\uD800", "x = 'a\n'''", "match", "import", "from" })
            _ = Of(source);
    }

    static IReadOnlyList<Finding> Of(string source) => Preflights.Of(Encoding.UTF8.GetBytes(source));
}
