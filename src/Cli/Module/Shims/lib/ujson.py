# ujson: as on the module, text outside ASCII is written as it is and not as \u escapes.
import json as _json

load = _json.load
loads = _json.loads


def dumps(value):
    return _json.dumps(value, ensure_ascii=False)


def dump(value, stream):
    stream.write(dumps(value))
