# What machine.Timer and osTimer share: one thread for each armed timer, which calls back until it is disarmed.
import _clock
import _tasks
from _virtual import note


class Armed:
    def __init__(self):
        self._round = 0  # a timer that was armed anew leaves the older round to end by itself

    def arm(self, ms, again, callback):
        self.disarm()
        _tasks.timers.append(self)
        _tasks.background(self._run, (self._round, ms / 1000, again, callback))

    def disarm(self):
        self._round += 1
        if self in _tasks.timers:
            _tasks.timers.remove(self)

    def _run(self, round, seconds, again, callback):
        due = _clock.ticks() + seconds
        while True:
            _clock.sleep(due - _clock.ticks())
            if round != self._round:
                return
            if not again:
                self.disarm()
            try:
                callback()
            except Exception as error:
                note("a timer's callback fails:")
                _tasks.tell(error)
            if not again:
                return
            due += seconds
