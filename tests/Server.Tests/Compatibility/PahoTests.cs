using Dukou.Protocol.Iotda;
using Dukou.Server.Tests.Gateway;

namespace Dukou.Server.Tests.Compatibility;

/// <summary>The Paho client for Python, which the vendor's Python SDK is built on.</summary>
public sealed class PahoTests
{
    const string Script = """
        import sys
        import paho.mqtt.client as mqtt
        host, port, client_id, user, password, version = sys.argv[1:7]
        topic = '$oc/devices/%s/sys/' % user
        level = mqtt.MQTTv5 if version == '5' else mqtt.MQTTv311
        made = dict(client_id=client_id, protocol=level)
        if hasattr(mqtt, 'CallbackAPIVersion'):
            made['callback_api_version'] = mqtt.CallbackAPIVersion.VERSION1
        client = mqtt.Client(**made)
        client.username_pw_set(user, password)
        def on_connect(client, *rest):
            client.subscribe(topic + 'commands/#', 1)
        def on_subscribe(client, *rest):
            client.publish(topic + 'properties/report', '{"services":[{"service_id":"Lamp","properties":{"level":7}}]}', 1)
        def on_publish(client, userdata, mid, *rest):
            print('published', flush=True)
        def on_message(client, userdata, message):
            client.on_publish = lambda *rest: client.disconnect()
            client.publish(message.topic.replace('commands/', 'commands/response/'), '{"result_code":0}', 1)
        client.on_connect, client.on_subscribe, client.on_publish, client.on_message = on_connect, on_subscribe, on_publish, on_message
        client.connect(host, int(port), keepalive=120)
        client.loop_forever()
        """;

    [Theory]
    [InlineData("3.1.1")]
    [InlineData("5")]
    public async Task A_device_reports_and_answers_a_command(string version)
    {
        var (platform, deviceId) = await Lamp.StartAsync();
        await using var _ = platform;
        var stamp = SecretStamp.Of(platform.Clock.GetUtcNow()).ToString();
        using var client = ForeignProgram.Start(await PythonAsync(), "-c", Script, "127.0.0.1", $"{platform.Platform.Listeners.Mqtt!.Port}",
            $"{deviceId}_0_1_{stamp}", deviceId, DevicePassword.Compute("12345678", stamp), version);
        if (await client.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) != "published")
        {
            var (status, output) = await client.FinishAsync();
            Assert.Fail($"{status}: {output}");
        }
        Assert.Equal(0, (await platform.CommandAsync(deviceId))["response"]!["result_code"]!.GetValue<int>());
        Assert.Equal(0, (await client.FinishAsync()).Status);
    }

    // Debian's package belongs to Debian's Python, which need not be first on the path.
    public static async Task<string> PythonAsync()
    {
        foreach (var python in new[] { "python3", "/usr/bin/python3" })
            if ((await ForeignProgram.RunAsync(python, "-c", "import paho.mqtt.client")).Status == 0)
                return python;
        Assert.Skip("The Paho client for Python (Debian: python3-paho-mqtt) is not installed.");
        return "";
    }
}
