using Dukou.Protocol.Iotda;
using Dukou.Server.Tests.Exchange;
using Dukou.Server.Tests.Module;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>MQTT.js under Node.js, which <c>./check</c> installs beside the build's output; skipped where it is not there.</summary>
public sealed class MqttJsTests
{
    const string Script = """
        const mqtt = require('mqtt')
        const [url, clientId, username, password, version] = process.argv.slice(1)
        const heard = []
        const client = mqtt.connect(url, {
          clientId, username, password, protocolVersion: Number(version), clean: true, reconnectPeriod: 0,
          will: { topic: 'status/' + username, payload: 'gone', qos: 1, retain: true },
        })
        client.on('error', error => { console.log('error ' + error.message); process.exit(1) })
        client.on('connect', () => client.subscribe('line/#', { qos: 2 }, (error, granted) => {
          for (let n = 0; n < 10; n++) client.publish('line/' + n, String(n), { qos: n % 3, retain: n === 9 })
        }))
        client.on('message', (topic, payload, packet) => {
          heard.push(payload.toString() + ':' + packet.qos)
          if (heard.length === 10) { console.log(heard.sort().join(' ')); client.stream.destroy(); setTimeout(() => process.exit(0), 200) }
        })
        """;

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public async Task It_hears_itself_at_every_QoS_and_its_will_is_retained(int version, bool webSocket)
    {
        var modules = Repository.PathOf("artifacts", "mqttjs", "node_modules");
        Assert.SkipUnless(Directory.Exists(Path.Combine(modules, "mqtt")), "MQTT.js is not installed: ./check installs it where npm is.");
        await using var pair = await Pair.StartAsync();
        var listeners = pair.Platform.Platform.Listeners;
        var stamp = SecretStamp.Of(pair.Platform.Clock.GetUtcNow()).ToString();
        var script = $"module.paths.unshift({System.Text.Json.JsonSerializer.Serialize(modules)});{Script}";
        var (status, output) = await ForeignProgram.RunAsync("node", "-e", script, webSocket ? $"ws://{listeners.Http}/mqtt" : $"mqtt://127.0.0.1:{listeners.Mqtt!.Port}",
            $"{pair.A}_0_1_{stamp}", pair.A, DevicePassword.Compute("12345678", stamp), $"{version}");
        Assert.Equal((0, "0:0 1:1 2:2 3:0 4:1 5:2 6:0 7:1 8:2 9:0\n"), (status, output));
        await pair.GoneAsync(pair.A);
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("line/+", 0);
        Assert.True((await b.HearAsync("9")).Retain);
        await b.ListenAsync("status/+", 0);
        var will = await b.HearAsync("gone");
        Assert.Equal($"status/{pair.A}", will.Topic);
    }
}
