# The time of this virtual module. DUKOU_MODULE_CLOCK says how it goes:
#   real    as this computer's (the default)
#   fast    it jumps over every wait
#   manual  it moves when the parent says so
# In the last two one thread runs at a time and gives its turn away only where it waits: the same script does the same again.
import _thread
import time as _time
from _virtual import note, setting

SLICE = 0.2  # seconds; how often a wait looks whether its thread is to stop
GLANCE = 0.001  # what a look at the clock or at a port costs where waiting costs nothing

_here = {}  # by thread: told to stop


class Stopped(BaseException):
    # No script catches it by catching Exception.
    pass


class _Real:
    turns = False

    def __init__(self):
        self._boot = self._read()

    def _read(self):
        return _time.monotonic() if hasattr(_time, "monotonic") else _time.ticks_ms() / 1000

    def ticks(self):
        # MicroPython's counter wraps after 12 days; this is no measure for longer runs there.
        return self._read() - self._boot

    def sleep(self, seconds):
        until = self.ticks() + seconds
        while True:
            check()
            left = until - self.ticks()
            if left <= 0:
                return
            _time.sleep(min(left, SLICE))

    def enter(self):
        return None

    def join(self, gate):
        pass

    def leave(self):
        pass


class _Turns:
    turns = True

    def __init__(self, limit):
        self._guard = _thread.allocate_lock()
        self._waiting = []  # (when, order of arrival, gate)
        self._order = 0
        self._now = 0.0
        self._limit = limit  # how far the parent lets time go; None: as far as it likes
        self._nobody = False  # nobody has the turn: all wait for the parent

    def ticks(self):
        return self._now

    def sleep(self, seconds):
        check()
        gate = self._queue(seconds)
        with self._guard:
            self._next()
        gate.acquire()
        check()

    def enter(self):
        # Queued by the thread that starts another one, so that the order does not depend on how fast the new one is.
        return self._queue(0)

    def join(self, gate):
        gate.acquire()

    def leave(self):
        with self._guard:
            self._next()

    def advance(self, seconds):
        with self._guard:
            self._limit += seconds
            if self._nobody:
                self._nobody = False
                self._next()

    def _queue(self, seconds):
        gate = _thread.allocate_lock()
        gate.acquire()
        with self._guard:
            self._order += 1
            self._waiting.append((self._now + max(seconds, 0), self._order, gate))
        return gate

    def _next(self):
        first = min(self._waiting, key=lambda waiter: waiter[:2]) if self._waiting else None
        if first is None or self._limit is not None and first[0] > self._limit:
            self._nobody = True
            if self._limit is not None:
                self._now = max(self._now, self._limit)
                note("the clock stands at {:g} s".format(self._now))
            return
        self._waiting.remove(first)
        self._now = max(self._now, first[0])
        first[2].release()


def check():
    # The module's stop_thread() ends a thread where it waits.
    if _here.get(_thread.get_ident()):
        raise Stopped()


def stop(ident):
    _here[ident] = True


def forget():
    _here.pop(_thread.get_ident(), None)


_kind = setting("CLOCK", "real")
_clock = _Real() if _kind == "real" else _Turns(0.0 if _kind == "manual" else None)
turns = _clock.turns
ticks = _clock.ticks
sleep = _clock.sleep
enter = _clock.enter
join = _clock.join
leave = _clock.leave
advance = getattr(_clock, "advance", None)

# The wall clock: what the module's RTC shows, counted from what it showed at power-on.
_shown = float(setting("CLOCK_AT", "0")) or _time.time()
RESET = 946684800  # 2000-01-01, where the RTC starts after the power was gone


_true = _shown


def now():
    return _shown + ticks()


def true_now():
    # What a server of the network would say, however wrong the RTC is.
    return _true + ticks()


def set_now(seconds):
    global _shown
    _shown = seconds - ticks()


def glance():
    # For what a script may ask over and over without ever waiting.
    if turns:
        sleep(GLANCE)
