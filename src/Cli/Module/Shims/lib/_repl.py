# The interactive port, on stdin and stdout: the friendly prompt with its paste mode, the raw one and raw-paste, byte for byte as
# MicroPython's pyexec speaks them. /usr/main.py runs before the first prompt; Ctrl-C interrupts what runs, Ctrl-D restarts the module.
import codeop
import os
import sys
import threading
import _boot
import _virtual

_PROMPT, _MORE = ">>> ", "... "
_WINDOW = 128  # bytes that raw-paste takes before it has to ask again

_arrived = threading.Condition()
_input = bytearray()
_running = False  # code runs: Ctrl-C interrupts instead of being input
_main = threading.main_thread()


def _listen():
    # The one reader of the port. It ends when the parent has gone.
    while True:
        data = os.read(0, 4096)
        if not data:
            _virtual.leave(_boot.PARENT_GONE)
        with _arrived:
            for byte in data:
                if byte == 3 and _running:
                    del _input[:]
                    _interrupt()
                else:
                    _input.append(byte)
            _arrived.notify()


def _interrupt():
    if os.name == "posix":
        import signal
        signal.pthread_kill(_main.ident, signal.SIGINT)
    else:
        _boot.own_thread.interrupt_main()


def _byte():
    with _arrived:
        while not _input:
            _arrived.wait(0.5)
        return _input.pop(0)


def _say(text):
    data = text if isinstance(text, bytes) else text.encode()
    sys.stdout.flush()
    os.write(1, data)


class _Port:
    # What print() writes to: a terminal wants its line ends in full.
    encoding = "utf-8"

    def write(self, text):
        data = text.encode().replace(b"\n", b"\r\n")
        while data:
            data = data[os.write(1, data):]
        return len(text)

    def flush(self):
        pass

    def isatty(self):
        return True


def _read_line(prompt=""):
    # input() of a script that runs at the prompt.
    global _running
    _say(prompt)
    line = b""
    was, _running = _running, False
    try:
        while True:
            byte = _byte()
            if byte == 3:
                raise KeyboardInterrupt
            if byte in (13, 10):
                _say("\r\n")
                return line.decode()
            if byte in (8, 127):
                if line:
                    line = line[:-1]
                    _say("\b \b")
            elif byte >= 32:
                line += bytes([byte])
                _say(bytes([byte]))
    finally:
        _running = was


def _run(code, names, errors=None):
    # A traceback goes to the port, or to the other half of a raw answer.
    global _running
    _running = True
    try:
        exec(code, names)
    except SystemExit:
        _restart(False)
    except KeyboardInterrupt:
        _tell("Traceback (most recent call last):\nKeyboardInterrupt: \n", errors)
    except BaseException as error:
        import io
        text = io.StringIO()
        _boot.print_exception(error, text)
        _tell(_own_part(text.getvalue()), errors)
    finally:
        try:
            _running = False
        except KeyboardInterrupt:
            _running = False


def _own_part(trace):
    # Without the frames of this file.
    lines = trace.split("\n")
    kept, skipping = [], False
    for line in lines:
        if line.startswith("  File "):
            skipping = __file__ in line
        elif not line.startswith("    "):
            skipping = False
        if not skipping:
            kept.append(line)
    return "\n".join(kept)


def _tell(text, errors):
    if errors is None:
        sys.stdout.write(text)
    else:
        errors.append(text.replace("\n", "\r\n"))


def _restart(raw):
    _say("\r\nMPY: soft reboot\r\n" if not raw else "OK\r\nMPY: soft reboot\r\n")
    _virtual.leave(_virtual.RESTART_RAW if raw else _virtual.RESTART)


def _compile(source, mode, errors=None):
    try:
        return compile(source, "<stdin>", mode)
    except (SyntaxError, ValueError) as error:
        _tell("Traceback (most recent call last):\n  File \"<stdin>\", line {}\n{}: {}\n".format(
            getattr(error, "lineno", 1), type(error).__name__, getattr(error, "msg", error)), errors)
        return None


# ---- raw

def _raw(names):
    # Until Ctrl-B. What is said here goes to a program: no echo.
    _say("raw REPL; CTRL-B to exit\r\n>")
    source = bytearray()
    while True:
        byte = _byte()
        if byte == 1:
            source = bytearray()
            _say("raw REPL; CTRL-B to exit\r\n>")
        elif byte == 2:
            _say("\r\n")
            return
        elif byte == 3:
            source = bytearray()
        elif byte == 4:
            if not source:
                _restart(True)
            _say("OK")
            _answer(bytes(source), names)
            source = bytearray()
        elif byte == 5 and not source:
            _raw_paste(names)
        else:
            source.append(byte)


