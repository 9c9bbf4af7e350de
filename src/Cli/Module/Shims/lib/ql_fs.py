# ql_fs: files by whole steps. touch() merges into a JSON file that is there already; read_json() is None when there is none.
import ujson
import uos
from _virtual import open_file as _open

_FOLDER = 0x4000


def path_exists(file_path):
    try:
        uos.stat(file_path)
        return True
    except OSError:
        return False


def path_dirname(file_path):
    return file_path[:max(file_path.rfind("/"), 0)] or ("/" if file_path.startswith("/") else "")


def mkdirs(dir_path):
    made = ""
    for part in dir_path.strip("/").split("/"):
        made += "/" + part
        if not path_exists(made):
            uos.mkdir(made)


def rmdirs(dir_path):
    for name, kind in [entry[:2] for entry in uos.ilistdir(dir_path)]:
        inner = dir_path.rstrip("/") + "/" + name
        if kind == _FOLDER:
            rmdirs(inner)
        else:
            uos.remove(inner)
    uos.rmdir(dir_path)


def path_getsize(file_path):
    return uos.stat(file_path)[6]


def touch(file, data):
    try:
        content = read_json(file) if path_exists(file) else {}
        content = content if isinstance(content, dict) else {}
        content.update(data)
        mkdirs(path_dirname(file))
        with _open(file, "w") as target:
            target.write(ujson.dumps(content))
        return 0
    except (OSError, ValueError):
        return -1


def read_json(file):
    try:
        with _open(file, "r") as source:
            text = source.read()
    except OSError:
        return None
    try:
        return ujson.loads(text)
    except ValueError:
        return text


def file_copy(dst, src):
    with _open(src, "rb") as source:
        with _open(dst, "wb") as target:
            while True:
                block = source.read(1024)
                if not block:
                    return True
                target.write(block)
