using System.Text;
using Dukou.Protocol.Iotda;
using Dukou.Server.Tests.Exchange;
using Dukou.Server.Tests.Gateway;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>Clients that others have written, with all of MQTT: retained messages, QoS 2, wills, sessions that wait.</summary>
public sealed class RelaxedClientTests
{
    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquitto_retains_at_QoS_2_and_finds_it_again(string version)
    {
        await using var pair = await Pair.StartAsync();
        var (status, output) = await ForeignProgram.RunAsync("mosquitto_pub", [.. Login(pair, pair.A, version), "-q", "2", "-r", "-t", "line/1", "-m", "kept"]);
        Assert.True(status == 0, output);
        var (heard, text) = await ForeignProgram.RunAsync("mosquitto_sub", [.. Login(pair, pair.B, version), "-q", "2", "-t", "line/#", "-C", "1", "-W", "20", "-F", "%t %q %r %p"]);
        Assert.Equal((0, "line/1 2 1 kept\n"), (heard, text));
    }

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquitto_s_session_waits_also_over_a_restart(string version)
    {
        await using var pair = await Pair.StartAsync();
        string[] waits = version == "mqttv5" ? ["-c", "-x", "3600"] : ["-c"];
        // -E: gone as soon as it has subscribed.
        var (status, output) = await ForeignProgram.RunAsync("mosquitto_sub", [.. Login(pair, pair.B, version), .. waits, "-q", "2", "-t", "line/1", "-E"]);
        Assert.True(status == 0, output);
        foreach (var payload in new[] { "one", "two" })
            Assert.Equal(0, (await ForeignProgram.RunAsync("mosquitto_pub", [.. Login(pair, pair.A, version), "-q", "2", "-t", "line/1", "-m", payload])).Status);
        await pair.RestartAsync();
        var (heard, text) = await ForeignProgram.RunAsync("mosquitto_sub", [.. Login(pair, pair.B, version), .. waits, "-q", "2", "-t", "line/1", "-C", "2", "-W", "20"]);
        Assert.Equal((0, "one\ntwo\n"), (heard, text));
    }

    [Fact]
    public async Task Mosquitto_s_will_is_said_when_it_is_killed()
    {
        await using var pair = await Pair.StartAsync();
        await using var b = await pair.ConnectAsync(pair.B);
        await b.ListenAsync("status/+");
        using var a = ForeignProgram.Start("mosquitto_sub", [.. Login(pair, pair.A, "mqttv5"), "-t", "up", "--will-topic", "status/a", "--will-payload", "gone", "--will-qos", "2"]);
        await pair.Platform.ConnectedAsync(pair.A);
        a.Kill();
        await b.HearAsync("gone");
    }

    [Theory]
    [InlineData("3.1.1")]
    [InlineData("5")]
    public async Task Paho_hears_itself_at_QoS_2(string version)
    {
        const string script = """
            import sys
            import paho.mqtt.client as mqtt
            host, port, client_id, user, password, version = sys.argv[1:7]
            made = dict(client_id=client_id, protocol=mqtt.MQTTv5 if version == '5' else mqtt.MQTTv311)
            if hasattr(mqtt, 'CallbackAPIVersion'):
                made['callback_api_version'] = mqtt.CallbackAPIVersion.VERSION1
            client = mqtt.Client(**made)
            client.username_pw_set(user, password)
            heard = []
            def on_connect(client, *rest):
                client.subscribe('line/#', 2)
            def on_subscribe(client, *rest):
                for n in range(20):
                    client.publish('line/%d' % n, str(n), 2)
            def on_message(client, userdata, message):
                heard.append('%s:%d' % (message.payload.decode(), message.qos))
                if len(heard) == 20:
                    client.disconnect()
            client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
            client.connect(host, int(port), keepalive=120)
            client.loop_forever()
            print(' '.join(heard))
            """;
        await using var pair = await Pair.StartAsync();
        var stamp = SecretStamp.Of(pair.Platform.Clock.GetUtcNow()).ToString();
        var (status, output) = await ForeignProgram.RunAsync(await PahoTests.PythonAsync(), "-c", script, "127.0.0.1", $"{pair.Platform.Platform.Listeners.Mqtt!.Port}",
            $"{pair.A}_0_1_{stamp}", pair.A, DevicePassword.Compute("12345678", stamp), version);
        Assert.True(status == 0, output);
        Assert.Contains(string.Join(' ', Enumerable.Range(0, 20).Select(n => $"{n}:2")), output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Two_MQTTnet_clients_talk_at_QoS_2_and_a_session_waits(MqttProtocolVersion version)
    {
        await using var pair = await Pair.StartAsync();
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using (var b = new MqttClientFactory().CreateMqttClient())
        {
            await b.ConnectAsync(Options(pair, pair.B, version), TestContext.Current.CancellationToken);
            await b.SubscribeAsync("line/#", MqttQualityOfServiceLevel.ExactlyOnce, TestContext.Current.CancellationToken);
            await b.DisconnectAsync(cancellationToken: TestContext.Current.CancellationToken);
        }
        await pair.GoneAsync(pair.B);
        using var a = new MqttClientFactory().CreateMqttClient();
        await a.ConnectAsync(Options(pair, pair.A, version), TestContext.Current.CancellationToken);
        for (var n = 0; n < 5; n++)
            Assert.True((await a.PublishStringAsync($"line/{n}", $"{n}", MqttQualityOfServiceLevel.ExactlyOnce, cancellationToken: TestContext.Current.CancellationToken)).IsSuccess);
        using var again = new MqttClientFactory().CreateMqttClient();
        again.ApplicationMessageReceivedAsync += received =>
        {
            heard.Enqueue(received.ApplicationMessage.ConvertPayloadToString());
            return Task.CompletedTask;
        };
        Assert.True((await again.ConnectAsync(Options(pair, pair.B, version), TestContext.Current.CancellationToken)).IsSessionPresent);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(heard.Count == 5));
        Assert.Equal(["0", "1", "2", "3", "4"], heard);
    }

    static MqttClientOptions Options(Pair pair, string deviceId, MqttProtocolVersion version)
    {
        var stamp = SecretStamp.Of(pair.Platform.Clock.GetUtcNow()).ToString();
        var options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(version)
            .WithClientId($"{deviceId}_0_1_{stamp}")
            .WithCredentials(deviceId, Encoding.ASCII.GetBytes(DevicePassword.Compute("12345678", stamp)))
            .WithCleanStart(false)
            .WithTcpServer("127.0.0.1", pair.Platform.Platform.Listeners.Mqtt!.Port);
        return (version == MqttProtocolVersion.V500 ? options.WithSessionExpiryInterval(3600) : options).Build();
    }

    static List<string> Login(Pair pair, string deviceId, string version)
    {
        var stamp = SecretStamp.Of(pair.Platform.Clock.GetUtcNow()).ToString();
        return ["-V", version, "-h", "localhost", "-p", $"{pair.Platform.Platform.Listeners.Mqtt!.Port}", "-i", $"{deviceId}_0_1_{stamp}", "-u", deviceId, "-P", DevicePassword.Compute("12345678", stamp)];
    }
}
