# example: runs a file of the flash as if it were typed at the prompt; this is how QPYcom starts a script.
import _boot
from _virtual import open_file as _open, path as _path


def exec(name):
    name = name if name.startswith("/") else "/" + name
    try:
        with _open(name, "rb") as script:
            source = script.read().decode()
    except OSError:
        raise OSError("File path error or not exist: [{}]".format(name))
    _run(compile(source, _path(name), "exec"), _boot.names)


_run = getattr(__import__("builtins"), "exec")
