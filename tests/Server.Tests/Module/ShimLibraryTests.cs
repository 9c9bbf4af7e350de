using System.Text;
using Dukou.Cli.Module;
using Dukou.Cli.Module.Serial;

namespace Dukou.Server.Tests.Module;

/// <summary>The libraries that a module has beyond the network client, asked from a script whose clock jumps over every wait.</summary>
public sealed class ShimLibraryTests
{
    [Fact]
    public Task The_network_is_registered_and_the_data_connection_up() => HoldsAsync("""
        import dataCall, net
        voice, data = net.getState()
        assert voice[0] == 1 and data[0] == 1 and len(data) == 6
        assert 0 <= net.csqQueryPoll() <= 31 and net.operatorName()[2:] == ('460', '00')
        assert dataCall.getInfo(1, 0)[2][0] == 1 and dataCall.getInfo(4, 0) == -1 and dataCall.getInfo(2, 0)[2][0] == 0
        assert dataCall.setPDPContext(1, 0, 'cmnet', '', '', 0) == 0 and dataCall.getPDPContext(1)[1] == 'cmnet'
        assert dataCall.deactivate(1) == 0 and dataCall.getInfo(1, 0)[2][0] == 0 and dataCall.activate(1) == 0
        assert net.setModemFun(4) == 0 and net.csqQueryPoll() == 99 and net.getState()[1][0] == 2 and net.setModemFun(1) == 0
        assert len(net.nitzTime()) == 3
        """);

    [Fact]
    public Task Threads_have_numbers_and_can_be_stopped_and_queues_go_between_them() => HoldsAsync("""
        import _thread, utime
        from queue import Queue
        full = Queue(1)
        assert full.put(1) and not full.put(2) and full.size() == 1 and full.get() == 1 and full.empty()
        ticks = []
        def forever(step):
            while True:
                utime.sleep(step)
                ticks.append(_thread.get_ident())
        number = _thread.start_new_thread(forever, (1,))
        utime.sleep_ms(3500)
        assert ticks == [number] * 3 and _thread.threadIsRunning(number), ticks
        assert _thread.stop_thread(number) == 0
        utime.sleep(2)
        assert not _thread.threadIsRunning(number) and len(ticks) == 3
        slots = _thread.allocate_semphore(2)
        assert slots.acquire() and slots.acquire() and slots.getCnt() == (2, 0)
        lock = _thread.allocate_lock()
        with lock:
            assert lock.locked() and not lock.acquire(0)
        assert _thread.delete_lock(lock) == 0 and _thread.stack_size(16384) == 0
        """);

    [Fact]
    public Task Timers_of_both_kinds_call_back_until_they_are_stopped() => HoldsAsync("""
        import osTimer, utime
        from machine import Timer
        seen = []
        once, often = osTimer.osTimer(), Timer(Timer.Timer0)
        assert once.start(500, 0, lambda arg: seen.append('once')) == 0 and often.start(1000, Timer.PERIODIC, lambda t: seen.append(t is often)) == 0
        utime.sleep_ms(3200)
        often.stop()
        utime.sleep(5)
        assert seen == ['once', True, True, True], seen
        assert often.start(0, Timer.ONE_SHOT, print) == -1
        """);

    [Fact]
    public Task The_clock_is_the_RTCs_and_comes_right_by_NTP() => HoldsAsync("""
        import ntptime, utime
        from machine import RTC
        rtc = RTC()
        assert rtc.datetime()[:7] == (2026, 1, 2, 5, 11, 4, 5), rtc.datetime()
        assert rtc.datetime([2000, 1, 1, 6, 0, 0, 0, 0]) == 0 and utime.localtime()[:3] == (2000, 1, 1) and utime.localtime()[5:7] == (0, 5)
        utime.sleep(3600)
        assert utime.localtime()[:4] == (2000, 1, 1, 1)
        assert ntptime.settime() == 0 and utime.localtime()[:4] == (2026, 1, 2, 12), utime.localtime()
        assert ntptime.settime(20) == -1 and ntptime.sethost('ntp.example.com') == 0
        import time
        assert time.localtime()[:3] == (2026, 1, 2) and time.ticks_ms() > 0
        """);

    [Fact]
    public Task Files_and_messages_within_the_module() => HoldsAsync("""
        import log, ql_fs, sys_bus, uos, utime
        ql_fs.mkdirs('/usr/a/b')
        assert ql_fs.touch('/usr/a/b/c.json', {'x': 1}) == 0 and ql_fs.touch('/usr/a/b/c.json', {'y': 2}) == 0
        assert ql_fs.read_json('/usr/a/b/c.json') == {'x': 1, 'y': 2} and ql_fs.read_json('/usr/none') is None
        assert ql_fs.file_copy('/usr/d', '/usr/a/b/c.json') and ql_fs.path_getsize('/usr/d') == ql_fs.path_getsize('/usr/a/b/c.json')
        assert ql_fs.path_dirname('/usr/a/b/c.json') == '/usr/a/b' and ql_fs.path_exists('/usr/a')
        ql_fs.rmdirs('/usr/a')
        with open('/bak/kept', 'w') as file:
            file.write('x')
        assert uos.listdir('/bak') == ['kept'] and 'kept' not in uos.listdir('/usr')
        assert not ql_fs.path_exists('/usr/a') and uos.listdir('/') == ['bak', 'usr'] and uos.statvfs('/usr')[0] == 4096
        heard = []
        sys_bus.subscribe('topic', lambda topic, msg: heard.append((topic, msg)))
        sys_bus.publish('topic', 5)
        utime.sleep(1)
        assert heard == [('topic', 5)] and sys_bus.unsubscribe('topic') and not sys_bus.unsubscribe('topic')
        lines = []
        class Port:
            write = lines.append
        log.set_output(Port)
        log.getLogger('room').debug('no')
        log.basicConfig(level=log.DEBUG)
        log.getLogger('room').debug('yes')
        assert lines == ['[2026-01-02 11:04:06][room][DEBUG] yes\r\n'], lines
        """);

