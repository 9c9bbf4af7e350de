using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>Ten shapes of the scripts that people run on modules, each on a virtual module against a started platform.</summary>
public sealed class ScriptShapeTests
{
    [Fact]
    public async Task One_thread_reports_waits_and_answers()
    {
        await using var shape = await Shape.StartAsync();
        await using var run = await shape.RunAsync("single");
        await run.ExpectLineAsync("waiting for a command");
        Assert.Equal("done", (string?)(await shape.CommandAsync("on"))["response"]!["paras"]!["result"]);
        await run.SucceedAsync();
        Assert.Equal(["1"], await shape.StoredAsync("n"));
    }

    [Fact]
    public async Task Threads_report_while_one_waits_for_messages()
    {
        await using var shape = await Shape.StartAsync();
        await using var run = await shape.RunAsync("threads");
        await run.ExpectLineAsync("waiting for a command");
        Assert.Equal("warm", (string?)(await shape.CommandAsync("warm"))["response"]!["paras"]!["result"]);
        await run.SucceedAsync();
        Assert.Equal(["0", "1", "2"], await shape.StoredAsync("n"));
    }

    [Fact]
    public async Task Timers_keep_a_module_going_whose_main_thread_has_ended()
    {
        await using var shape = await Shape.StartAsync();
        await using var run = await shape.RunAsync("timers", ModuleClock.Fast);
        await run.SucceedAsync();
        Assert.Equal(["10", "20", "31"], await shape.StoredAsync("n"));
    }

    [Fact]
    public async Task A_serial_port_is_bridged_both_ways()
    {
        await using var shape = await Shape.StartAsync();
        var port = shape.PacketsFile + ".uart";
        await File.WriteAllTextAsync(port, "21.5 C\r\n22.0 C\r\n", TestContext.Current.CancellationToken);
        await using var run = await ModuleRun.StartAsync(shape.Settings("uart_bridge") with { More = new Dictionary<string, string> { ["UART2"] = port } });
        await run.ExpectLineAsync("waiting for a command");
        Assert.Equal(0, (int?)(await shape.CommandAsync("AT+OPEN"))["response"]!["result_code"]);
        await run.SucceedAsync();
        Assert.Equal(["21.5 C", "22.0 C"], await shape.StoredAsync("text"));
        Assert.Equal("AT+OPEN\r\n", await File.ReadAllTextAsync(port + ".out", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_script_that_reconnects_by_itself_goes_on_after_a_dead_link()
    {
        await using var shape = await Shape.StartAsync();
        await using var run = await ModuleRun.StartAsync(shape.Settings("reconnect", ModuleClock.Fast) with { Faults = Plan("halfopen@40") });
        await run.SucceedAsync();
        Assert.Equal(["lost 1"], run.Output);
        Assert.Equal(["1", "2", "3", "4"], await shape.StoredAsync("n"));
    }

    [Fact]
    public async Task QoS_1_is_acknowledged_to_the_thread_that_listens()
    {
        await using var shape = await Shape.StartAsync();
        await using var run = await shape.RunAsync("qos1", ModuleClock.Fast);
        await run.SucceedAsync();
        Assert.DoesNotContain(run.Errors, line => line.Contains("PUBACK", StringComparison.Ordinal));
        var packets = await File.ReadAllLinesAsync(shape.PacketsFile, TestContext.Current.CancellationToken);
        Assert.Equal(["40020001", "40020002", "40020003", "40020004", "40020005"], packets.Where(line => line.Contains("< 40", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
        Assert.Equal(["0", "1", "2", "3", "4"], await shape.StoredAsync("n"));
    }

    [Fact]
    public async Task Settings_on_the_flash_outlive_the_power()
    {
        await using var shape = await Shape.StartAsync();
        Directory.CreateDirectory(shape.Flash);
        await File.WriteAllTextAsync(Path.Combine(shape.Flash, "config.json"), """{"server":"mqtt.example.com","port":1883,"keepalive":60,"starts":0}""", TestContext.Current.CancellationToken);
        for (var start = 0; start < 2; start++)
        {
            await using var run = await shape.RunAsync("config_json");
            await run.SucceedAsync();
        }
        Assert.Equal(["1", "2"], await shape.StoredAsync("n"));
    }

    [Theory]
    [InlineData("port_as_text", "8")]
    [InlineData("retain", "9")]
    [InlineData("hand_hmac", "10")]
    public async Task What_scripts_get_wrong_or_do_by_hand_arrives_all_the_same(string script, string value)
    {
        await using var shape = await Shape.StartAsync();
        await using var run = await shape.RunAsync(script);
        await run.SucceedAsync();
        Assert.Equal([value], await shape.StoredAsync("n"));
    }

    [Fact]
    public async Task A_script_that_waits_ten_minutes_for_a_command_still_gets_it()
    {
        await using var shape = await Shape.StartAsync();
        await using var run = await shape.RunAsync("single", ModuleClock.Manual);
        await run.Module.AdvanceAsync(TimeSpan.FromSeconds(5));
        await run.ExpectLineAsync("waiting for a command");
        // The module pings about every 30 s of its own time, the platform expects something every 45 s of its own: both go in steps of 5 s.
        for (var seconds = 5; seconds < 600; seconds += 5)
        {
            await run.Module.AdvanceAsync(TimeSpan.FromSeconds(5));
            await run.ExpectLineAsync($"[module] the clock stands at {seconds + 5} s");
            shape.Platform.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        Assert.InRange(File.ReadLines(shape.PacketsFile).Count(line => line.EndsWith("< d000", StringComparison.Ordinal)), 18, 22);

        var command = shape.CommandAsync("on");
        while (!command.IsCompleted)
        {
            await run.Module.AdvanceAsync(TimeSpan.FromSeconds(0.2));
            await Task.WhenAny(command, Task.Delay(50, TestContext.Current.CancellationToken));
        }
        Assert.Equal("done", (string?)(await command)["response"]!["paras"]!["result"]);
        await run.Module.AdvanceAsync(TimeSpan.FromSeconds(10));
        await run.SucceedAsync();
    }

    internal static FaultPlan Plan(string text, long seed = 0)
    {
        var specification = FaultSpec.Parse(text, out var wrong);
        Assert.True(specification is not null, wrong);
        return FaultPlan.Draw(specification, seed);
    }
}
