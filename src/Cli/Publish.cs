using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Dukou.Cli;

/// <summary>
/// <c>dukou publish</c>: one file for each platform that needs no .NET on the machine, and a list of their SHA-256 sums. Works in a
/// source checkout with the SDK; written here and not in the wrappers, so that it is the same on every system.
/// </summary>
[Verb("publish", 220)]
static class Publish
{
    static readonly string[] Runtimes = ["linux-x64", "linux-arm64", "win-x64", "osx-arm64"];

    public static Command Verb()
    {
        var runtime = new Argument<string?>("RID") { Description = Phrase.Of("argument.rid", string.Join(", ", Runtimes)), Arity = ArgumentArity.ZeroOrOne };
        var verb = new Command("publish", Phrase.Of("verb.publish")) { runtime };
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(runtime), parsed.InvocationConfiguration, cancellationToken));
        return verb;
    }

    static async Task<int> RunAsync(string? runtime, InvocationConfiguration console, CancellationToken cancellationToken)
    {
        if (runtime is not null && !Runtimes.Contains(runtime))
            return Failure.Print(console.Error, [Phrase.Of("settings.choice", "RID", runtime, string.Join(", ", Runtimes))], Failure.Usage);
        if (Checkout(AppContext.BaseDirectory) is not { } root)
            return Failure.Print(console.Error, [Phrase.Of("publish.checkout")]);
        var folder = Path.Combine(root, "artifacts", "publish");
        var targets = runtime is null ? Runtimes : [runtime];
        using (var progress = new ProgressLine(console.Error, targets.Length))
            for (var built = 0; built < targets.Length; built++)
            {
                progress.At(built);
                if (await BuildAsync(root, targets[built], Path.Combine(folder, targets[built]), cancellationToken) is not 0 and var status)
                    return status;
            }
        var files = Runtimes.SelectMany(target => Files(Path.Combine(folder, target))).ToList();
        var sums = files.Select(file => $"{Sum(file)}  {Path.GetRelativePath(folder, file).Replace('\\', '/')}\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "SHA256SUMS"), string.Concat(sums), cancellationToken);
        foreach (var file in files)
            console.Output.WriteLine($"{file}  {new FileInfo(file).Length / 1024 / 1024} MB");
        console.Output.WriteLine(Path.Combine(folder, "SHA256SUMS"));
        return 0;
    }

    static async Task<int> BuildAsync(string root, string runtime, string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        using var build = Process.Start(new ProcessStartInfo("dotnet",
        [
            "publish", Path.Combine(root, "src", "Cli"), "--configuration", "Release", "--runtime", runtime, "--self-contained", "--output", folder,
            // Apart from every other release build: what is compiled without a symbol file of its own would fail a later pack.
            "--artifacts-path", Path.Combine(root, "artifacts", "publishing"),
            "--nologo", "--verbosity", "quiet", "-nodeReuse:false",
            "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true", "-p:DebugType=embedded", "-p:PublishDocumentationFiles=false",
            // Compiled ahead for the target, for a quick start. Together with what .NET brings, which alone can't know our types: a verb takes a
            // third less time, for 40 MB on disk and 13 in memory, which is the mapped file (bench/results). Tried on Linux only.
            "-p:PublishReadyToRun=true", $"-p:PublishReadyToRunComposite={runtime.StartsWith("linux-", StringComparison.Ordinal)}",
            // Nothing stands beside the program: no page of it has files of its own.
            "-p:StaticWebAssetsEnabled=false", "-p:IsTransformWebConfigDisabled=true",
        ])
        {
            // The build's words are not this verb's result.
            RedirectStandardOutput = true,
        })!; // Null only for a process that is reused, which dotnet is not.
        while (await build.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            Console.Error.WriteLine(line);
        await build.WaitForExitAsync(cancellationToken);
        return build.ExitCode;
    }

    static string[] Files(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    static string Sum(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    static string? Checkout(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "Dukou.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
