using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

/// <summary>Verbs that reach a device: a raw one answers here.</summary>
public sealed class DeviceTalkTests
{
    static string Answers(WirePublish asked) => asked.Topic.Replace("/request_id", "/response/request_id", StringComparison.Ordinal);

    [Fact]
    public async Task A_command_prints_the_device_s_answer_and_fails_when_the_device_is_not_there()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        var silent = await platform.DukouAsync("command", device, "--service", "Lamp", "--name", "SET_LEVEL", "--para", "level=3");
        Assert.Equal(1, silent.Status);
        await using var lamp = await platform.ConnectDeviceAsync(device);
        var running = platform.DukouAsync("command", device, "--service", "Lamp", "--name", "SET_LEVEL", "--para", "level=3");
        var command = await lamp.ReadPublishAsync();
        Assert.Equal("""{"service_id":"Lamp","command_name":"SET_LEVEL","paras":{"level":3}}""", command.Payload);
        await lamp.PublishAsync(Answers(command), """{"result_code":0,"paras":{"done":true}}""");
        var answered = await running;
        Assert.Equal(0, answered.Status);
        Assert.True((bool?)JsonNode.Parse(answered.Output)!["response"]!["paras"]!["done"]);
        Assert.Equal(2, (await platform.DukouAsync("command", device, "--para", "level")).Status);
    }

    [Fact]
    public async Task Properties_are_asked_for_and_set()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var lamp = await platform.ConnectDeviceAsync(device);
        var setting = platform.DukouJsonAsync("property", "set", device, "Lamp", "--value", "level=4");
        var set = await lamp.ReadPublishAsync();
        Assert.Contains("""{"level":4}""", set.Payload, StringComparison.Ordinal);
        await lamp.PublishAsync(Answers(set), """{"result_code":0}""");
        Assert.Equal(0, (int?)Assert.Single(await setting)["response"]!["result_code"]);
        var asking = platform.DukouAsync("property", "get", device, "Lamp");
        var get = await lamp.ReadPublishAsync();
        await lamp.PublishAsync(Answers(get), """{"services":[{"service_id":"Lamp","properties":{"level":4}}]}""");
        Assert.Contains("response.services[0].properties.level  4", (await asking).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_waits_for_the_device_and_keeps_its_form()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        Assert.Equal("PENDING", (string?)Assert.Single(await platform.DukouJsonAsync("message", device, """{"hello":1}"""))["result"]!["status"]);
        await using var lamp = await platform.ConnectDeviceAsync(device);
        Assert.Equal("""{"hello":1}""", JsonNode.Parse((await lamp.ReadPublishAsync()).Payload)!["content"]!.ToString());
    }

    [Fact]
    public async Task Watch_shows_reports_as_they_come_and_history_charts_them_afterwards()
    {
        await using var platform = await RemoteVerbs.StartAsync();
        var device = await platform.AddDeviceAsync(await platform.AddProductAsync());
        await using var lamp = await platform.ConnectDeviceAsync(device);
        await using var watching = platform.Start("watch", device, "--count", "3");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(watching.Error.Contains("Waiting", StringComparison.Ordinal)));
        foreach (var level in new[] { 10, 90, 40 })
            await lamp.PublishAckedAsync($"$oc/devices/{device}/sys/properties/report", $$$"""{"services":[{"service_id":"Lamp","properties":{"level":{{{level}}},"name":"\u001b[31m"}}]}""");
        var watched = await watching.EndAsync();
        Assert.Equal(0, watched.Status);
        var lines = watched.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains($"  {device}  Lamp  level=10  name=", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', watched.Output);

        var csv = (await platform.DukouAsync("history", device, "--property", "level", "--csv")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["value", "10", "90", "40"], csv.Select(line => line.Split(',')[3]));
        var chart = (await platform.DukouAsync("history", device)).Output;
        Assert.Contains("Lamp.level  (last 40, 3 reports)", chart, StringComparison.Ordinal);
        Assert.Contains("90 │", chart, StringComparison.Ordinal);
        Assert.Contains("10 │", chart, StringComparison.Ordinal);
        Assert.Equal(3, (await platform.DukouJsonAsync("history", device, "--service", "Lamp")).Count);
    }
}
