using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Dukou.Cli;

/// <summary>The help of a verb in the person's language: what it does, how it is called, its options, and an example to copy.</summary>
sealed class Help : SynchronousCommandLineAction
{
    const int ColumnMax = 34;

    /// <summary>Takes the place of the framework's help, whose headings exist in its own languages only.</summary>
    public static void Attach(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new Help();
            option.Description = Phrase.Of("option.help");
        }
        foreach (var option in root.Options.OfType<VersionOption>())
            option.Description = Phrase.Of("option.version");
    }

    /// <summary>Help is for whoever does not know yet what a verb needs.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return 0;
    }

    public static void Write(Command command, TextWriter output)
    {
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"{Phrase.Of("help.usage")} {Usage(command)}");
        Section(output, "help.verbs", command.Subcommands.Where(verb => !verb.Hidden).Select(verb => (verb.Name, verb.Description)));
        Section(output, "help.arguments", command.Arguments.Select(argument => (argument.Name, argument.Description)));
        Section(output, "help.options", command.Options.Where(option => !option.Hidden).Select(option => (Left(option), option.Description)));
        if (Phrase.Find("example." + Name(command)) is { } example)
            output.WriteLine($"\n{Phrase.Of("help.example")}\n  {example.ReplaceLineEndings("\n  ")}");
        if (Phrase.Find("notes." + Name(command)) is { } notes)
            output.WriteLine($"\n{notes}");
    }

    static void Section(TextWriter output, string heading, IEnumerable<(string Left, string? Right)> rows)
    {
        var lines = rows.ToList();
        if (lines.Count == 0)
            return;
        output.WriteLine($"\n{Phrase.Of(heading)}");
        var column = Math.Min(lines.Max(line => line.Left.Length), ColumnMax) + 2;
        foreach (var (left, right) in lines)
            output.WriteLine($"  {left.PadRight(column)}{right}");
    }

    static string Usage(Command command) => string.Join(' ',
        ["dukou", .. Path(command), .. command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues > 0 ? argument.Name : $"[{argument.Name}]"),
         .. command.Subcommands.Count > 0 ? [Phrase.Of("help.verb")] : Array.Empty<string>(), $"[{Phrase.Of("help.option")} ...]"]);

    static string Left(Option option) => string.Join(", ", [.. option.Aliases.Where(alias => alias.StartsWith('-')), option.Name])
        + (option.HelpName is { } value ? " " + value : "");

    static string Name(Command command) => string.Join('.', ["dukou", .. Path(command)]);

    static IEnumerable<string> Path(Command command) =>
        command is RootCommand ? [] : [.. command.Parents.OfType<Command>().SelectMany(Path), command.Name];
}
