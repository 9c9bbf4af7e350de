# Timer, RTC and WDT.
import _clock
import _faults
import _tasks
import utime
from _timers import Armed
from _virtual import leave, note

WATCHDOG = 131  # the status of a module that its watchdog has reset


class Timer:
    Timer0, Timer1, Timer2, Timer3 = 0, 1, 2, 3
    ONE_SHOT, PERIODIC = 0, 1

    def __init__(self, number=0):
        self._armed = Armed()

    def start(self, period, mode, callback):
        # Milliseconds; the callback gets the timer.
        if period < 1 or not callable(callback):
            return -1
        self._armed.arm(period, mode == Timer.PERIODIC, lambda: callback(self))
        return 0

    def stop(self):
        self._armed.disarm()
        return 0


class RTC:
    def datetime(self, date=None):
        # (year, month, day, weekday, hour, minute, second, microsecond), local time; weekday 0 is Sunday.
        if date is None:
            _faults.clock()
            now = utime.localtime()
            return now[:3] + ((now[6] + 1) % 7,) + now[3:6] + (int(_clock.now() * 1000000) % 1000000,)
        try:
            _clock.set_now(utime.mktime(tuple(date[:3]) + tuple(date[4:7])))
            return 0
        except (TypeError, ValueError, IndexError):
            return -1


class WDT:
    def __init__(self, period):
        # Seconds; a module that is not fed for so long starts anew.
        self._period = period
        self._fed = _clock.ticks()
        self._on = True
        _tasks.background(self._watch)

    def feed(self):
        self._fed = _clock.ticks()
        return 0

    def stop(self):
        self._on = False
        return 0

    def _watch(self):
        while self._on:
            left = self._fed + self._period - _clock.ticks()
            if left <= 0:
                note("the watchdog was not fed for {} s: the module resets".format(self._period))
                leave(WATCHDOG)
            _clock.sleep(max(left, _clock.GLANCE))
