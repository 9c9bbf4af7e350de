using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>How the module's MQTT client keeps a link, notices its loss and mends it; paced as the module is.</summary>
public sealed class UmqttLinkTests
{
    [Fact]
    public async Task A_ping_comes_when_the_five_second_poll_finds_it_due_however_much_is_published()
    {
        // A machine that is busy elsewhere may be late once; a ping that every publish puts off is late each time.
        var pauses = new List<double>();
        while (pauses.Count < 3 && (pauses.Count == 0 || pauses[^1] > 8))
            pauses.Add(await PauseBeforePingAsync());
        Assert.InRange(pauses.Min(), 4.5, 8);
    }

    /// <summary>Seconds from CONNECT to the ping of a client with a keep-alive of 5 s that publishes after 4 s.</summary>
    static async Task<double> PauseBeforePingAsync()
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync("""
            import utime
            from umqtt import MQTTClient
            c = MQTTClient('d', '192.0.2.1', keepalive=5)
            c.connect()
            utime.sleep(4)
            c.publish('t', 'x')
            print(c.wait_msg())
            """, peer.Address);
        await peer.AcceptAsync("10 0D 00 04 'MQTT' 04 02 00 05 00 01 'd'");
        var began = Stopwatch.StartNew();
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("30 04 00 01 't' 'x'");
        await peer.ExpectAsync("C0 00");
        var pause = began.Elapsed.TotalSeconds;
        await peer.SendAsync("D0 00");
        await run.SucceedAsync();
        Assert.Equal(["b'\\xd0'"], run.Output);
        return pause;
    }

    [Fact]
    public async Task After_the_server_closes_wait_msg_returns_None_until_a_failing_ping_starts_the_reconnect()
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync("""
            from umqtt import MQTTClient
            events = []
            c = MQTTClient('d', '192.0.2.1', keepalive=5)
            c.set_callback(lambda topic, msg: events.append(msg))
            c.error_register_cb(events.append)
            c.connect()
            c.subscribe('a')
            c.subscribe('b')
            print(c.wait_msg(), c.get_mqttsta(), events)
            while not events or events[-1] != b'again':
                c.wait_msg()
            print(c.get_mqttsta(), events)
            """, peer.Address);
        await peer.AcceptAsync();
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("82 06 00 01 00 01 'a' 00");
        await peer.SendAsync("90 03 00 01 00");
        await peer.ExpectAsync("82 06 00 02 00 01 'b' 00");
        await peer.SendAsync("90 03 00 02 00");
        peer.Close();
        await run.ExpectLineAsync("None 2 []");
        await peer.AcceptAsync("10 0D 00 04 'MQTT' 04 02 00 05 00 01 'd'");
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("82 06 00 03 00 01 'a' 00");
        await peer.SendAsync("90 03 00 03 00");
        await peer.ExpectAsync("82 06 00 04 00 01 'b' 00");
        await peer.SendAsync("90 03 00 04 00");
        await peer.SendAsync("30 08 00 01 'a' 'again'");
        await run.SucceedAsync();
        Assert.Equal("0 ['reconnect_start', 'reconnect_success', b'again']", run.Output.Last());
    }

    [Fact]
    public async Task Without_reconn_a_lost_link_is_told_and_then_raised_from_wait_msg()
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync("""
            from umqtt import MQTTClient
            c = MQTTClient('d', '192.0.2.1', keepalive=5, reconn=False)
            c.error_register_cb(lambda text: print('told', text))
            c.connect()
            try:
                while True:
                    c.wait_msg()
            except OSError as error:
                print('raised', error, c.get_mqttsta())
            """, peer.Address);
        await peer.AcceptAsync();
        await peer.AcceptConnectionAsync();
        peer.Close();
        await run.SucceedAsync();
        Assert.Equal(["told the server has closed the connection", "raised the server has closed the connection -1"], run.Output);
    }

    [Fact]
    public async Task A_module_connects_over_TLS_without_asking_who_signed()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync(new ModuleSettings
        {
            Script = """
                from umqtt import MQTTClient
                c = MQTTClient('d', '192.0.2.1', ssl=True)
                c.set_callback(lambda topic, msg: print(topic, msg))
                c.connect()
                c.subscribe('a')
                c.wait_msg()
                """u8.ToArray(),
            Server = "192.0.2.9:1883",
            TlsServer = peer.Address,
        });
        await peer.AcceptTlsAsync(certificate);
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("82 06 00 01 00 01 'a' 00");
        await peer.SendAsync("90 03 00 01 00 30 05 00 01 'a' 'hi'"); // One TLS record: the second packet waits inside the library.
        await run.SucceedAsync();
        Assert.Equal(["b'a' b'hi'"], run.Output);
        Assert.Contains($"[module] 192.0.2.1:8883 is replaced by {peer.Address} (DUKOU_MODULE_TLS_SERVER)", run.Errors);
    }
}
