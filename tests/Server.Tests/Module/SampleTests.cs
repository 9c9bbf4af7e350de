using System.Text;
using System.Text.Json;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>Our own QuecPython script against the demo product's model, packet by packet.</summary>
public sealed class SampleTests
{
    [Theory]
    [InlineData("cpython")]
    [InlineData("micropython")]
    public async Task The_filled_script_reports_and_answers_every_command(string runtime)
    {
        await using var peer = new ScriptedPeer();
        var colon = peer.Address.LastIndexOf(':');
        var connection = new ConnectionInfo("room_0_0_2026010203", peer.Address[..colon], int.Parse(peer.Address[(colon + 1)..], null), "room", "c0ffee");
        await using var run = await ModuleRun.StartAsync(new ModuleSettings
        {
            Script = Encoding.UTF8.GetBytes(DeviceScript.Fill(connection)),
            Runtime = await Runtimes.FindAsync(runtime),
        });
        await peer.AcceptAsync("10 2D 00 04 'MQTT' 04 C2 00 3C 00 13 'room_0_0_2026010203' 00 04 'room' 00 06 'c0ffee'");
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("82 24 00 01 00 1F '$oc/devices/room/sys/commands/#' 00");
        await peer.SendAsync("90 03 00 01 00");

        var report = await PublishAsync(peer, "$oc/devices/room/sys/properties/report");
        var service = report.GetProperty("services")[0];
        Assert.Equal("Environment", service.GetProperty("service_id").GetString());
        Assert.Equal(21.5m, service.GetProperty("properties").GetProperty("temperature").GetDecimal());
        Assert.InRange(service.GetProperty("properties").GetProperty("humidity").GetInt32(), 40, 49);
        await run.ExpectLineAsync("waiting for commands");

        Assert.Equal((0, "light is ON"), await CommandAsync(peer, "1a2b", "SET_LIGHT", "ON"));
        await run.ExpectLineAsync("answered: light is ON");
        Assert.Equal((0, "light is OFF"), await CommandAsync(peer, "3c4d", "SET_LIGHT", "OFF"));
        Assert.Equal(1, (await CommandAsync(peer, "5e6f", "SET_LIGHT", "DIM")).Code);
        Assert.Equal(1, (await CommandAsync(peer, "7a8b", "OPEN_DOOR", "ON")).Code);
    }

    [Fact]
    public async Task The_sample_computes_its_password_from_the_hour_of_the_modules_clock()
    {
        await using var clock = await ModuleRun.StartAsync(
            DeviceScript.Fill("room", "12345678", "platform.example", 1883).Split("PREFIX =")[0].Replace(
                "HOUR = ", "utime.localtime = lambda: (2025, 4, 14, 1)\nHOUR = ", StringComparison.Ordinal)
            + "print(CLIENT_ID, USER, PASSWORD)");
        await clock.SucceedAsync();
        Assert.Equal(["room_0_0_2025041401 b'room' c75150e6cb841417396819e4d2ee4358a416344a03a083e3a8567074ddec820a"], clock.Output);
    }

    static async Task<(int Code, string? Result)> CommandAsync(ScriptedPeer peer, string requestId, string name, string on)
    {
        var topic = $"$oc/devices/room/sys/commands/request_id={requestId}";
        var body = $$$"""{"service_id":"Environment","command_name":"{{{name}}}","paras":{"on":"{{{on}}}"}}""";
        await peer.PublishAsync(topic, body);
        var answer = await PublishAsync(peer, $"$oc/devices/room/sys/commands/response/request_id={requestId}");
        return (answer.GetProperty("result_code").GetInt32(), answer.GetProperty("paras").GetProperty("result").GetString());
    }

    /// <summary>The body of the next packet, which must be a QoS 0 PUBLISH to the topic.</summary>
    static async Task<JsonElement> PublishAsync(ScriptedPeer peer, string topic)
    {
        var packet = await peer.ReadAsync();
        var text = Encoding.UTF8.GetString(packet);
        Assert.Equal('0', text[0]); // 30: PUBLISH, QoS 0, not retained.
        var at = text.IndexOf(topic + "{", StringComparison.Ordinal);
        Assert.True(at > 0, $"No publish to {topic}: {ScriptedPeer.Show(packet)}");
        return JsonDocument.Parse(text[(at + topic.Length)..]).RootElement;
    }
}
