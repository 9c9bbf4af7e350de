# The virtual module's boot: its libraries in front of Python's own, this process tied to its parent, then the script or the prompt.
import _thread as own_thread  # before the module's takes its name
import builtins
import sys

MICROPYTHON = sys.implementation.name == "micropython"
names = {}  # what the script's code, and the prompt's, lives in
PARENT_GONE = 129
INTERRUPTED = 130
_START = sys.argv[0]

# The module's 1.13 knows these without their u, too. For scripts only: Python's own library keeps Python's own.
WEAK = ("time", "os", "socket", "struct", "binascii", "json", "random", "re", "io", "errno", "collections", "zlib")


def install(folder):
    import _virtual
    flash = _virtual.setting("USR", ".")
    sys.path.insert(0, flash)
    if MICROPYTHON:
        sys.path.insert(1, folder + "/lib/frozen")
        sys.path.append(flash.rpartition("/")[0])  # from usr.x import y
    import _qthread
    if MICROPYTHON:
        # MicroPython binds `import uX` to its own X before it looks at any path, but a loaded module goes first.
        for name in ("utime", "uos", "ujson", "uhashlib", "ussl"):
            sys.path.insert(0, folder)
            sys.modules[name] = getattr(__import__("lib." + name), name)
            sys.path.pop(0)
        builtins.open = _virtual.open_file
    else:
        import importlib.util
        import threading  # keeps the interpreter's own _thread
        usr = importlib.util.module_from_spec(importlib.util.spec_from_loader("usr", None, is_package=True))
        usr.__path__ = [flash]
        sys.modules["usr"] = usr
        sys.print_exception = print_exception
        import gc
        gc.mem_free, gc.mem_alloc = lambda: 262144, lambda: 262144
        as_on_the_module(_virtual)
    sys.modules["_thread"] = _qthread
    sys.modules["usys"] = sys
    builtins.execfile = execfile


def as_on_the_module(_virtual):
    # What a script's own code gets from two builtins; the library's callers get Python's own.
    own_import, own_open = builtins.__import__, builtins.open

    def import_for(name, globals=None, locals=None, fromlist=(), level=0):
        if name in WEAK and globals and _virtual.is_script(globals):
            name = "u" + name
        return own_import(name, globals, locals, fromlist, level)

    def open_for(name, *mode, **options):
        return (_virtual.open_file if _virtual.is_script(sys._getframe(1).f_globals) else own_open)(name, *mode, **options)

    builtins.__import__, builtins.open = import_for, open_for


def print_exception(error, stream=None):
    import traceback
    traceback.print_exception(type(error), error, error.__traceback__, file=stream or sys.stdout)


def execfile(name):
    import example
    example.exec(name)


def become_main(path):
    global names
    main = sys.modules.get("__main__")
    if not MICROPYTHON and main is not None:
        # The script is the module of that name, as import and pickling expect.
        names = main.__dict__
        for name in [name for name in names if not name.startswith("__")]:
            del names[name]
    names["__name__"] = "__main__"
    names["__file__"] = path


def run(path):
    with open(path, "rb") as script:
        source = script.read()
    # The bytes are compiled as they are: CPython honours the file's own coding line, MicroPython knows UTF-8 only.
    exec(compile(source if not MICROPYTHON else source.decode(), path, "exec"), names)


def listen_to_parent():
    # Reading our stdin ends when the parent has closed its end or has died, on every system alike. Until then each line moves the clock.
    import _clock
    import _virtual
    for line in sys.stdin:
        words = line.split()
        if len(words) == 2 and words[0] == "advance" and _clock.advance:
            _clock.advance(float(words[1]))
    _virtual.leave(PARENT_GONE)


def leave_in_time():
    import _clock
    import _virtual
    _clock.sleep(float(_virtual.setting("UNTIL")))
    _virtual.leave(0)


def report(error):
    if MICROPYTHON:
        sys.print_exception(error, sys.stderr)
        return
    import traceback
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename in (__file__, _START):
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace)


def run_script(path):
    import _tasks
    import _virtual
    _tasks.unwatched(listen_to_parent)
    if _virtual.setting("UNTIL"):
        _tasks.background(leave_in_time)
    sys.argv[:] = [path]
    try:
        run(path)
        _tasks.wait_for_all()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        report(error)
        if not MICROPYTHON:
            sys.stdout.flush()
            sys.stderr.flush()
        _virtual.leave(1)
    _virtual.leave(0)


def start(arguments):
    install(arguments[0])
    if len(arguments) > 1:
        become_main(arguments[1])
        run_script(arguments[1])
    else:
        import _repl
        become_main("<stdin>")
        _repl.serve(names)
