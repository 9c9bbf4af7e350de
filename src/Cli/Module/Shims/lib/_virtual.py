# What the shims share: the settings of this virtual module and the way it speaks to the person who runs it.
import os
import sys

MICROPYTHON = sys.implementation.name == "micropython"
RESTART = 75  # the status of a module that wants to be started again
RESTART_RAW = 76  # the same, and its prompt is to be the raw one


def setting(name, default=None):
    value = os.getenv("DUKOU_MODULE_" + name)
    return value if value else default


def note(text):
    # On stderr, so that stdout is the script's own.
    sys.stderr.write("[module] " + text + "\n")


def identity(name, default):
    # A setting of -1 plays the module that cannot tell: it answers the number, not a text.
    value = setting(name, default)
    return -1 if value == "-1" else value


def path(name):
    # /usr is the module's flash and /bak its spare one; the only folders that a script may count on.
    if name == "/usr" or name.startswith("/usr/"):
        return setting("USR", ".") + name[4:]
    if name == "/bak" or name.startswith("/bak/"):
        spare = setting("USR", ".") + "/.bak"
        try:
            os.mkdir(spare)
        except OSError:
            pass  # It is there already.
        return spare + name[4:]
    return name


def open_file(name, *mode, **options):
    return _open(path(name) if isinstance(name, str) else name, *mode, **options)


def is_script(names):
    # True for the globals of code that lies on the flash or was typed at the prompt; Python's own library is served as it is.
    return names.get("__name__") == "__main__" or str(names.get("__file__")).replace("\\", "/").startswith(_flash)


_open = open
_flash = setting("USR", ".").replace("\\", "/") + "/"


def leave(status):
    # Ends the whole module from whichever thread.
    if MICROPYTHON:
        os.system("kill -9 $PPID")  # The shell's parent is this process; MicroPython has no other way out of a thread.
    else:
        sys.stdout.flush()
        os._exit(status)
