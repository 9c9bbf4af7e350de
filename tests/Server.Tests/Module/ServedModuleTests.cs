using System.Text;
using Dukou.Cli.Module.Serial;
using Dukou.Server.Tests.Cli;

namespace Dukou.Server.Tests.Module;

/// <summary><c>dukou module serve</c>, spoken to byte by byte as the tools of others speak.</summary>
public sealed class ServedModuleTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_raw_prompt_answers_a_pyboard_style_client()
    {
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        await using var port = await served.OpenAsync();

        // Interrupt, enter raw, soft reset within it, run, leave: the sequence of pyboard.py.
        await port.SendAsync("\r\u0003\u0003");
        await port.SendAsync("\r\u0001");
        await port.ExpectAsync("raw REPL; CTRL-B to exit\r\n>");
        await port.SendAsync("\u0004");
        await port.ExpectAsync("soft reboot\r\n");
        await port.ExpectAsync("raw REPL; CTRL-B to exit\r\n>");
        await port.SendAsync("print('a', 1)\u0004");
        Assert.Equal("OKa 1\r\n\u0004\u0004>", await port.ExpectAsync("\u0004>"));
        await port.SendAsync("print('b')\n1/0\u0004");
        Assert.Equal("OKb\r\n\u0004Traceback (most recent call last):\r\n  File \"<stdin>\", line 2, in <module>\r\nZeroDivisionError: division by zero\r\n\u0004>", await port.ExpectAsync("\u0004>"));
        await port.SendAsync("f=open('/usr/x.py','wb')\nw=f.write\u0004");
        await port.ExpectAsync("OK\u0004\u0004>");
        await port.SendAsync("w(b'print(7)')\u0004");
        await port.ExpectAsync("OK\u0004\u0004>");
        await port.SendAsync("f.close()\u0004");
        await port.ExpectAsync("OK\u0004\u0004>");
        await port.SendAsync("\u0002");
        Assert.EndsWith(">>> ", await port.ExpectAsync(">>> "), StringComparison.Ordinal);
        Assert.Equal("print(7)", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "usr", "x.py"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Raw_paste_grants_a_window_at_a_time()
    {
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        await using var port = await served.OpenAsync();
        await port.SendAsync("\r\u0003\u0003\r\u0001");
        await port.ExpectAsync("raw REPL; CTRL-B to exit\r\n>");

        await port.SendAsync("\u0005A\u0001");
        Assert.Equal("R\u0001\u0080\0\u0001", await port.ExpectAsync("R\u0001\u0080\0\u0001"));
        await port.SendAsync(new string('#', 127) + "\n");
        Assert.Equal("\u0001", await port.ExpectAsync("\u0001"));
        await port.SendAsync("print(5)\u0004");
        Assert.Equal("\u0004" + "5\r\n\u0004\u0004>", await port.ExpectAsync("\u0004\u0004>"));
        await port.SendAsync("\u0005B\u0001");
        Assert.Equal("R\0", await port.ExpectAsync("R\0"));
    }

    [Fact]
    public async Task What_QPYcom_types_at_the_friendly_prompt_works()
    {
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        await using var port = await served.OpenAsync();
        await port.SendAsync("6*7\r\n");
        await port.ExpectAsync("42\r\n>>> ");
        foreach (var line in new[] { "f=open('/usr/start.py','wb')", "w=f.write", "w(b'import utime\\r\\n')", "w(b'print(\"started\")\\r\\n')", "f.close()", "import example" })
        {
            await port.SendAsync(line + "\r\n");
            await port.ExpectAsync(">>> ");
        }
        await port.SendAsync("example.exec('usr/start.py')\r\n");
        Assert.Contains("\r\nstarted\r\n", await port.ExpectAsync(">>> "), StringComparison.Ordinal);
        await port.SendAsync("import uos\r\nfor f in uos.ilistdir('/usr'):\r\n print('>>>file<<<', f)\r\n\r\n\r\n\r\n");
        await port.ExpectAsync(">>>file<<< ('start.py', 32768, ");
        await port.SendAsync("\u0005");
        await port.ExpectAsync("=== ");
        await port.SendAsync("for i in range(2):\r    print('line', i)\r\u0004");
        await port.ExpectAsync("line 0\r\nline 1\r\n>>> ");
    }

    [Fact]
    public async Task Main_runs_at_the_start_and_after_a_restart_and_Ctrl_C_interrupts_it()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "usr"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "usr", "main.py"), "import utime\nwhile True:\n    print('main runs')\n    utime.sleep_ms(100)\n", TestContext.Current.CancellationToken);
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        await using var port = await served.OpenAsync();
        await port.ExpectAsync("main runs\r\n");
        await port.SendAsync("\u0003");
        await port.ExpectAsync("KeyboardInterrupt");
        await port.ExpectAsync(">>> ");
        await port.SendAsync("kept = 1\r");
        await port.ExpectAsync(">>> ");
        await port.SendAsync("\u0004");
        await port.ExpectAsync("soft reboot\r\n");
        await port.ExpectAsync("main runs\r\n");
        await port.SendAsync("\u0003");
        await port.ExpectAsync(">>> ");
        await port.SendAsync("kept\r");
        await port.ExpectAsync("NameError");
    }

    [Fact]
    public async Task A_newer_program_takes_the_port_over()
    {
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        await using (var first = await served.OpenAsync())
        {
            await first.SendAsync("a = 5\r");
            await first.ExpectAsync(">>> ");
            await using var second = await served.OpenAsync();
            await second.SendAsync("a + 1\r");
            await second.ExpectAsync("6\r\n>>> ");
        }
    }

    [Theory]
    [InlineData("--tcp", "192.0.2.1:4000", "loopback")]
    [InlineData("--tcp", "nowhere", "nowhere")]
    public async Task A_port_that_others_could_reach_is_refused(string option, string value, string said)
    {
        var serve = await CliProcess.RunAsync("module", "serve", option, value, "--usr", _folder.Path);
        Assert.Equal(1, serve.Status);
        Assert.Contains(said, serve.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await CliProcess.RunAsync("module", "serve")).Status);
    }
}

