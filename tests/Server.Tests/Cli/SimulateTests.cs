using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

public sealed class SimulateTests
{
    [Fact]
    public async Task Devices_report_what_their_model_allows_and_every_report_is_acknowledged()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var product = await platform.AddProductAsync();
        var summary = Assert.Single(await platform.DukouJsonAsync("simulate", product, "--devices", "3", "--interval", "0.05", "--reports", "5", "--server", platform.Mqtt()));
        Assert.Equal((3, 15, 0), ((int?)summary["connected"], (int?)summary["reports"], (int?)summary["refused"]));
        for (var number = 1; number <= 3; number++)
        {
            var history = await platform.Client.ShowDeviceHistoryAsync($"{product}_sim000{number}", cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(5, history.Reports!.Count);
            Assert.All(history.Reports, report => Assert.InRange((int)report.Properties!["level"]!, 0, 100));
        }
        // Nothing was dropped: the model took every value.
        Assert.DoesNotContain(platform.TakeTraces(), trace => trace.Because.Code == "uplink.partly_dropped");
    }

    [Fact]
    public async Task A_simulated_device_obeys_commands_keeps_what_is_set_and_goes_at_the_end()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var product = await platform.AddProductAsync();
        var device = $"{product}_sim0001";
        await using var running = platform.Start("simulate", product, "--interval", "60", "--server", platform.Mqtt(), "--remove", "--json");
        var cancelled = TestContext.Current.CancellationToken;
        await Eventually.BecomesTrueAsync(async () => (await platform.Client.ListDevicesAsync(cancellationToken: cancelled)).Devices!.Any(found => found.Status == "ONLINE"));
        var answer = await platform.Client.CreateCommandAsync(device, new() { ServiceId = "Lamp", CommandName = "SET_LEVEL", Paras = new JsonObject { ["level"] = 3 } }, cancelled);
        Assert.Equal("SET_LEVEL_RESPONSE", (string?)answer.Response!["response_name"]);
        Assert.IsType<bool>((bool)answer.Response["paras"]!["done"]!);
        await platform.Client.UpdatePropertiesAsync(device, new() { Services = JsonNode.Parse("""[{"service_id":"Lamp","properties":{"level":77}}]""") }, cancelled);
        var properties = await platform.Client.ListPropertiesAsync(device, new() { ServiceId = "Lamp" }, cancelled);
        Assert.Equal(77, (int?)properties.Response!["services"]![0]!["properties"]!["level"]);

        running.Interrupt();
        var ended = await running.EndAsync();
        Assert.Equal(0, ended.Status);
        Assert.Equal(3, (int?)JsonNode.Parse(ended.Output)!["commands"]);
        Assert.Empty((await platform.Client.ListDevicesAsync(cancellationToken: cancelled)).Devices!);
    }

    [Fact]
    public async Task A_device_that_is_refused_is_told_and_counts_as_a_failure()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var product = await platform.AddProductAsync();
        var device = await platform.AddDeviceAsync(product, "sim0001");
        await platform.Client.FreezeDeviceAsync(device, TestContext.Current.CancellationToken);
        var refused = await platform.DukouAsync("simulate", product, "--interval", "0.01", "--reports", "1", "--server", platform.Mqtt());
        Assert.Equal(1, refused.Status);
        Assert.Contains($"dukou trace {device}", refused.Error, StringComparison.Ordinal);
    }
}
