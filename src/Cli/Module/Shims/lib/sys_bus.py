# sys_bus: messages within the module; each subscriber is called on a thread of its own.
import _tasks

_table = {}


def subscribe(topic, handler):
    handlers = _table.setdefault(topic, [])
    if handler not in handlers:
        handlers.append(handler)
    return True


def publish(topic, msg):
    for handler in list(_table.get(topic, ())):
        _tasks.background(handler, (topic, msg))


def sub_table(topic=None):
    return _table if topic is None else _table.get(topic, [])


def unsubscribe(topic, cb=None):
    if topic not in _table or cb is not None and cb not in _table[topic]:
        return False
    if cb is None:
        del _table[topic]
    else:
        _table[topic].remove(cb)
    return True
