using System.CommandLine;
using System.Text;
using Dukou.Cli;

// Windows' consoles start with a code page of their own.
if (OperatingSystem.IsWindows())
    Console.OutputEncoding = Encoding.UTF8;

var root = new RootCommand(Phrase.Of("verb.dukou"));
foreach (var verb in Verbs.For(args))
    root.Subcommands.Add(verb);
root.SetAction(parsed => Help.Write(parsed.CommandResult.Command, parsed.InvocationConfiguration.Output));
Help.Attach(root);

var parsed = root.Parse(args);
// What a shell asks to complete is never whole.
if (parsed.Errors.Count > 0 && args is not [['[', ..], ..])
    return Failure.Print(Console.Error, [.. parsed.Errors.Select(error => error.Message), .. Up.ProblemsOf(parsed)], Failure.Usage);
// Each verb that must end cleanly on a signal sees to it itself; the others may end at once.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
