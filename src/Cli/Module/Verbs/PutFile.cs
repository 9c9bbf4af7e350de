using System.CommandLine;
using Dukou.Cli.Module.Serial;

namespace Dukou.Cli.Module.Verbs;

/// <summary><c>dukou module put</c>: a file onto the module, checked for what its Python refuses before, and by size and hash after.</summary>
static class PutFile
{
    static readonly Argument<string> Local = new("FILE") { Description = Phrase.Of("argument.serial.local") };
    static readonly Argument<string?> Remote = new("REMOTE") { Description = Phrase.Of("argument.serial.remote"), Arity = ArgumentArity.ZeroOrOne };

    public static Command Verb() => OnModule.Verb("put", "verb.module.put", [Local, Remote, OnModule.Json], async (parsed, prompt, stop) =>
    {
        var local = parsed.GetRequiredValue(Local);
        await PutAsync(parsed, prompt, local, parsed.GetValue(Remote), stop);
        return 0;
    });

    /// <summary>Puts the file and returns its path on the module.</summary>
    public static async Task<string> PutAsync(ParseResult parsed, Prompt prompt, string local, string? remote, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(local, cancellationToken);
        if (Path.GetExtension(local) == ".py")
            CheckScript.Print(parsed.InvocationConfiguration.Error, local, Preflights.Of(content));
        var files = new ModuleFiles(prompt);
        var name = Path.GetFileName(local);
        // A remote folder is written with a slash at its end.
        var path = await OnModule.PathAsync(files, remote is null ? name : remote.EndsWith('/') ? remote + name : remote, cancellationToken);
        RemoteFile file;
        using (var progress = new ProgressLine(parsed.InvocationConfiguration.Error, content.Length, name))
            file = await files.PutAsync(content, path, progress.At, cancellationToken);
        OnModule.Write(parsed, new { file.Path, file.Size, file.Sha256, Mode = prompt.Kind.ToString() }, file.Sha256 is null
            ? Phrase.Of("serial.put-size", file.Path, file.Size)
            : Phrase.Of("serial.put", file.Path, file.Size, file.Sha256));
        return path;
    }
}