/// <summary><c>dukou module serve</c> as a child process, on a free port or a pseudo-terminal.</summary>
sealed class ServedProcess : IAsyncDisposable
{
    readonly CliProcess _process;

    ServedProcess(CliProcess process, string port)
    {
        _process = process;
        Port = port;
    }

    public string Port { get; }

    /// <param name="folder">Holds the module's /usr.</param>
    /// <param name="pty">The name of a pseudo-terminal, in place of a port on loopback.</param>
    /// <param name="inBackground">As a shell's background job, which is told to ignore the interrupt of the keyboard.</param>
    public static async Task<ServedProcess> StartAsync(string folder, string? pty = null, bool inBackground = false)
    {
        string[] port = pty is null ? ["--tcp", "127.0.0.1:0"] : ["--pty", pty];
        string[] serve = ["module", "serve", .. port, "--usr", Path.Combine(folder, "usr")];
        var process = inBackground
            ? CliProcess.Start(["-c", "trap '' INT; exec \"$0\" \"$@\"", CliProcess.Program, .. serve], program: "/bin/sh")
            : CliProcess.Start(serve);
        var line = await process.ReadLineAsync() ?? "";
        Assert.StartsWith("The module's interactive port is ", line, StringComparison.Ordinal);
        return new(process, line["The module's interactive port is ".Length..line.IndexOf(';', StringComparison.Ordinal)]);
    }

    public async Task<RawPort> OpenAsync() => new(await SerialLink.OpenAsync(Port, SerialLink.UsualRate, TestContext.Current.CancellationToken));

    /// <summary>Pulls the cable.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

/// <summary>A port, byte by byte.</summary>
sealed class RawPort(SerialLink link) : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Task SendAsync(string bytes) => link.WriteAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken);

    /// <summary>Everything up to and with the text.</summary>
    public async Task<string> ExpectAsync(string text)
    {
        var read = await link.ReadUntilAsync(Encoding.Latin1.GetBytes(text), Patience, TestContext.Current.CancellationToken);
        if (read is null)
            Assert.Fail($"No '{text}' in '{Encoding.Latin1.GetString(link.TakeAll())}'.");
        return Encoding.Latin1.GetString(read);
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();
}
