# The serial ports. DUKOU_MODULE_UART<n> names what is on the other end:
#   a file   its bytes are what arrives; what the script writes is appended to the same name with ".out"
#   pty      a pseudo-terminal that another program opens; its name is told at the start (not on Windows)
# Without it the port is a wire from its own output to its own input.
import _clock
import _tasks
from _virtual import MICROPYTHON, note, setting

_KEPT = 65536  # bytes that a port holds for a script that does not read


class UART:
    UART0, UART1, UART2, UART3, UART4 = 0, 1, 2, 3, 4

    def __init__(self, port, baudrate=115200, databits=8, parity=0, stopbits=1, flowctl=0):
        if port == UART.UART3:
            note("UART3 is the USB port: on the module it takes the REPL away")
        self._port = port
        self._lock = _tasks.lock()
        self._callback = None
        self._input = b""
        self._output = None
        self._terminal = None
        self._open = True
        source = setting("UART{}".format(port))
        if source == "pty":
            self._open_terminal()
        elif source:
            with open(source, "rb") as waiting:
                self._input = waiting.read()
            self._output = open(source + ".out", "ab")

    def _open_terminal(self):
        if MICROPYTHON:
            raise OSError("a pseudo-terminal as a serial port needs python3")
        import os
        import pty
        import tty
        self._terminal, self._far = pty.openpty()  # The far end stays open, so that a program may come and go.
        tty.setraw(self._far)
        note("UART{} is {}".format(self._port, os.ttyname(self._far)))
        _tasks.background(self._listen)

    def _listen(self):
        import os
        import select
        while self._open:
            if select.select([self._terminal], [], [], 0 if _clock.turns else _clock.SLICE)[0]:
                self._arrived(os.read(self._terminal, 4096))
            elif _clock.turns:
                _clock.sleep(_clock.SLICE)

    def _arrived(self, data):
        with self._lock:
            self._input = (self._input + data)[-_KEPT:]
        if self._callback:
            # The module calls back from a thread of its own.
            _tasks.background(self._callback, ([0, self._port, len(data)],))

    def any(self):
        _clock.glance()
        return len(self._input)

    def read(self, count=-1):
        with self._lock:
            count = len(self._input) if count < 0 else count
            data, self._input = self._input[:count], self._input[count:]
        return data

    def write(self, data):
        if not self._open:
            return -1
        data = data.encode() if isinstance(data, str) else bytes(data)
        if self._terminal is not None:
            import os
            return os.write(self._terminal, data)
        if self._output:
            self._output.write(data)
            self._output.flush()
            return len(data)
        self._arrived(data)
        return len(data)

    def set_callback(self, callback):
        self._callback = callback
        return 0

    def control_485(self, pin, direction):
        return 0

    def close(self):
        self._open = False
        if self._output:
            self._output.close()
        return 0