def _raw_paste(names):
    if (_byte(), _byte()) != (ord("A"), 1):
        _say(b"R\x00")
        return
    _say(b"R\x01" + bytes([_WINDOW & 0xFF, _WINDOW >> 8, 1]))
    source, left = bytearray(), _WINDOW
    while True:
        byte = _byte()
        if byte == 4:
            _say(b"\x04")
            _answer(bytes(source), names)
            return
        if byte == 3:
            _say(b"\x04>")
            return
        source.append(byte)
        left -= 1
        if not left:
            left = _WINDOW
            _say(b"\x01")


def _answer(source, names):
    # stdout 04 stderr 04 >
    errors = []
    try:
        text = source.decode()
    except UnicodeError:
        text = None
        errors.append("UnicodeError: \r\n")
    code = None if text is None else _compile(text, "exec", errors)
    if code is not None:
        _run(code, names, errors)
    _say(b"\x04" + "".join(errors).encode() + b"\x04>")


# ---- friendly

def _banner():
    _say("MicroPython v1.13 (virtual) on {} with {}\r\nType \"help()\" for more information.\r\n".format(
        _virtual.setting("MODEL", "EC600U"), sys.implementation.name))


def _friendly(names):
    # Until Ctrl-A.
    lines = []
    while True:
        line = _edit(_MORE if lines else _PROMPT, bool(lines), lines)
        if line is None:  # Ctrl-C
            lines = []
        elif line is _RAW:
            return
        elif line is _PASTE:
            _paste(names)
            lines = []
        else:
            lines.append(line)
            lines = _try(lines, names)


_RAW, _PASTE = object(), object()


def _try(lines, names):
    # The lines that still wait for more.
    source = "\n".join(lines)
    if not source.strip():
        return []
    try:
        code = codeop.compile_command(source, "<stdin>", "single")
    except (SyntaxError, ValueError, OverflowError):
        _compile(source, "single")
        return []
    if code is None:
        return lines
    _run(code, names)
    return []


def _indent(lines):
    # MicroPython indents the next line by itself; two empty lines in a row end the block.
    if not lines or not lines[-1].strip():
        return ""
    last = lines[-1]
    return " " * (len(last) - len(last.lstrip()) + (4 if last.rstrip().endswith(":") else 0))


def _edit(prompt, more, lines):
    line = _indent(lines).encode() if more else b""
    _say(prompt.encode() + line)
    escape = 0
    while True:
        byte = _byte()
        if escape:  # an arrow key: ESC [ letter
            escape = 0 if escape == 2 and byte >= 64 or escape == 1 and byte != 91 else 2
        elif byte == 27:
            escape = 1
        elif byte in (13, 10):
            if byte == 13:
                with _arrived:
                    if _input[:1] == b"\n":
                        del _input[0]
            _say("\r\n")
            # An indented line that is left empty ends its block.
            return "" if not line.strip() else line.decode("utf-8", "replace")
        elif byte == 1 and not more:
            _say("\r\n")
            return _RAW
        elif byte == 2 and not more:
            _say("\r\n")
            _banner()
            _say(prompt)
            line = b""
        elif byte == 3:
            _say("\r\n")
            return None
        elif byte == 4 and not line and not more:
            _restart(False)
        elif byte == 5 and not more:
            return _PASTE
        elif byte in (8, 127):
            if line:
                line = line[:-1]
                _say("\b \b")
        elif byte == 9:
            line += b"    "
            _say("    ")
        elif byte >= 32:
            line += bytes([byte])
            _say(bytes([byte]))


def _paste(names):
    _say("\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ")
    source = bytearray()
    while True:
        byte = _byte()
        if byte == 3:
            _say("\r\n")
            return
        if byte == 4:
            _say("\r\n")
            code = _compile(source.decode("utf-8", "replace"), "exec")
            if code is not None:
                _run(code, names)
            return
        source.append(10 if byte == 13 else byte)
        _say(b"\r\n=== " if byte == 13 else bytes([byte]))


def _run_main(names):
    path = _virtual.path("/usr/main.py")
    try:
        with open(path, "rb") as script:
            source = script.read()
    except OSError:
        return
    code = _compile(source, "exec")
    if code is not None:
        _run(compile(source, path, "exec"), names)


def serve(names):
    import builtins
    import signal
    # Who starts this from a background job hands down that the signal is ignored; here it is the port's Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.stdout = sys.stderr = _Port()
    builtins.input = _read_line
    builtins.help = lambda *what: print("Ctrl-A raw, Ctrl-B friendly, Ctrl-C interrupt, Ctrl-D restart, Ctrl-E paste")
    names["__file__"] = None
    reader = threading.Thread(target=_listen, daemon=True)
    reader.start()
    raw = _virtual.setting("PROMPT") == "raw"
    try:
        _run_main(names)
    except KeyboardInterrupt:
        pass  # It came as the script ended.
    if not raw:
        _banner()
    while True:
        try:
            if raw:
                _raw(names)
                _banner()
                raw = False
            _friendly(names)
            raw = True
        except KeyboardInterrupt:
            # It came between the end of what ran and the prompt.
            continue
