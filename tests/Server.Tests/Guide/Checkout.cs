using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Dukou.Server.Tests.Cli;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Guide;

/// <summary>
/// A folder that looks to a shell as a checkout does: <c>./dukou</c> is the built program, <c>samples</c> are the samples. The ports of the
/// documents are exchanged for free ones. What it started and left running ends with it.
/// </summary>
sealed partial class Checkout : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    readonly TemporaryFolder _folder = new();
    readonly Dictionary<string, string> _ports = FreePorts("8080", "8443", "1883", "8883");

    /// <param name="below">Where the checkout lies below the folder in which commands run.</param>
    public Checkout(string below = "")
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder.Path, below)).FullName;
        var wrapper = Path.Combine(root, "dukou");
        // As the real wrapper: its process becomes the program, and the program says how it was called.
        File.WriteAllText(wrapper, $"#!/bin/sh\necho $$ >>'{Pids}'\nDUKOU_CALLED_AS=$0\nexport DUKOU_CALLED_AS\nexec '{CliProcess.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateSymbolicLink(Path.Combine(root, "samples"), Repository.PathOf("samples"));
    }

    string Pids => Path.Combine(_folder.Path, "pids");

    public string Folder => _folder.Path;

    /// <summary>The text with the ports of this run.</summary>
    public string Here(string text) => Port().Replace(text, port => _ports[port.Value]);

    /// <summary>Runs a script with an environment of its own and returns its output; its status must be 0.</summary>
    public async Task<string> RunAsync(string shell, string script, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Into files: what stays in the background holds a pipe open.
        var (output, start) = (Path.Combine(_folder.Path, "output"), new ProcessStartInfo(shell, ["-e", "-c", $"exec >'{Path.Combine(_folder.Path, "output")}' 2>&1 </dev/null\n{script}"]) { WorkingDirectory = _folder.Path });
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DUKOU_", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        (start.Environment["LANG"], start.Environment["HOME"]) = ("C.UTF-8", _folder.Path);
        start.Environment.Remove("XDG_DATA_HOME");
        foreach (var (name, port) in new[] { ("HTTP", "8080"), ("HTTPS", "8443"), ("MQTT", "1883"), ("MQTTS", "8883") })
            start.Environment["DUKOU_" + name] = "127.0.0.1:" + _ports[port];
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!; // A new process each time.
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        var printed = await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"Status {process.ExitCode} of:\n{script}\n{printed}");
        return printed;
    }

    /// <summary>Runs a page's blocks in one shell, in their order, and returns what each block printed.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<GuideBlock> blocks)
    {
        var outputs = blocks.Select((_, i) => Path.Combine(_folder.Path, $"block.{i}")).ToList();
        var script = string.Concat(blocks.Select((block, i) => block switch
        {
            { Language: "sh", Mark: null } => $"{{\n{block.Text}}} >'{outputs[i]}' 2>&1 || {{ cat '{outputs[i]}'; exit 1; }}\n",
            // A person waits for the banner before going on.
            { Language: "sh", Mark: "background" } => $"(exec {block.Text.TrimEnd()}) >'{outputs[i]}' 2>&1 &\nuntil curl -fsS http://127.0.0.1:8080/healthz >/dev/null 2>&1; do kill -0 $! || {{ cat '{outputs[i]}'; exit 1; }}; sleep 0.2; done\n",
            _ => "",
        }));
        await RunAsync("sh", Here(script));
        return [.. outputs.Select(output => File.Exists(output) ? File.ReadAllText(output) : "")];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in File.Exists(Pids) ? File.ReadAllLines(Pids) : [])
            await EndAsync(int.Parse(id, CultureInfo.InvariantCulture));
        _folder.Dispose();
    }

    static async Task EndAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            if (process.MainModule?.FileName != CliProcess.Program)
                return;
            process.Kill();
            await process.WaitForExitAsync();
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }

    static Dictionary<string, string> FreePorts(params string[] documented)
    {
        var listeners = documented.Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = documented.Zip(listeners).ToDictionary(pair => pair.First, pair => ((IPEndPoint)pair.Second.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture));
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    [GeneratedRegex(@"(?<=127\.0\.0\.1:|localhost:|-p )(8080|8443|1883|8883)\b")]
    private static partial Regex Port();
}
