using Dukou.Server.Tests.Cli;

namespace Dukou.Server.Tests.Module;

/// <summary><c>dukou module run</c> and <c>check</c>, as a person calls them.</summary>
public sealed class RunScriptTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_platform_that_runs_here_is_found_and_takes_the_place_of_the_scripts_cloud()
    {
        var data = Path.Combine(_folder.Path, "data");
        var (process, _) = await CliProcess.UpAsync("--data", data);
        await using var running = process;
        var script = _folder.File("main.py", """
            from umqtt import MQTTClient
            import modem, sim
            print(modem.getDevImei(), sim.getImsi())
            c = MQTTClient('nobody', 'iot-mqtts.example.com', 1883, 'nobody', 'x', keepalive=30)
            try:
                c.connect()
            except ValueError as error:
                print(error)
            x = f'{1}'
            """);

        var run = await CliProcess.RunAsync("module", "run", script, "--imei", "868540050954037", "--imsi", "460001112223334", "--data", data);

        Assert.True(run.Status == 0, run.Error);
        Assert.Equal("868540050954037 460001112223334\nMQTT Connect error='2' FAIL\n", run.Output.ReplaceLineEndings("\n"));
        Assert.Matches(@"^CPython 3\.\d+\.\d+ \(.*\) plays 1 virtual module", run.Error);
        Assert.Contains($"{script}:9: F-strings", run.Error, StringComparison.Ordinal);
        Assert.Contains("iot-mqtts.example.com:1883 is replaced by 127.0.0.1:", run.Error, StringComparison.Ordinal);
        Assert.Contains("nobody", (await CliProcess.RunAsync("trace", "--data", data)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_platform_it_says_how_to_name_one()
    {
        var script = _folder.File("main.py", "print('ran')");

        var lost = await CliProcess.RunAsync("module", "run", script);
        Assert.Equal(1, lost.Status);
        Assert.Contains("dukou up", lost.Error, StringComparison.Ordinal);
        var own = await CliProcess.RunAsync("module", "run", script, "--server", "off");
        Assert.Equal((0, "ran"), (own.Status, own.Output.Trim()));
    }

    [Fact]
    public async Task A_fleet_has_an_identity_each_and_fails_when_one_fails()
    {
        var script = _folder.File("main.py", "import modem, sim, sys, urandom\nprint(modem.getDevImei(), sim.getImsi(), modem.getDevSN(), urandom.getrandbits(16))\nsys.exit(3 if modem.getDevImei()[-1] == '9' else 0)");

        var fleet = await CliProcess.RunAsync("module", "run", script, "--server", "off", "--count", "4", "--imei", "000000000000007", "--seed", "5");

        Assert.Equal(1, fleet.Status);
        var lines = fleet.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["1 | 000000000000007 460000000000001 D1K000000000001", "2 | 000000000000008 460000000000002 D1K000000000002", "3 | 000000000000009 460000000000003 D1K000000000003", "4 | 000000000000010 460000000000004 D1K000000000004"],
            lines.Select(line => line[..line.LastIndexOf(' ')]));
        Assert.Equal(4, lines.Select(line => line.Split(' ')[^1]).Distinct().Count());
        Assert.Contains("3 module(s) ended with status 0.", fleet.Error, StringComparison.Ordinal);
        Assert.Contains("1 module(s) ended with status 3.", fleet.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_file_of_the_script_s_name_on_a_flash_that_stays_is_not_lost()
    {
        var script = _folder.File("main.py", "print('new')");
        var flash = Directory.CreateDirectory(Path.Combine(_folder.Path, "usr")).FullName;
        var there = Path.Combine(flash, "main.py");
        await File.WriteAllTextAsync(there, "print('old')", TestContext.Current.CancellationToken);

        var refused = await CliProcess.RunAsync("module", "run", script, "--server", "off", "--usr", flash);
        Assert.Equal((1, ""), (refused.Status, refused.Output));
        Assert.Contains(there, refused.Error, StringComparison.Ordinal);
        Assert.Equal("print('old')", await File.ReadAllTextAsync(there, TestContext.Current.CancellationToken));
        // That file itself may be run, and the same bytes again.
        Assert.Equal("old\n", (await CliProcess.RunAsync("module", "run", there, "--server", "off", "--usr", flash)).Output);
        Assert.Equal("new\n", (await CliProcess.RunAsync("module", "run", script, "--server", "off", "--usr", flash, "--overwrite")).Output);
        Assert.Equal("new\n", (await CliProcess.RunAsync("module", "run", script, "--server", "off", "--usr", flash)).Output);
    }

    [Fact]
    public async Task A_fleet_of_which_one_flash_is_occupied_does_not_start()
    {
        var script = _folder.File("main.py", "print('new')");
        var second = Directory.CreateDirectory(Path.Combine(_folder.Path, "flash", "860000000000010", "usr")).FullName;
        await File.WriteAllTextAsync(Path.Combine(second, "main.py"), "print('old')", TestContext.Current.CancellationToken);
        var refused = await CliProcess.RunAsync("module", "run", script, "--server", "off", "--count", "2", "--usr", Path.Combine(_folder.Path, "flash"));
        Assert.Equal((1, ""), (refused.Status, refused.Output));
        Assert.Contains("860000000000010", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--fault", "fog")]
    [InlineData("--imei", "abc")]
    public async Task A_wrong_value_is_a_usage_error(string option, string value)
    {
        var run = await CliProcess.RunAsync("module", "run", "main.py", option, value);
        Assert.Equal(2, run.Status);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_names_lines_and_its_status_says_whether_there_were_any()
    {
        var good = _folder.File("good.py", "print('{}'.format(1))");
        var bad = _folder.File("bad.py", "import umqtt\n\nprint(f'{1}')");

        Assert.Equal(0, (await CliProcess.RunAsync("module", "check", good)).Status);
        var check = await CliProcess.RunAsync("module", "check", good, bad);
        Assert.Equal(1, check.Status);
        Assert.StartsWith($"{bad}:3: ", check.Output, StringComparison.Ordinal);
        Assert.Contains("\"line\":3,\"code\":\"f-string\"", (await CliProcess.RunAsync("module", "check", bad, "--json")).Output, StringComparison.Ordinal);
        Assert.Contains("MicroPython 1.13", (await CliProcess.RunAsync("module", "check", "--help")).Output, StringComparison.Ordinal);
    }
}
