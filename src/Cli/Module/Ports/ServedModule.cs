using System.Diagnostics;

namespace Dukou.Cli.Module.Ports;

/// <summary>
/// A virtual module that is on: its interactive port is <paramref name="port"/>, its flash stays. A restart, by Ctrl-D, by a script or by
/// the watchdog, is a new process behind the same port; the module is off when a script switches it off.
/// </summary>
sealed class ServedModule(ModuleSettings settings, ModuleRuntime runtime, ModuleFolder folder, IModulePort port, TextWriter error) : IDisposable
{
    const int Piece = 4096;

    // Free while the module is on: what is typed before it is, or while it restarts, waits here.
    readonly SemaphoreSlim _input = new(0);
    Process? _process;

    /// <summary>Returns when the module is switched off.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var off = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = port.RunAsync(data => TypeAsync(data, off.Token), off.Token);
        try
        {
            string? prompt = null;
            while (true)
            {
                var status = await RunOnceAsync(prompt, cancellationToken);
                if (status == 0)
                    return;
                // Anything else is no restart that a module knows of: Python itself has failed.
                if (status is not (ModuleProcess.Restart or ModuleProcess.RestartRaw or ModuleProcess.Watchdog))
                    throw new IOException(Phrase.Of("module.died", status));
                prompt = status == ModuleProcess.RestartRaw ? "raw" : null;
            }
        }
        finally
        {
            await off.CancelAsync();
            await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _input.Dispose();

    async Task<int> RunOnceAsync(string? prompt, CancellationToken cancellationToken)
    {
        var start = ModuleProcess.Describe(runtime, folder, settings, null);
        if (prompt is not null)
            start.Environment["DUKOU_MODULE_PROMPT"] = prompt;
        using var process = new Process { StartInfo = start };
        process.Start();
        _process = process;
        _input.Release();
        try
        {
            await Task.WhenAll(ShowAsync(process.StandardOutput.BaseStream, cancellationToken), TellAsync(process.StandardError, cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        finally
        {
            // First: whoever waits for it to take what was typed waits no longer.
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await _input.WaitAsync(CancellationToken.None);
        }
    }

    async ValueTask TypeAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _input.WaitAsync(cancellationToken);
        try
        {
            var process = _process!; // The module is on.
            await process.StandardInput.BaseStream.WriteAsync(data, cancellationToken);
            await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It is restarting; a module's port loses such bytes, too.
        }
        finally
        {
            _input.Release();
        }
    }

    async Task ShowAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[Piece];
        while (await output.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            await port.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
    }

    async Task TellAsync(StreamReader said, CancellationToken cancellationToken)
    {
        while (await said.ReadLineAsync(cancellationToken) is { } line)
            error.WriteLine(line);
    }
}
