# osTimer: timers of the operating system; the callback gets one argument and runs beside the script.
from _timers import Armed as _Armed


class osTimer:
    def __init__(self):
        self._armed = _Armed()

    def start(self, period, cyclic, callback):
        # Milliseconds; cyclic 1 fires again and again.
        if period <= 0 or not callable(callback):
            return -1
        self._armed.arm(period, cyclic == 1, lambda: callback(None))
        return 0

    def stop(self):
        self._armed.disarm()
        return 0

    def delete_timer(self):
        return self.stop()
