using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Dukou.Cli.Module;

/// <summary>
/// A QuecPython module that is not there: runs a script, byte for byte, on this computer's Python with the module's libraries in
/// front of Python's own. The script is a child process that holds the read end of a pipe whose only write end is ours: when
/// this process ends, in whatever way, the pipe closes and the child leaves. Owned by one verb; its lines have one reader.
/// </summary>
sealed class VirtualModule : IAsyncDisposable
{
    // A script that prints faster than it is read waits, as on a serial port.
    const int LinesMax = 1024;

    static readonly TimeSpan LeaveTimeMax = TimeSpan.FromSeconds(3);

    readonly Process _process;
    readonly ModuleFolder _folder;
    readonly Channel<ModuleLine> _lines = Channel.CreateBounded<ModuleLine>(LinesMax);
    readonly CancellationTokenSource _unread = new();
    Task _pumping = Task.CompletedTask;

    VirtualModule(ModuleRuntime runtime, ModuleFolder folder, Process process)
    {
        Runtime = runtime;
        _folder = folder;
        _process = process;
    }

    /// <summary>The Python that was found; say it to the person before the first line.</summary>
    public ModuleRuntime Runtime { get; }

    /// <summary>Starts the script; its first line may follow at once.</summary>
    /// <exception cref="NoPythonException">Nothing on this machine can run a script.</exception>
    public static async Task<VirtualModule> StartAsync(ModuleSettings settings, CancellationToken cancellationToken)
    {
        var runtime = settings.Runtime ?? await ModuleRuntime.FindAsync(cancellationToken);
        var folder = ModuleFolder.Create(settings.ScriptName, settings.Script.Span, settings.Library, settings.Flash);
        var process = new Process { StartInfo = ModuleProcess.Describe(runtime, folder, settings, folder.Script(settings.ScriptName)) };
        try
        {
            process.Start();
        }
        catch
        {
            // Without a child nothing else deletes the folder.
            process.Dispose();
            folder.Dispose();
            throw;
        }
        var module = new VirtualModule(runtime, folder, process);
        module._pumping = module.PumpAsync();
        return module;
    }

    /// <summary>Starts the script, hands each line to <paramref name="show"/> and returns the exit code.</summary>
    public static async Task<int> RunAsync(ModuleSettings settings, Action<ModuleLine> show, CancellationToken cancellationToken)
    {
        await using var module = await StartAsync(settings, cancellationToken);
        await foreach (var line in module.ReadLinesAsync(cancellationToken))
            show(line);
        return await module.WaitForExitAsync(cancellationToken);
    }

    /// <summary>The lines that the script prints, as they come; ends with the script.</summary>
    public IAsyncEnumerable<ModuleLine> ReadLinesAsync(CancellationToken cancellationToken) => _lines.Reader.ReadAllAsync(cancellationToken);

    /// <summary>0 when the script ran to its end, 1 after an exception that it did not catch, else what it gave to <c>sys.exit</c>.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Moves a clock that is <see cref="ModuleClock.Manual"/>; what was due by then happens. Nothing when the script has ended.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        try
        {
            await _process.StandardInput.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"advance {by.TotalSeconds}\n"));
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It ended with the step before.
        }
    }

    /// <summary>Ends the script as the death of this process would, at the latest by force.</summary>
    public async Task<int> StopAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(LeaveTimeMax);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _unread.CancelAsync();
        await _pumping;
        _process.Dispose();
        _unread.Dispose();
        _folder.Dispose();
    }

    async Task PumpAsync()
    {
        await Task.WhenAll(PumpAsync(_process.StandardOutput, isError: false), PumpAsync(_process.StandardError, isError: true));
        _lines.Writer.Complete();
    }

    async Task PumpAsync(StreamReader from, bool isError)
    {
        try
        {
            while (await from.ReadLineAsync(_unread.Token) is { } text)
                await _lines.Writer.WriteAsync(new(text, isError), _unread.Token);
        }
        catch (OperationCanceledException)
        {
            // The owner has left; what is still in the pipe has no reader.
        }
    }
}

/// <summary>One line of a running script.</summary>
/// <param name="Text">Without its line end.</param>
/// <param name="IsError">From standard error: what the module's libraries say, and the traceback of a script that fails.</param>
readonly record struct ModuleLine(string Text, bool IsError);
