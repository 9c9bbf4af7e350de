using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dukou.Server.Tests.Cli;

namespace Dukou.Server.Tests.Faults;

/// <summary>A process that may open no more files.</summary>
public sealed class DescriptorTests
{
    [Fact]
    public async Task Connections_for_which_no_descriptor_is_left_wait_until_there_is_one_and_cost_nothing_meanwhile()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Limits of another process are Linux's.");
        var (program, ready) = await CliProcess.UpAsync("--https", "off", "--mqtts", "off", "--no-demo");
        await using var _ = program;
        var mqtt = IPEndPoint.Parse(new Uri((string)ready["mqtt"]!).Authority);
        var open = Directory.GetFileSystemEntries($"/proc/{program.Id}/fd").Length;
        await LimitAsync(program.Id, open + 20);

        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 60; i++)
            {
                clients.Add(new TcpClient());
                await clients[^1].ConnectAsync(mqtt, TestContext.Current.CancellationToken);
            }
            await Eventually.BecomesTrueAsync(() => program.Error.Contains("No further MQTT connection", StringComparison.Ordinal), () => program.Error);
            var used = program.ProcessorTime;
            await Task.Delay(2000, TestContext.Current.CancellationToken);
            Assert.InRange((program.ProcessorTime - used).TotalSeconds, 0, 1);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
        await using var later = await WireClient.ConnectAsync(mqtt);
        var refused = await later.TryConnectDeviceAsync("nobody", new WireConnect { At = TimeProvider.System.GetUtcNow() });
        Assert.NotEqual(Protocol.Mqtt.ReasonCode.Success, refused.Reason);
    }

    [Fact]
    public async Task Fewer_descriptors_than_connections_are_said_at_the_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is read where Linux shows it.");
        var (program, _) = await CliProcess.UpAsync("--https", "off", "--mqtts", "off", "--no-demo", "--limit", "connections_max=2000000000");
        await using var _2 = program;
        await Eventually.BecomesTrueAsync(() => program.Error.Contains("too few for 2000000000 MQTT connections", StringComparison.Ordinal), () => program.Error);
    }

    static async Task LimitAsync(int process, int descriptors)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), $"--nofile={descriptors}:"]);
        await prlimit.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, prlimit.ExitCode);
    }
}
