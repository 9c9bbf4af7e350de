# ntptime: sets the module's clock. This computer's clock stands in for the server; it is asked only when the network is up.
import _clock
import _faults
import utime

host = "ntp.aliyun.com"


def sethost(name):
    global host
    host = name
    return 0


def settime(timezone=0, use_rhost=1, timeout=10):
    if not -12 <= timezone <= 12:
        return -1
    if _faults.no_network() or _faults.lasts("dns"):
        _clock.sleep(timeout)
        return -1
    _faults.clock()
    _clock.set_now(_clock.true_now())
    if timezone:
        utime.setTimeZone(timezone)
    return 0
