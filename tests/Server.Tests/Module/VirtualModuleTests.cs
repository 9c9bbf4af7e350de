using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

public sealed class VirtualModuleTests
{
    [Fact]
    public async Task The_script_runs_byte_for_byte_and_as_main()
    {
        var script = Encoding.UTF8.GetBytes("# 渡口\r\nimport hashlib\r\nprint(__name__, hashlib.sha256(open(__file__, 'rb').read()).hexdigest())");
        await using var run = await ModuleRun.StartAsync(new ModuleSettings { Script = script, ScriptName = "room.py" });
        await run.SucceedAsync();
        Assert.Equal(["__main__ " + Convert.ToHexStringLower(SHA256.HashData(script))], run.Output);
    }

    [Fact]
    public async Task Output_and_errors_come_apart_and_the_exit_code_is_the_scripts()
    {
        await using var run = await ModuleRun.StartAsync("print('before 渡口')\nraise ValueError('after')");
        Assert.Equal(1, await run.FinishAsync());
        Assert.Equal(["before 渡口"], run.Output);
        Assert.Equal("ValueError: after", run.Errors.Last());
        Assert.DoesNotContain(run.Errors, line => line.Contains("start.py", StringComparison.Ordinal));

        await using var leaving = await ModuleRun.StartAsync("import sys\nsys.exit(7)");
        Assert.Equal(7, await leaving.FinishAsync());
    }

    [Fact]
    public async Task A_line_is_shown_while_the_script_goes_on_and_stopping_it_leaves_no_folder()
    {
        string folder;
        await using (var run = await ModuleRun.StartAsync("import utime\nimport uos\nprint(uos.getcwd())\nprint('waiting')\nutime.sleep(600)"))
        {
            await run.ExpectLineAsync("waiting");
            folder = run.Output.First();
            Assert.True(Directory.Exists(folder));
            Assert.Equal(129, await run.Module.StopAsync()); // By its own leave: the pipe was closed, nothing was killed.
        }
        Assert.False(Directory.Exists(Path.GetDirectoryName(folder)));
    }

    [Fact]
    public async Task A_script_dies_with_its_parent_also_when_the_parent_is_killed()
    {
        var runtime = await Runtimes.FindAsync("cpython");
        using var folder = ModuleFolder.Create("main.py", "import utime\nprint('alive')\nutime.sleep(600)"u8);
        const string Parent = "import subprocess, sys; subprocess.Popen([sys.executable, '-u'] + sys.argv[1:], stdin=subprocess.PIPE).wait()";
        using var parent = Process.Start(new ProcessStartInfo(
            runtime.Program, [.. runtime.Arguments, "-c", Parent, folder.Start, folder.Root, folder.Script("main.py")])
        {
            RedirectStandardOutput = true,
        })!; // A new process.
        Assert.Equal("alive", await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        parent.Kill();
        // The child holds the other copy of this pipe's end: it ends when the child does.
        Assert.Null(await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Run_hands_over_each_line_and_returns_the_exit_code()
    {
        var lines = new List<ModuleLine>();
        var code = await VirtualModule.RunAsync(
            new() { Script = "print(1)\nprint(2)"u8.ToArray() }, lines.Add, TestContext.Current.CancellationToken);
        Assert.Equal(0, code);
        Assert.Equal([new("1", false), new("2", false)], lines);
    }

    [Fact]
    public async Task Without_a_Python_the_error_is_one_line_that_says_what_to_install()
    {
        var none = await Assert.ThrowsAsync<NoPythonException>(
            () => ModuleRuntime.FindAsync(null, ["no-such-python-here"], TestContext.Current.CancellationToken));
        Assert.Contains("install python3", none.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', none.Message);
        var named = await Assert.ThrowsAsync<NoPythonException>(
            () => ModuleRuntime.FindAsync("/no/such/micropython", ["python3"], TestContext.Current.CancellationToken));
        Assert.Contains("/no/such/micropython", named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_runtime_says_its_name_and_version()
    {
        var runtime = await Runtimes.FindAsync("cpython");
        Assert.Matches(@"^CPython 3\.\d+\.\d+ \((python3|python|py -3)\)$", runtime.Description);
        Assert.False(runtime.IsMicroPython);
    }
}
