using System.CommandLine;
using Dukou.Cli.Module.Serial;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module get</c>: a file of the module, checked by size and hash.</summary>
static class GetFile
{
    static readonly Argument<string> Remote = new("REMOTE") { Description = Phrase.Of("argument.serial.file") };
    static readonly Argument<string?> Local = new("FILE") { Description = Phrase.Of("argument.serial.to"), Arity = ArgumentArity.ZeroOrOne };

    public static Command Verb() => OnModule.Verb("get", "verb.module.get", [Remote, Local, OnModule.Json], async (parsed, prompt, stop) =>
    {
        var files = new ModuleFiles(prompt);
        var path = await OnModule.PathAsync(files, parsed.GetRequiredValue(Remote), stop);
        var name = path[(path.LastIndexOf('/') + 1)..];
        var local = parsed.GetValue(Local) ?? name;
        byte[] content;
        using (var progress = new ProgressLine(parsed.InvocationConfiguration.Error, name: name))
            content = await files.GetAsync(path, progress.At, stop);
        await File.WriteAllBytesAsync(local, content, stop);
        OnModule.Write(parsed, new { Path = path, File = local, Size = content.Length, Sha256 = ModuleFiles.Hash(content) }, Phrase.Of("serial.got", local, content.Length));
        return 0;
    });
}
