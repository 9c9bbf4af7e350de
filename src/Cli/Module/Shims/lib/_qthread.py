# _thread as the module has it: threads have numbers and can be stopped from outside, locks can be deleted. Standing in for the
# interpreter's own once that is loaded (start.py).
import _tasks

error = RuntimeError
allocate_lock = _tasks.lock
start_new_thread = _tasks.start
stop_thread = _tasks.stop
threadIsRunning = _tasks.is_running
get_ident = _tasks.current

_size = 8448


def stack_size(size=None):
    global _size
    if size is None:
        return _size
    _size = size
    return 0


def get_heap_size():
    return 409600  # bytes; a module tells what it has left


def allocate_semphore(count):
    return _tasks.Semaphore(count)


def delete_lock(lock):
    return 0


def delete_semphore(semphore):
    return 0


def exit():
    raise SystemExit
