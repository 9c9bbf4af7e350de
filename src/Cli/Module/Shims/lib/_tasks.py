# Threads of this virtual module: the script's own, which keep the module running, and those of its libraries, which do not.
import _thread
import sys
import _clock
from _virtual import MICROPYTHON, note

_guard = _thread.allocate_lock()
_running = {}  # the script's threads that have not ended, by number
_number = 0
_start = _thread.start_new_thread
timers = []  # what is armed; a script that has only timers left still runs


def background(function, arguments=()):
    # A library's thread; it goes with the process.
    _start(_run, (function, arguments, {}, 0, _clock.enter()))


def unwatched(function):
    # Beside the module, not in it: takes no turns.
    _start(function, ())


def start(function, arguments=(), named=None):
    global _number
    with _guard:
        _number += 1
        number = _number
        _running[number] = None
    _start(_run, (function, arguments, named or {}, number, _clock.enter()))
    return number


def stop(number):
    # 0 is the calling thread itself; the main thread can't be stopped.
    if number == 0:
        raise _clock.Stopped()
    if _running.get(number) is None:
        return -1
    _clock.stop(_running[number])
    return 0


def is_running(number):
    return number in _running


def current():
    ident = _thread.get_ident()
    return next((number for number, other in list(_running.items()) if other == ident), 0)


def wait_for_all():
    # The module goes on while any thread or timer of the script does.
    while _running or timers:
        _clock.sleep(_clock.SLICE)


def _run(function, arguments, named, number, gate):
    if number:
        _running[number] = _thread.get_ident()
    _clock.join(gate)
    try:
        function(*arguments, **named)
    except (_clock.Stopped, SystemExit):
        pass
    except BaseException as error:
        note("a thread ends with an error that it did not catch:")
        tell(error)
    finally:
        _running.pop(number, None)
        _clock.forget()
        _clock.leave()


def tell(error):
    if MICROPYTHON:
        sys.print_exception(error, sys.stderr)
    else:
        import traceback
        traceback.print_exception(type(error), error, error.__traceback__)


class Lock:
    # Where one thread runs at a time, a lock that is held is waited for in the module's time.
    def __init__(self):
        self._held = False

    def acquire(self, wait=True, timeout=-1):
        until = None if timeout is None or timeout < 0 else _clock.ticks() + timeout
        while self._held:
            if not wait or until is not None and _clock.ticks() >= until:
                return False
            _clock.sleep(0.01)
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self):
        return self._held

    def __enter__(self):
        self.acquire()
        return self

    def __exit__(self, *error):
        self.release()


class Semaphore:
    def __init__(self, count):
        self._left = self._most = count
        self._lock = lock()

    def getCnt(self):
        return (self._most, self._left)

    def acquire(self, wait=True, timeout=-1):
        until = None if timeout is None or timeout < 0 else _clock.ticks() + timeout
        while True:
            with self._lock:
                if self._left:
                    self._left -= 1
                    return True
            if not wait or until is not None and _clock.ticks() >= until:
                return False
            _clock.sleep(0.01)

    def release(self):
        with self._lock:
            self._left = min(self._left + 1, self._most)


def lock():
    return Lock() if _clock.turns else _thread.allocate_lock()
