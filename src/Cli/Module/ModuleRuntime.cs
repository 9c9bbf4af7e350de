using System.ComponentModel;
using System.Diagnostics;

namespace Dukou.Cli.Module;

/// <summary>
/// The Python that plays the module: a MicroPython that the person names in <c>MICROPYTHON</c>, or CPython 3.8 or newer, or a
/// MicroPython on the path. CPython goes before the latter because nearly every developer has it, also on Windows; it is
/// more permissive than the module (f-strings, the whole standard library).
/// </summary>
/// <param name="Program">What is started.</param>
/// <param name="Arguments">What goes before the script, such as <c>-3</c> for the Windows launcher.</param>
/// <param name="Implementation"><c>cpython</c> or <c>micropython</c>, as Python itself says.</param>
/// <param name="Version">The version of the implementation.</param>
/// <param name="Executable">Where Python itself says it lies: what is started may be a launcher that costs its time on every start.</param>
sealed record ModuleRuntime(string Program, IReadOnlyList<string> Arguments, string Implementation, Version Version, string Executable)
{
    const string Question = "import sys; i = sys.implementation; print(i.name, '%d.%d.%d' % tuple(i.version)[:3], getattr(sys, 'executable', ''))";

    static readonly Version OldestCPython = new(3, 8);

    // Below 1.21 `import utime` asks the path before the builtin and the start-up file does not provide for that.
    static readonly Version OldestMicroPython = new(1, 21);

    // The Windows Store's stand-in for an absent Python may show a window instead of answering.
    static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(15);

    public bool IsMicroPython => Implementation == "micropython";

    /// <summary>For a person: <c>CPython 3.11.7 (python3)</c>.</summary>
    public string Description => $"{(IsMicroPython ? "MicroPython" : "CPython")} {Version} ({string.Join(' ', [Program, .. Arguments])})";

    /// <exception cref="NoPythonException">Nothing on this machine can run a script.</exception>
    public static Task<ModuleRuntime> FindAsync(CancellationToken cancellationToken) =>
        FindAsync(Environment.GetEnvironmentVariable("MICROPYTHON"), ["python3", "python", "py -3", "micropython"], cancellationToken);

    internal static async Task<ModuleRuntime> FindAsync(string? named, IEnumerable<string> candidates, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(named))
            return await TryAsync(named, [], cancellationToken)
                ?? throw new NoPythonException($"MICROPYTHON names {named}, which is not a MicroPython {OldestMicroPython} or newer that starts.");
        foreach (var candidate in candidates)
        {
            var words = candidate.Split(' ');
            if (await TryAsync(words[0], words[1..], cancellationToken) is { } runtime)
                return runtime;
        }
        throw new NoPythonException($"No Python {OldestCPython} or newer was found; install python3, or set MICROPYTHON to a MicroPython {OldestMicroPython} or newer.");
    }

    static async Task<ModuleRuntime?> TryAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AnswerTimeMax);
        using var process = new Process
        {
            StartInfo = new(program, [.. arguments, "-c", Question])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            // There is no such program, or it may not be started.
            return null;
        }
        try
        {
            process.StandardInput.Close();
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var answer = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? Read(program, arguments, answer.Trim().Split(' ', 3)) : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    static ModuleRuntime? Read(string program, string[] arguments, string[] answer) =>
        answer is [var name, var number, .. var rest] && Version.TryParse(number, out var version)
        && version >= (name == "micropython" ? OldestMicroPython : OldestCPython)
            && (rest is [{ Length: > 0 }] || arguments.Length == 0)
            ? new(program, arguments, name, version, rest is [{ Length: > 0 } executable] ? executable : program)
            : null;
}

/// <summary>No runtime for the virtual module; the message is one line for a person.</summary>
sealed class NoPythonException(string message) : Exception(message);
