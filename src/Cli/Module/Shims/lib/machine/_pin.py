# Pins keep what was last written; DUKOU_MODULE_PIN<n> sets what an input reads. An interrupt can be provoked from the script itself,
# by writing the pin.
import _clock
import _tasks
from _virtual import setting

_levels = {}
_interrupts = {}


class Pin:
    IN, OUT = 0, 1
    PULL_DISABLE, PULL_PU, PULL_PD = 0, 1, 2

    def __init__(self, number, direction=IN, pull=PULL_DISABLE, level=0):
        self._number = number
        self._direction = direction
        given = setting("PIN{}".format(number))
        _levels.setdefault(number, int(given) if given else level if direction == Pin.OUT else 1 if pull == Pin.PULL_PU else 0)
        if direction == Pin.OUT:
            _levels[number] = level

    def read(self):
        _clock.glance()
        return _levels[self._number]

    def write(self, level):
        if level not in (0, 1):
            return -1
        before, _levels[self._number] = _levels[self._number], level
        if before != level and self._number in _interrupts:
            _interrupts[self._number]._changed(level)
        return 0

    def set_dir(self, direction):
        self._direction = direction
        return 0

    def get_dir(self):
        return self._direction


for _number in range(48):
    setattr(Pin, "GPIO{}".format(_number), _number)


class ExtInt:
    IRQ_RISING, IRQ_FALLING, IRQ_RISING_FALLING = 0, 1, 2
    PULL_DISABLE, PULL_PU, PULL_PD = 0, 1, 2

    def __init__(self, number, mode, pull, callback):
        self._pin = Pin(number, Pin.IN, pull)
        self._number, self._mode, self._callback = number, mode, callback
        self._count = 0

    def enable(self):
        _interrupts[self._number] = self
        return 0

    def disable(self):
        _interrupts.pop(self._number, None)
        return 0

    def line(self):
        return self._number

    def read_count(self, clear=0):
        count = self._count
        if clear:
            self._count = 0
        return count

    def read_level(self):
        return self._pin.read()

    def _changed(self, level):
        if self._mode == ExtInt.IRQ_RISING_FALLING or (self._mode == ExtInt.IRQ_RISING) == (level == 1):
            self._count += 1
            _tasks.background(self._callback, ([self._number, level],))
