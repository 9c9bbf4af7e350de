using System.CommandLine;

namespace Dukou.Cli.Module.Verbs;

/// <summary>
/// <c>dukou module run FILE --port PORT</c>: puts the script on a real module and runs it there, as QPYcom does, its output shown as it
/// comes. Ctrl+C interrupts the script.
/// </summary>
static class RunOnModule
{
    public static Task<int> RunAsync(ParseResult parsed, string local, CancellationToken cancellationToken) => OnModule.RunAsync(parsed, async (_, prompt, stop) =>
    {
        // Not under the name main.py: that would run at every start from now on.
        var name = Path.GetFileName(local) is var given && given == "main.py" ? "start.py" : given;
        var path = await PutFile.PutAsync(parsed, prompt, local, name, stop);
        var output = parsed.InvocationConfiguration.Output;
        var answer = await prompt.RunAsync(
            $"""
            try:
                import example
                example.exec({PythonLiteral.Text(path)})
            except ImportError:
                exec(open({PythonLiteral.Text(path)}).read(), globals())
            """,
            stop, shown =>
            {
                output.Write(System.Text.Encoding.UTF8.GetString(shown.Span));
                output.Flush();
            });
        if (answer.Error.Length == 0)
            return 0;
        parsed.InvocationConfiguration.Error.WriteLine(answer.Error);
        return Failure.Failed;
    }, cancellationToken);
}
