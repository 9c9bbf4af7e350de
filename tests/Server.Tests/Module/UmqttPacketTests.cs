namespace Dukou.Server.Tests.Module;

/// <summary>What the module's MQTT client puts on the wire and what it makes of the answers.</summary>
public sealed class UmqttPacketTests
{
    const string Connect = "10 0D 00 04 'MQTT' 04 02 00 00 00 01 'd'";

    const string Client = """
        import _thread
        import utime
        from umqtt import MQTTClient, MQTTException
        c = MQTTClient('d', '192.0.2.1', '1883')
        c.set_callback(lambda topic, msg: print('arrived', topic, msg))
        c.connect()

        """;

    [Fact]
    public async Task Each_packet_leaves_in_the_pieces_that_the_module_writes()
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync("""
            from _link import socket
            class Recorder(socket.socket):
                def sendall(self, data):
                    print('write', data.hex())
                    super().sendall(data)
            socket.socket = Recorder
            """ + "\n" + Client + """
            c.subscribe('a/#')
            c.publish('t', 'one')
            c.publish('t', '')
            _thread.start_new_thread(c.wait_msg, ())
            c.publish('t', b'two', qos=1)
            """, peer.Address);
        await peer.AcceptAsync(Connect);
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("82 08 00 01 00 03 'a/#' 00");
        await peer.SendAsync("90 03 00 01 00");
        await peer.ExpectAsync("30 06 00 01 't' 'one'");
        await peer.ExpectAsync("30 03 00 01 't'");
        await peer.ExpectAsync("32 08 00 01 't' 00 03 'two'");
        await peer.SendAsync("40 02 00 03");
        await run.SucceedAsync();
        Assert.Equal(
        [
            "write 100d00044d51545404020000000164",
            "write 82080001", "write 0003612f23", "write 00",
            "write 3006", "write 0001", "write 74", "write 6f6e65",
            "write 3003", "write 0001", "write 74",
            "write 3208", "write 0001", "write 74", "write 0003", "write 74776f",
        ], run.Output);
    }

    [Fact]
    public async Task Version_3_with_a_will_user_and_password_is_laid_out_as_MQTT_3_1_asks()
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync("""
            from umqtt import MQTTClient
            c = MQTTClient(b'd', b'192.0.2.1', user='u', password='p', keepalive=30, version=3)
            c.set_last_will('w', 'gone', retain=True, qos=1)
            print(c.connect(clean_session=False), c.get_mqttsta())
            c.disconnect()
            print(c.get_mqttsta(), c.wait_msg())
            """, peer.Address);
        await peer.AcceptAsync("10 1E 00 06 'MQIsdp' 03 EC 00 1E 00 01 'd' 00 01 'w' 00 04 'gone' 00 01 'u' 00 01 'p'");
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("E0 00");
        await peer.ExpectCloseAsync();
        await run.SucceedAsync();
        Assert.Equal(["0 0", "-1 None"], run.Output);
    }

    [Theory]
    [InlineData("20 02 00 05", "MQTT Connect error='5' FAIL")]
    [InlineData("20 02 00 02", "MQTT Connect error='2' FAIL")]
    [InlineData("", "MQTT Connect error='the server closed the connection' FAIL")]
    public async Task A_refused_connection_is_a_ValueError_with_the_code_in_its_text(string answer, string text)
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync("""
            from umqtt import MQTTClient
            c = MQTTClient('d', '192.0.2.1', 1883, keepalive=30)
            try:
                c.connect()
            except ValueError as error:
                print(error)
            print(c.get_mqttsta(), c.wait_msg())
            """, peer.Address);
        await peer.AcceptAsync();
        await peer.SendAsync(answer);
        peer.Close();
        await run.SucceedAsync();
        Assert.Equal([text, "-1 None"], run.Output);
    }

    [Fact]
    public async Task A_third_positional_argument_of_publish_is_RETAIN_and_not_QoS()
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync(Client + "c.publish('t', 'x', 1)", peer.Address);
        await peer.AcceptAsync(Connect);
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("31 04 00 01 't' 'x'");
        await run.SucceedAsync();
    }

    [Fact]
    public async Task A_QoS_1_publish_on_the_only_thread_waits_five_seconds_and_goes_on()
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync(Client + """
            began = utime.ticks_ms()
            c.publish('t', 'x', qos=1)
            print(5000 <= utime.ticks_diff(utime.ticks_ms(), began) < 8000)
            """, peer.Address);
        await peer.AcceptAsync(Connect);
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("32 06 00 01 't' 00 01 'x'");
        await peer.SendAsync("40 02 00 01");
        await run.SucceedAsync();
        Assert.Equal(["True"], run.Output);
        Assert.Contains(run.Errors, line => line.Contains("no PUBACK within 5 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_callback_gets_bytes_and_QoS_1_is_acknowledged_with_its_own_id()
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync(Client + """
            c.subscribe('a', 1)
            print('subscribed')
            c.wait_msg()
            print(c.check_msg())
            """, peer.Address);
        await peer.AcceptAsync(Connect);
        await peer.AcceptConnectionAsync();
        await peer.ExpectAsync("82 06 00 01 00 01 'a' 01");
        await peer.SendAsync("30 05 00 01 'a' 'hi'"); // A PUBLISH may overtake the SUBACK.
        await peer.SendAsync("90 03 00 01 01");
        await run.ExpectLineAsync("subscribed");
        foreach (var piece in (string[])["32", "09 00", "01 'a' 12", "34 'wxyz'"])
            await peer.SendAsync(piece);
        await peer.ExpectAsync("40 02 12 34");
        await run.SucceedAsync();
        Assert.Equal(["arrived b'a' b'hi'", "subscribed", "arrived b'a' b'wxyz'", "None"], run.Output);
    }

    [Theory]
    [InlineData("90 03 00 01 80", "MQTTException 128")]
    [InlineData("90 03 00 02 00", "AssertionError SUBACK with another packet id")]
    public async Task A_refused_or_foreign_SUBACK_is_raised(string suback, string text)
    {
        await using var peer = new ScriptedPeer();
        await using var run = await ModuleRun.StartAsync(Client + """
            try:
                c.subscribe('a')
            except Exception as error:
                print(type(error).__name__, error)
            """, peer.Address);
        await peer.AcceptAsync(Connect);
        await peer.AcceptConnectionAsync();
        await peer.ReadAsync();
        await peer.SendAsync(suback);
        await run.SucceedAsync();
        Assert.Equal([text], run.Output);
    }
}
