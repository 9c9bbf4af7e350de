using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

/// <summary>What a finished process left.</summary>
sealed record CliResult(int Status, string Output, string Error);

/// <summary>
/// The built program as a child process, with an environment of its own: no settings of this machine, English, and a home folder that
/// goes with it. Disposing kills it when it still runs.
/// </summary>
sealed class CliProcess : IAsyncDisposable
{
    static readonly string[] Listeners = ["--http", "--https", "--mqtt", "--mqtts"];

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly string _home;
    readonly StringBuilder _error = new();
    readonly StringBuilder _output = new();
    readonly Task _readingError;

    CliProcess(Process process, string home)
    {
        _process = process;
        _home = home;
        _readingError = ReadErrorAsync();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "dukou.exe" : "dukou");

    public static CliProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? program = null)
    {
        var home = Directory.CreateTempSubdirectory("dukou-home-").FullName;
        var start = new ProcessStartInfo(program ?? Program, arguments)
        {
            WorkingDirectory = home,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DUKOU_", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["HOME"] = home;
        start.Environment["XDG_DATA_HOME"] = home;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new CliProcess(Process.Start(start)!, home); // A new process each time.
    }

    /// <summary>Runs a verb to its end.</summary>
    public static Task<CliResult> RunAsync(params string[] arguments) => RunAsync(arguments, null);

    public static async Task<CliResult> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, string? program = null)
    {
        await using var process = Start(arguments, environment, program);
        return await process.EndAsync();
    }

    /// <summary>Starts <c>up --json</c> on free loopback ports and waits until it is ready. Later options win.</summary>
    public static async Task<(CliProcess Process, JsonNode Ready)> UpAsync(params string[] more)
    {
        var process = Start(["up", "--json", .. Quiet(more)]);
        if (await process.ReadLineAsync() is { } line)
            return (process, JsonNode.Parse(line)!);
        var result = await process.EndAsync();
        await process.DisposeAsync();
        throw new InvalidOperationException($"up ended with status {result.Status}: {result.Error}");
    }

    /// <summary>Free loopback ports for the listeners that the arguments do not name.</summary>
    public static string[] Quiet(params string[] arguments) =>
    [
        .. Listeners.Where(option => !arguments.Contains(option)).SelectMany(option => new[] { option, "127.0.0.1:0" }),
        .. arguments.Contains("--data") ? Array.Empty<string>() : ["--ephemeral"],
        .. arguments,
    ];

    public int Id => _process.Id;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public string Home => _home;

    public string Error
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    /// <summary>The next line of standard output; null at its end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);
        if (line is not null)
            _output.AppendLine(line);
        return line;
    }

    /// <summary>Asks the process to stop, as a service manager does.</summary>
    public void Terminate() => Assert.Equal(0, Kill(_process.Id, 15));

    /// <summary>What Ctrl-C does. A shell starts its background jobs with SIGINT ignored, and children inherit that: then SIGTERM.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, InterruptIsIgnored() ? 15 : 2));

    static bool InterruptIsIgnored() => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 0b10) != 0;

    /// <summary>Ends the process at once, as the system does when memory runs out: it can do nothing more (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <param name="longest">For what takes longer than a verb does.</param>
    public async Task<CliResult> EndAsync(TimeSpan? longest = null)
    {
        using var patience = new CancellationTokenSource(longest ?? Patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            _output.AppendLine(line);
        await _readingError.WaitAsync(patience.Token);
        await _process.WaitForExitAsync(patience.Token);
        return new CliResult(_process.ExitCode, _output.ToString(), Error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _readingError;
        _process.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            lock (_error)
                _error.AppendLine(line);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Kill(int process, int signal);
}
