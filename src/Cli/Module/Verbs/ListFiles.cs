using System.CommandLine;
using Dukou.Cli.Module.Serial;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module ls</c>: a folder of the module.</summary>
static class ListFiles
{
    static readonly Argument<string?> Folder = new("DIR") { Description = Phrase.Of("argument.serial.folder"), Arity = ArgumentArity.ZeroOrOne };

    public static Command Verb() => OnModule.Verb("ls", "verb.module.ls", [Folder, OnModule.Json], async (parsed, prompt, stop) =>
    {
        var files = new ModuleFiles(prompt);
        foreach (var entry in await files.ListAsync(parsed.GetValue(Folder) ?? await files.RootAsync(stop), stop))
            OnModule.Write(parsed, entry, entry.IsFolder ? $"{"",10}  {entry.Name}/" : $"{entry.Size,10}  {entry.Name}");
        return 0;
    });
}
