using System.Text;
using Dukou.Cli.Module;

namespace Dukou.Server.Tests.Module;

/// <summary>The module's small libraries, asked from a script, on every Python that is here.</summary>
public sealed class ShimTests
{
    [Theory]
    [InlineData("cpython")]
    [InlineData("micropython")]
    public Task Local_time_is_eight_hours_ahead_of_UTC_until_the_script_changes_it(string runtime) => HoldsAsync(runtime, """
        import utime
        assert utime.localtime(0)[:6] == (1970, 1, 1, 8, 0, 0), utime.localtime(0)
        assert len(utime.localtime()) == 8 and utime.getTimeZone() == 8
        for moment in (0, 951782400, 1709164800, 1735689599, 4102444800):
            assert utime.mktime(utime.localtime(moment)) == moment, moment
        assert utime.setTimeZone(13) == -1 and utime.setTimeZone(0) == 0
        assert utime.localtime(3600)[:4] == (1970, 1, 1, 1)
        began = utime.ticks_ms()
        utime.sleep_ms(50)
        assert 45 <= utime.ticks_diff(utime.ticks_ms(), began) < 5000
        assert utime.ticks_diff(utime.ticks_add(began, -7), began) == -7
        """);

    [Theory]
    [InlineData("cpython")]
    [InlineData("micropython")]
    public Task The_frozen_hmac_gives_the_password_and_uhashlib_has_no_hexdigest(string runtime) => HoldsAsync(runtime, """
        import hmac
        import ubinascii
        import uhashlib
        from hashlib import sha256
        password = hmac.new(b'2025041401', b'12345678', digestmod=sha256)
        assert password.hexdigest() == 'c75150e6cb841417396819e4d2ee4358a416344a03a083e3a8567074ddec820a'
        assert ubinascii.hexlify(password.digest()).decode() == password.hexdigest()
        assert hmac.new(b'k' * 65, b'x', sha256).hexdigest() == '75092ca3ee2b307470c227697b42b3e65376aa3bae98fb5a1f7b7536daa9588a'
        digest = uhashlib.sha256(b'abc').digest()
        assert ubinascii.hexlify(digest)[:8] == b'ba7816bf'
        assert not hasattr(uhashlib.sha256(b''), 'hexdigest')
        """);

    [Theory]
    [InlineData("cpython")]
    [InlineData("micropython")]
    public Task Files_under_usr_are_the_modules_own(string runtime) => HoldsAsync(runtime, """
        import ujson
        import uos
        with open('/usr/settings.json', 'w') as file:
            ujson.dump({'name': 'lamp'}, file)
        assert sorted(uos.listdir('/usr')) == ['main.py', 'settings.json'], uos.listdir('/usr')
        assert [entry[0] for entry in uos.ilistdir('/usr') if entry[1] == 0x8000 and entry[3] == 16] == ['settings.json']
        uos.mkdir('/usr/old')
        uos.rename('/usr/settings.json', '/usr/old/settings.json')
        with open('/usr/old/settings.json') as file:
            assert ujson.load(file) == {'name': 'lamp'}
        assert uos.stat('/usr/old/settings.json')[6] == 16
        uos.remove('/usr/old/settings.json')
        uos.rmdir('/usr/old')
        assert uos.listdir('/usr') == ['main.py']
        assert ujson.loads(ujson.dumps({'text': '渡口', 'list': [1, 2.5, None, True]})) == {'text': '渡口', 'list': [1, 2.5, None, True]}
        assert '渡口' in ujson.dumps('渡口')
        """);

    [Theory]
    [InlineData("cpython")]
    [InlineData("micropython")]
    public Task The_module_is_who_it_is_told_to_be(string runtime) => HoldsAsync(runtime, """
        import checkNet
        import modem
        import sim
        assert (modem.getDevImei(), modem.getDevSN(), sim.getImsi()) == ('868540050954037', 'SN-1', '460001112223334')
        assert modem.getDevMAC() == -1 and sim.getIccid() == -1 and sim.getStatus() == 1
        assert modem.getDevModel() and modem.getDevFwVersion() and modem.getDevProductId()
        assert checkNet.waitNetworkReady(30) == (3, 1)
        network = checkNet.CheckNetwork('room', '1.0')
        network.poweron_print_once()
        assert network.wait_network_connected(30) == (3, 1)
        try:
            checkNet.waitNetworkReady(0)
            assert False
        except OSError:
            pass
        """);

    [Theory]
    [InlineData("cpython")]
    [InlineData("micropython")]
    public Task A_serial_port_is_a_loop_or_a_file(string runtime) => HoldsAsync(runtime, """
        import utime
        from machine import UART
        heard = []
        loop = UART(UART.UART2, 115200, 8, 0, 1, 0)
        loop.set_callback(heard.append)
        assert loop.any() == 0 and loop.read(10) == b''
        assert loop.write('hello') == 5 and loop.any() == 5
        assert loop.read(2) == b'he' and loop.read() == b'llo'
        for _ in range(100):
            if heard:
                break
            utime.sleep_ms(20)
        assert heard == [[0, 2, 5]], heard
        assert loop.close() == 0 and loop.write('x') == -1
        with open('meter', 'wb') as file:
            file.write(b'42')
        meter = UART(UART.UART1, 9600, 8, 0, 1, 0)
        assert meter.read(10) == b'42'
        meter.write(b'ask')
        meter.close()
        with open('meter.out', 'rb') as file:
            assert file.read() == b'ask'
        """);

    static async Task HoldsAsync(string runtime, string script)
    {
        await using var run = await ModuleRun.StartAsync(new ModuleSettings
        {
            Script = Encoding.UTF8.GetBytes(script + "\nprint('done')"),
            Runtime = await Runtimes.FindAsync(runtime),
            Imei = "868540050954037",
            SerialNumber = "SN-1",
            Imsi = "460001112223334",
            More = new Dictionary<string, string> { ["ICCID"] = "-1", ["UART1"] = "meter" },
        });
        await run.SucceedAsync();
        Assert.Equal("done", run.Output.Last());
    }
}
