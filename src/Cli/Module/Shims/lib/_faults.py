# What goes wrong with this virtual module's network, and when. DUKOU_MODULE_FAULTS is a plan of the parent's making:
# "kind start seconds;…", times in seconds of the module's own clock since power-on.
import _clock
from _virtual import note, setting

FOREVER = float("inf")

_told = set()


def _read(text):
    plan = {}
    for entry in text.split(";"):
        if entry:
            kind, start, seconds = entry.split()
            plan.setdefault(kind, []).append((float(start), float(seconds)))
    return plan


_plan = _read(setting("FAULTS", ""))


def _tell(kind, start):
    if (kind, start) not in _told:
        _told.add((kind, start))
        note("fault at {:.0f} s: {}".format(start, kind))


def lasts(kind):
    # For how many seconds more this goes on; 0 when it does not.
    at = _clock.ticks()
    for start, seconds in _plan.get(kind, ()):
        if start <= at < start + seconds:
            _tell(kind, start)
            return start + seconds - at
    return 0


def happened(kind, since):
    # True when it struck between that time and now.
    at = _clock.ticks()
    for start, _ in _plan.get(kind, ()):
        if since < start <= at:
            _tell(kind, start)
            return True
    return False


def length(kind):
    # Of a fault that delays something: how long, now.
    at = _clock.ticks()
    for start, seconds in _plan.get(kind, ()):
        if start <= at:
            _tell(kind, start)
            return seconds
    return 0


def no_network():
    return lasts("sim") or lasts("signal")


def clock():
    # The RTC falls back at its times; whoever reads it asks here first.
    for start, _ in _plan.get("clock", ()):
        if start <= _clock.ticks() and ("clock", start) not in _told:
            _tell("clock", start)
            _clock.set_now(_clock.RESET + _clock.ticks() - start)
