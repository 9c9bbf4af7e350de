using System.CommandLine;
using System.Text.Json;
using Dukou.Cli.Module.Serial;

namespace Dukou.Cli.Module.Verbs;

/// <summary>What the verbs about a real module share: which port, how fast, and what a program that calls them reads.</summary>
static class OnModule
{
    public static Option<string?> Port { get; } = new("--port", "-p") { Description = Phrase.Of("option.serial.port"), HelpName = "PORT" };

    public static Option<int> Rate { get; } = new("--baud") { Description = Phrase.Of("option.serial.baud"), HelpName = "RATE", DefaultValueFactory = _ => SerialLink.UsualRate };

    public static Option<bool> Json { get; } = new("--json") { Description = Phrase.Of("option.serial.json") };

    /// <summary>A verb that takes the module's prompt, does something and gives it back.</summary>
    public static Command Verb(string name, string key, IReadOnlyList<Symbol> symbols, Func<ParseResult, Prompt, CancellationToken, Task<int>> run)
    {
        var verb = new Command(name, Phrase.Of(key));
        foreach (var symbol in symbols)
            if (symbol is Argument argument)
                verb.Arguments.Add(argument);
            else
                verb.Options.Add((Option)symbol);
        verb.Options.Add(Port);
        verb.Options.Add(Rate);
        verb.SetAction((parsed, cancellationToken) => Guard.RunAsync(parsed, stop => RunAsync(parsed, run, stop), cancellationToken));
        return verb;
    }

    public static async Task<int> RunAsync(ParseResult parsed, Func<ParseResult, Prompt, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        await using var link = await OpenAsync(parsed, cancellationToken);
        await using var prompt = await Prompt.TakeAsync(link, cancellationToken);
        return await run(parsed, prompt, cancellationToken);
    }

    public static Task<SerialLink> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        SerialLink.OpenAsync(parsed.GetValue(Port) ?? ModulePorts.Only(), parsed.GetValue(Rate), cancellationToken);

    public static void Write(ParseResult parsed, object machine, string person) =>
        parsed.InvocationConfiguration.Output.WriteLine(parsed.GetValue(Json) ? JsonSerializer.Serialize(machine, Machine.Json) : person);

    /// <summary>A name alone lies where the module's scripts do.</summary>
    public static async Task<string> PathAsync(ModuleFiles files, string path, CancellationToken cancellationToken) =>
        path.StartsWith('/') ? path : (await files.RootAsync(cancellationToken)).TrimEnd('/') + "/" + path;
}
