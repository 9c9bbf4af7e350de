using System.CommandLine;
using Dukou.Cli.Module.Serial;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module rm</c>: a file or an empty folder of the module; with <c>-r</c> a whole one.</summary>
static class RemoveFile
{
    static readonly Argument<string> Remote = new("REMOTE") { Description = Phrase.Of("argument.serial.file") };
    static readonly Option<bool> Recursive = new("--recursive", "-r") { Description = Phrase.Of("option.serial.recursive") };

    public static Command Verb() => OnModule.Verb("rm", "verb.module.rm", [Remote, Recursive, OnModule.Json], async (parsed, prompt, stop) =>
    {
        var files = new ModuleFiles(prompt);
        var path = await OnModule.PathAsync(files, parsed.GetRequiredValue(Remote), stop);
        await files.RemoveAsync(path, parsed.GetValue(Recursive), stop);
        OnModule.Write(parsed, new { Path = path }, Phrase.Of("serial.removed", path));
        return 0;
    });
}
