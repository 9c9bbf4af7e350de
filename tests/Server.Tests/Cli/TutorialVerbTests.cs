using System.Text.Json.Nodes;

namespace Dukou.Server.Tests.Cli;

public sealed class TutorialVerbTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_whole_story_runs_by_itself_and_can_be_undone()
    {
        var (process, _) = await CliProcess.UpAsync("--data", _folder.Path);
        await using var running = process;

        var walk = await CliProcess.RunAsync("tutorial", "--send", "--data", _folder.Path);

        Assert.True(walk.Status == 0, walk.Output + walk.Error);
        foreach (var seen in new[] { "waiting for commands", "\"temperature\"", "command SET_LIGHT ON", "\"result_code\":0", "light is ON" })
            Assert.Contains(seen, walk.Output, StringComparison.Ordinal);
        var traces = await CliProcess.RunAsync("trace", "tutorial_room", "--json", "--data", _folder.Path);
        Assert.Contains(Entries(traces), entry => (string?)entry["kind"] == "downlink" && (string?)entry["outcome"] == "done");
        Assert.DoesNotContain(Entries(traces), entry => (string?)entry["outcome"] == "refused");
        var undo = await CliProcess.RunAsync("tutorial", "--undo", "--data", _folder.Path);
        Assert.Contains("tutorial_room", undo.Output, StringComparison.Ordinal);
        Assert.Empty((await CliProcess.RunAsync("tutorial", "--undo", "--data", _folder.Path)).Output);
    }

    [Fact]
    public async Task The_printed_command_of_another_terminal_is_answered()
    {
        var (process, _) = await CliProcess.UpAsync("--data", _folder.Path);
        await using var running = process;
        await using var walk = CliProcess.Start(["tutorial", "--data", _folder.Path]);
        string? line;
        do
            line = (await walk.ReadLineAsync())?.Trim();
        while (line is not null && !line.StartsWith("dukou command ", StringComparison.Ordinal));
        Assert.NotNull(line);

        var command = await CliProcess.RunAsync(["-c", CliProcess.Program + line["dukou".Length..]], null, "sh");

        Assert.True(command.Status == 0, command.Error);
        Assert.Equal("light is ON", (string?)JsonNode.Parse(command.Output)!["response"]!["paras"]!["result"]);
        walk.Interrupt();
        Assert.Equal(0, (await walk.EndAsync()).Status);
    }

    [Fact]
    public async Task A_walk_ends_with_the_platform()
    {
        var (process, _) = await CliProcess.UpAsync("--data", _folder.Path);
        await using var running = process;
        await using var walk = CliProcess.Start(["tutorial", "--data", _folder.Path]);
        while (await walk.ReadLineAsync() is { } line && !line.Contains("waiting for commands", StringComparison.Ordinal))
        {
        }

        process.Terminate();
        Assert.Equal(0, (await process.EndAsync()).Status);

        var result = await walk.EndAsync();
        Assert.Equal(1, result.Status);
        Assert.Contains("has stopped", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_readers_own_copy_of_the_published_script_runs_byte_for_byte()
    {
        // The same device, and the same way to its server, as the published script; the text is our own.
        var script = _folder.File("main.py", """
            import hmac, modem
            from hashlib import sha256
            from umqtt import MQTTClient
            device = "5fbbb784b4ec2202e982e643_" + modem.getDevImei()
            done = False

            def arrived(topic, msg):
                global done
                client.publish(topic.decode().replace("commands/", "commands/response/"), b'{"result_code": 0}')
                done = True

            client = MQTTClient(device + "_0_0_2022010507", "iot-mqtts.example.com", 1883, device, hmac.new(b"2022010507", b"ac4263b86eaf6442997a", sha256).hexdigest(), keepalive=30)
            client.set_callback(arrived)
            client.connect()
            client.subscribe("$oc/devices/" + device + "/sys/commands/#")
            print("Waiting command")
            while not done:
                client.wait_msg()
            client.disconnect()
            """);
        var (process, _) = await CliProcess.UpAsync("--data", Path.Combine(_folder.Path, "data"));
        await using var running = process;

        var walk = await CliProcess.RunAsync("tutorial", "--script", script, "--send", "--data", Path.Combine(_folder.Path, "data"));

        Assert.True(walk.Status == 0, walk.Output + walk.Error);
        Assert.Contains("\"result_code\":0", walk.Output, StringComparison.Ordinal);
        var traces = await CliProcess.RunAsync("trace", "5fbbb784b4ec2202e982e643_868540050954037", "--json", "--data", Path.Combine(_folder.Path, "data"));
        Assert.Single(Entries(traces), entry => (string?)entry["kind"] == "downlink");
    }

    [Fact]
    public async Task The_published_secret_is_registered_on_loopback_only()
    {
        var (process, _) = await CliProcess.UpAsync("--data", _folder.Path, "--mqtt", "0.0.0.0:0");
        await using var running = process;

        var walk = await CliProcess.RunAsync("tutorial", "--script", "main.py", "--send", "--data", _folder.Path);

        Assert.Equal(1, walk.Status);
        Assert.Contains("loopback", walk.Error, StringComparison.Ordinal);
    }

    static List<JsonNode> Entries(CliResult traces) => [.. traces.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
