using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dukou.Cli.Module.Serial;
using Dukou.Server.Tests.Cli;

namespace Dukou.Server.Tests.Module;

/// <summary>The verbs for modules on a cable, against the virtual module's port and against modules that misbehave.</summary>
public sealed class SerialVerbsTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_goes_there_runs_and_comes_back_as_it_was(bool pty)
    {
        if (pty && OperatingSystem.IsWindows())
            Assert.Skip("Windows has no pseudo-terminals.");
        await using var served = await ServedProcess.StartAsync(_folder.Path, pty ? Path.Combine(_folder.Path, "module") : null);
        var script = _folder.File("hello.py", "# 渡口\nimport modem\nprint('hello from', modem.getDevModel())\n");
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(script, TestContext.Current.CancellationToken)));

        var put = Json(await OnAsync(served.Port, "put", script, "--json"));
        Assert.Equal(("/usr/hello.py", hash, "RawPaste"), ((string)put["path"]!, (string)put["sha256"]!, (string)put["mode"]!));
        Assert.Equal("hello.py", (string?)Json(await OnAsync(served.Port, "ls", "--json"))["name"]);
        var run = await OnAsync(served.Port, "run", script);
        Assert.Equal(0, run.Status);
        Assert.EndsWith("hello from EC600U", run.Output.TrimEnd(), StringComparison.Ordinal);
        var back = Path.Combine(_folder.Path, "back.py");
        await OnAsync(served.Port, "get", "hello.py", back);
        Assert.Equal(await File.ReadAllBytesAsync(script, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(back, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await OnAsync(served.Port, "rm", "hello.py")).Status);
        Assert.Empty((await OnAsync(served.Port, "ls", "/usr")).Output);
        var gone = await OnAsync(served.Port, "rm", "hello.py");
        Assert.Equal(1, gone.Status);
        Assert.Contains("FileNotFoundError", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_main_is_interrupted_and_a_failing_script_shows_its_traceback()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "usr"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "usr", "main.py"), "import utime\nwhile True:\n    print('busy')\n    utime.sleep_ms(20)\n", TestContext.Current.CancellationToken);
        await using var served = await ServedProcess.StartAsync(_folder.Path);

        var run = await OnAsync(served.Port, "run", _folder.File("main.py", "print('before')\nraise ValueError('on purpose')\n"));

        Assert.Equal(1, run.Status);
        Assert.Contains("before", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("ValueError: on purpose", run.Error.TrimEnd(), StringComparison.Ordinal);
        // Not put as main.py, which would run at every start.
        Assert.Equal(["main.py", "start.py"], (await OnAsync(served.Port, "ls", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["name"]!));
        Assert.Equal(0, (await OnAsync(served.Port, "reset")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ctrl_C_interrupts_the_script_on_the_module(bool servedInBackground)
    {
        Assert.SkipWhen(servedInBackground && OperatingSystem.IsWindows(), "Windows' shells hand no ignored signal down.");
        await using var served = await ServedProcess.StartAsync(_folder.Path, inBackground: servedInBackground);
        var script = _folder.File("loop.py", "import utime\ntry:\n    while True:\n        print('runs')\n        utime.sleep_ms(50)\nexcept KeyboardInterrupt:\n    open('/usr/stopped', 'w').close()\n");
        await using var run = CliProcess.Start(["module", "run", script, "--port", served.Port]);
        string? line;
        do
            line = await run.ReadLineAsync();
        while (line is not null && line != "runs");
        Assert.Equal("runs", line);

        run.Interrupt();

        Assert.Equal(0, (await run.EndAsync()).Status);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(File.Exists(Path.Combine(_folder.Path, "usr", "stopped"))));
    }

    [Theory]
    [InlineData("raw", "Raw")]
    [InlineData("friendly", "Friendly")]
    public async Task Firmware_that_knows_less_is_served_by_what_it_knows(string knows, string mode)
    {
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        await using var older = FakeModule.Before(served.Port, (data, _) =>
        {
            // Ctrl-E is no raw-paste; on firmware without a raw prompt, Ctrl-A is nothing.
            var kept = data.Where(unit => unit != 5 && (knows == "raw" || unit != 1)).ToArray();
            return ValueTask.FromResult<byte[]?>(kept);
        }, FakeModule.Pass);
        var content = RandomNumberGenerator.GetBytes(knows == "raw" ? 5000 : 700);
        var file = Path.Combine(_folder.Path, "data.bin");
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

        var put = Json(await OnAsync(older.Port, "put", file, "--json"));

        Assert.Equal(mode, (string?)put["mode"]);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "usr", "data.bin"), TestContext.Current.CancellationToken));
        var failed = await OnAsync(older.Port, "get", "none");
        Assert.Contains("FileNotFoundError", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_module_that_talks_before_its_prompt_is_waited_for()
    {
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        await using var slow = new FakeModule(async (near, stop) =>
        {
            await FakeModule.SayAsync(near, "\u00FF\0garbage >>> raw REPL\r\n", stop);
            await using var behind = FakeModule.Before(served.Port, Slowly, Slowly);
            using var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync(System.Net.IPEndPoint.Parse(behind.Port["tcp:".Length..]), stop);
            await await Task.WhenAny(near.CopyToAsync(client.GetStream(), stop), client.GetStream().CopyToAsync(near, stop));
        });

        var put = await OnAsync(slow.Port, "put", _folder.File("a.py", "print(1)\n"));

        Assert.True(put.Status == 0, put.Error);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "usr", "a.py")));

        static async ValueTask<byte[]?> Slowly(byte[] data, CancellationToken stop)
        {
            await Task.Delay(60, stop);
            return data;
        }
    }

    [Fact]
    public async Task A_bit_that_flips_on_the_way_is_noticed_and_the_former_file_stays()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "usr"));
        var former = Path.Combine(_folder.Path, "usr", "a.txt");
        await File.WriteAllTextAsync(former, "former", TestContext.Current.CancellationToken);
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        await using var noisy = FakeModule.Before(served.Port, (data, _) =>
            // "QUFB", that is "AAA", becomes "QUFC".
            ValueTask.FromResult<byte[]?>(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(data).Replace("QUFB", "QUFC", StringComparison.Ordinal))), FakeModule.Pass);

        var put = await OnAsync(noisy.Port, "put", _folder.File("a.txt", "AAA"));

        Assert.Equal(1, put.Status);
        Assert.Contains("did not arrive as it is", put.Error, StringComparison.Ordinal);
        Assert.Equal("former", await File.ReadAllTextAsync(former, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "usr")));
    }

    [Fact]
    public async Task A_script_that_never_gives_the_prompt_is_told_with_its_last_words()
    {
        await using var stuck = new FakeModule(async (near, stop) =>
        {
            while (true)
            {
                await FakeModule.SayAsync(near, "reading sensor\r\n", stop);
                await Task.Delay(50, stop);
            }
        });

        var ls = await OnAsync(stuck.Port, "ls");

        Assert.Equal(1, ls.Status);
        Assert.Contains("in spite of Ctrl-C", ls.Error, StringComparison.Ordinal);
        Assert.Contains("reading sensor", ls.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_port_and_one_that_only_echoes_are_no_module()
    {
        await using var silent = new FakeModule(async (near, stop) => await near.CopyToAsync(Stream.Null, stop));
        Assert.Contains("stays silent", (await OnAsync(silent.Port, "ls")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_vanishes_mid_transfer_is_one_line_and_leaves_the_former_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "usr"));
        var former = Path.Combine(_folder.Path, "usr", "a.bin");
        await File.WriteAllTextAsync(former, "former", TestContext.Current.CancellationToken);
        await using var served = await ServedProcess.StartAsync(_folder.Path);
        var passed = 0;
        await using var loose = FakeModule.Before(served.Port, (data, _) => ValueTask.FromResult((passed += data.Length) > 6000 ? null : data), FakeModule.Pass);
        var file = Path.Combine(_folder.Path, "a.bin");
        await File.WriteAllBytesAsync(file, new byte[20_000], TestContext.Current.CancellationToken);

        var put = await OnAsync(loose.Port, "put", file);

        Assert.Equal(1, put.Status);
        Assert.Contains("is gone", put.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", put.Error, StringComparison.Ordinal);
        Assert.Equal("former", await File.ReadAllTextAsync(former, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_port_that_is_not_there_and_a_prompt_through_a_pipe()
    {
        var none = await OnAsync("tcp:127.0.0.1:1", "ls");
        Assert.Equal(1, none.Status);
        Assert.Contains("can't be opened", none.Error, StringComparison.Ordinal);
        Assert.Contains("can't be opened", (await OnAsync("/dev/no-such-port", "ls")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliProcess.RunAsync("module", "ports", "--json")).Status);

        await using var served = await ServedProcess.StartAsync(_folder.Path);
        var repl = await CliProcess.RunAsync(["-c", $"printf '6*7\\r' | {CliProcess.Program} module repl --port {served.Port}"], null, "sh");
        Assert.Contains("42", repl.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2c7c", "6001", 5, true)]
    [InlineData("2c7c", "6001", 3, false)]
    [InlineData("2c7c", "0901", 8, true)]
    [InlineData("1a86", "55d2", 0, true)]
    [InlineData("0403", "6001", 5, false)]
    public void The_interactive_port_is_known_by_its_numbers(string vendor, string product, int number, bool isPrompt) =>
        Assert.Equal(isPrompt, ModulePorts.IsPrompt(vendor, product, number));

    static Task<CliResult> OnAsync(string port, params string[] arguments) => CliProcess.RunAsync(["module", .. arguments, "--port", port]);

    static JsonNode Json(CliResult result)
    {
        Assert.True(result.Status == 0, result.Error);
        return JsonNode.Parse(result.Output)!;
    }
}
