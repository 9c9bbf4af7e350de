using System.Text;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>What a mobile network does to a module, at the times that a plan names.</summary>
public sealed class FaultTests
{
    [Fact]
    public void The_same_specification_and_seed_make_the_same_plan()
    {
        var mobile = ScriptShapeTests.Plan("mobile", 7).ToString();
        Assert.Equal(mobile, ScriptShapeTests.Plan("mobile", 7).ToString());
        Assert.NotEqual(mobile, ScriptShapeTests.Plan("mobile", 8).ToString());
        Assert.StartsWith("sim 0 6;signal ", mobile, StringComparison.Ordinal);
        Assert.InRange(mobile.Length, 1000, 16_000);
        Assert.Equal("signal 60 20;halfopen 90.5 0;dns 0 20", ScriptShapeTests.Plan("signal@60+20, halfopen@90.5,dns").ToString());
        Assert.True(FaultPlan.None.IsNone);
    }

    [Theory]
    [InlineData("fog@60", "fog@60")]
    [InlineData("signal@60,sim-3", "sim-3")]
    [InlineData("signal*0", "signal*0")]
    [InlineData("signal@1@", "signal@1@")]
    public void What_is_no_fault_is_named(string text, string part)
    {
        Assert.Null(FaultSpec.Parse(text, out var wrong));
        Assert.Equal(part, wrong);
    }

    [Fact]
    public Task Until_the_SIM_is_ready_nothing_can_be_told_and_the_wait_for_the_network_takes_so_long() => PrintsAsync("sim+15", """
        import checkNet, sim, utime, net
        print(sim.getStatus(), sim.getImsi(), checkNet.waitNetworkReady(5), net.csqQueryPoll())
        print(checkNet.waitNetworkReady(60), utime.ticks_ms() // 1000, sim.getStatus(), len(sim.getImsi()))
        """, "20 -1 (1, 20) 99", "(3, 1) 15 1 15");

    [Fact]
    public Task The_clock_falls_back_until_NTP_sets_it() => PrintsAsync("clock@100", """
        import ntptime, utime
        print(utime.localtime()[0])
        utime.sleep(101)
        print(utime.localtime()[0])
        ntptime.settime()
        print(utime.localtime()[0])
        """, "2026", "2000", "2026");

    [Fact]
    public Task Lost_signal_is_told_to_the_data_connections_callback() => PrintsAsync("signal@10+20", """
        import dataCall, utime
        dataCall.setCallback(lambda state: print(state, utime.ticks_ms() // 1000))
        utime.sleep(40)
        """, "[1, 0] 10", "[1, 1] 30");

    [Fact]
    public async Task Without_signal_a_report_is_held_back_and_arrives_late()
    {
        var (stored, packets, run) = await ReportsAsync("signal@15+20", "signal");
        Assert.Equal(["1", "2", "3", "4"], stored);
        Assert.Contains("[module] fault at 15 s: signal", run);
        Assert.Single(packets, line => line.Contains("> 10", StringComparison.Ordinal)); // No second CONNECT.
    }

    [Fact]
    public async Task In_a_half_open_connection_reports_are_lost_until_a_ping_finds_out()
    {
        var (stored, _, run) = await ReportsAsync("halfopen@15", "halfopen", reports: 16);
        Assert.Equal("1", stored[0]);
        Assert.Equal("16", stored[^1]);
        Assert.DoesNotContain("3", stored);
        Assert.Contains(run, line => line.Contains("reconnecting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_late_CONNACK_is_waited_for_and_a_very_late_one_is_not()
    {
        await using var shape = await Shape.StartAsync();
        await using var late = await ConnectAsync(shape, "connack+12", "mqtt.example.com");
        Assert.Equal(["connected after 12"], late.Output);
        await using var never = await ConnectAsync(shape, "connack+25", "mqtt.example.com");
        Assert.Equal(["MQTT Connect error='110' FAIL after 20"], never.Output);
    }

    [Fact]
    public async Task A_name_that_is_not_resolved_fails_and_a_number_does_not_need_it()
    {
        await using var shape = await Shape.StartAsync();
        await using var name = await ConnectAsync(shape, "dns@0+30", "mqtt.example.com");
        Assert.Equal(["MQTT Connect error='DNS Parsing 'mqtt.example.com'' FAIL after 0"], name.Output);
        await using var number = await ConnectAsync(shape, "dns@0+30", "192.0.2.1");
        Assert.Equal(["connected after 0"], number.Output);
    }

    [Fact]
    public async Task The_same_run_again_writes_the_same_packets_byte_for_byte()
    {
        var first = await RunAsync();
        Assert.Equal(first, await RunAsync());
        Assert.InRange(first.Split('\n').Length, 60, 2000);
        Assert.NotEqual(first, await RunAsync(seed: 12));

        static async Task<string> RunAsync(long seed = 11)
        {
            await using var shape = await Shape.StartAsync();
            await using var run = await ModuleRun.StartAsync(shape.Settings("fleet", ModuleClock.Fast) with
            {
                Faults = ScriptShapeTests.Plan("signal*90+20,halfopen*150,dns*120+15,connack+2,clock@50", seed),
                Duration = TimeSpan.FromMinutes(10),
                Seed = seed,
            });
            Assert.Equal(0, await run.FinishAsync());
            Assert.DoesNotContain("12345678", await File.ReadAllTextAsync(shape.PacketsFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            return await File.ReadAllTextAsync(shape.PacketsFile, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Reports every ten seconds under a fault; what the platform stored, the packets and what the module said.</summary>
    static async Task<(List<string> Stored, string[] Packets, List<string> Said)> ReportsAsync(string fault, string name, int reports = 4)
    {
        await using var shape = await Shape.StartAsync();
        var script = Encoding.UTF8.GetString(Shape.Script("qos1")).Replace("range(5)", $"range(1, {reports + 1})", StringComparison.Ordinal).Replace(", qos=1)\n    utime", ")\n    utime", StringComparison.Ordinal);
        await using var run = await ModuleRun.StartAsync(shape.Settings("qos1", ModuleClock.Fast) with { Script = Encoding.UTF8.GetBytes(script), ScriptName = name + ".py", Faults = ScriptShapeTests.Plan(fault) });
        await run.SucceedAsync();
        return (await shape.StoredAsync("n"), await File.ReadAllLinesAsync(shape.PacketsFile, TestContext.Current.CancellationToken), [.. run.Errors]);
    }

    static async Task<ModuleRun> ConnectAsync(Shape shape, string fault, string server)
    {
        var script = Encoding.UTF8.GetString(Shape.Script("port_as_text")).Replace("mqtt.example.com", server, StringComparison.Ordinal).Split("c.connect()")[0] + """
            import utime
            began = utime.ticks_ms()
            try:
                c.connect()
                said = 'connected'
            except ValueError as error:
                said = str(error)
            print(said, 'after', utime.ticks_diff(utime.ticks_ms(), began) // 1000)
            """;
        var run = await ModuleRun.StartAsync(shape.Settings("port_as_text", ModuleClock.Fast) with { Script = Encoding.UTF8.GetBytes(script), Faults = ScriptShapeTests.Plan(fault) });
        await run.SucceedAsync();
        return run;
    }

    static async Task PrintsAsync(string fault, string script, params string[] lines)
    {
        await using var run = await ModuleRun.StartAsync(new ModuleSettings
        {
            Script = Encoding.UTF8.GetBytes(script),
            Clock = ModuleClock.Fast,
            ClockAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Faults = ScriptShapeTests.Plan(fault),
        });
        await run.SucceedAsync();
        Assert.Equal(lines, run.Output);
    }
}