    [Fact]
    public Task Pins_power_and_the_rest_of_the_board() => HoldsAsync("""
        import misc, ussl, ustruct, usocket, ucollections, urandom, ure, uio, usys, uerrno, gc, utime
        from machine import ExtInt, Pin, I2C
        from misc import Power
        from micropython import const
        assert Power.getVbatt() > 3000 and Power.powerOnReason() == 1 and misc.ADC().read(misc.ADC.ADC0) == 1200 and misc.ADC().read(9) == -1
        pressed = []
        button = ExtInt(7, ExtInt.IRQ_RISING, ExtInt.PULL_PD, pressed.append)
        assert button.enable() == 0
        pin = Pin(Pin.GPIO7, Pin.OUT, Pin.PULL_DISABLE, 0)
        assert pin.read() == 0 and pin.write(1) == 0 and pin.read() == 1 and pin.write(2) == -1
        utime.sleep(1)
        assert pressed == [[7, 1]] and button.read_count() == 1
        assert I2C(I2C.I2C0, I2C.FAST_MODE).read(0x40, b'', 0, bytearray(2), 2, 0) == -1
        assert const(5) == 5 and gc.mem_free() > 0 and ustruct.unpack('>H', b'\x01\x02') == (258,) and ure.match('a+', 'aab').group(0) == 'aa'
        """);

    [Fact]
    public async Task A_watchdog_that_is_not_fed_resets_the_module()
    {
        await using var run = await StartAsync("""
            import utime
            from machine import WDT
            dog = WDT(10)
            for _ in range(5):
                utime.sleep(8)
                dog.feed()
            print('fed')
            utime.sleep(20)
            print('never')
            """);
        Assert.Equal(131, await run.FinishAsync());
        Assert.Equal(["fed"], run.Output);
    }

    [Fact]
    public async Task A_package_on_the_flash_is_imported_from_usr()
    {
        var flash = Directory.CreateTempSubdirectory("dukou-flash-");
        try
        {
            var folder = Path.Combine(flash.FullName, "usr");
            Directory.CreateDirectory(Path.Combine(folder, "modules"));
            await File.WriteAllTextAsync(Path.Combine(folder, "modules", "meter.py"), "import time\ndef read():\n    return open('/usr/value').read(), time.ticks_ms() >= 0\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "value"), "42", TestContext.Current.CancellationToken);
            await using var run = await ModuleRun.StartAsync(new ModuleSettings { Script = "from usr.modules.meter import read\nprint(read())"u8.ToArray(), Flash = folder });
            await run.SucceedAsync();
            Assert.Equal(["('42', True)"], run.Output);
        }
        finally
        {
            flash.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_serial_port_can_be_a_pseudo_terminal_that_another_program_opens()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no pseudo-terminals.");
        await using var run = await ModuleRun.StartAsync(new ModuleSettings
        {
            Script = """
                import utime
                from machine import UART
                heard = []
                port = UART(UART.UART2, 9600, 8, 0, 1, 0)
                port.set_callback(lambda arrived: heard.append(arrived[:2]))
                print('open')
                # The callback has a thread of its own.
                while port.any() < 4 or not heard:
                    utime.sleep_ms(20)
                print(port.read(), heard[0])
                port.write('pong\n')
                utime.sleep(60)
                """u8.ToArray(),
            More = new Dictionary<string, string> { ["UART2"] = "pty" },
        });
        await run.ExpectLineAsync("open");
        while (!run.Errors.Any(line => line.Contains("UART2 is ", StringComparison.Ordinal)))
            Assert.True(await run.ReadAsync(), "The module ended without telling the port.");
        var name = run.Errors.Single(line => line.Contains("UART2 is ", StringComparison.Ordinal)).Split(' ')[^1];
        await using var port = new RawPort(await SerialLink.OpenAsync(name, 9600, TestContext.Current.CancellationToken));
        await port.SendAsync("ping");
        await run.ExpectLineAsync("b'ping' [0, 2]");
        await port.ExpectAsync("pong\n");
    }

    [Fact]
    public async Task Request_reads_HTTP_in_pieces()
    {
        await using var shape = await Shape.StartAsync();
        var api = shape.Platform.Platform.Http;
        await using var run = await StartAsync($$"""
            import request
            answer = request.get('{{api}}v5/iot/{{shape.Platform.ProjectId}}/products')
            print(answer.status_code, answer.json()['error_code'])
            answer = request.post('{{api}}v3/auth/tokens', data={'x': 1}, headers={'X-A': 'b'}, sizeof=3)
            print(answer.status_code, len(''.join([piece for piece in answer.text])) > 20, max([len(piece) for piece in request.get('{{api}}', sizeof=7).content]))
            """, ModuleClock.Real);
        await run.SucceedAsync();
        Assert.StartsWith("401 ", run.Output.First(), StringComparison.Ordinal);
        Assert.Equal("400 True 7", run.Output.Last());
    }

    static async Task HoldsAsync(string script)
    {
        await using var run = await StartAsync(script + "\nprint('done')");
        await run.SucceedAsync();
        Assert.Equal("done", run.Output.Last());
    }

    static Task<ModuleRun> StartAsync(string script, ModuleClock clock = ModuleClock.Fast) => ModuleRun.StartAsync(new ModuleSettings
    {
        Script = Encoding.UTF8.GetBytes(script),
        Clock = clock,
        ClockAt = clock == ModuleClock.Fast ? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) : null,
    });
}
