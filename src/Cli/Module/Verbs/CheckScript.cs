using System.CommandLine;
using System.Text.Json;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module check</c>: what a real module would refuse in a script, line by line, before it is put there.</summary>
static class CheckScript
{
    public static Command Verb()
    {
        var files = new Argument<string[]>("FILE") { Description = Phrase.Of("argument.module.files"), Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = Phrase.Of("option.module.json") };
        var verb = new Command("check", Phrase.Of("verb.module.check")) { files, json };
        verb.SetAction((parsed, cancellationToken) => Guard.RunAsync(parsed, async stop =>
        {
            var found = 0;
            foreach (var file in parsed.GetRequiredValue(files))
            {
                var findings = Preflights.Of(await File.ReadAllBytesAsync(file, stop));
                found += findings.Count;
                if (parsed.GetValue(json))
                    foreach (var finding in findings)
                        parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(new { File = file, finding.Line, Code = finding.Code, Sentence = finding.Sentence }, Machine.Json));
                else
                    Print(parsed.InvocationConfiguration.Output, file, findings);
            }
            return found == 0 ? 0 : Failure.Failed;
        }, cancellationToken));
        return verb;
    }

    public static void Print(TextWriter output, string file, IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
            output.WriteLine($"{file}:{finding.Line}: {finding.Sentence}");
    }
}
