# queue: what threads hand to each other. put() of a full queue says False instead of waiting; get() waits.
import _clock
import _tasks


class Queue:
    def __init__(self, max_size=100):
        self._most = max_size
        self._items = []
        self._lock = _tasks.lock()

    def put(self, data=None):
        with self._lock:
            if len(self._items) >= self._most:
                return False
            self._items.append(data)
        return True

    def get(self):
        while True:
            with self._lock:
                if self._items:
                    return self._items.pop(0)
            _clock.sleep(0.01)

    def empty(self):
        _clock.glance()
        return not self._items

    def size(self):
        _clock.glance()
        return len(self._items)
