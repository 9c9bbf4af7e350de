# log: leveled lines on the interactive port or on a serial port; nothing below INFO until basicConfig() says otherwise.
import utime as _utime

DEBUG, INFO, WARNING, ERROR, CRITICAL = 10, 20, 30, 40, 50

_level = INFO
_output = None  # an object with write(); None: the interactive port


def basicConfig(level=INFO):
    global _level
    _level = level


def set_output(out):
    global _output
    _output = out


class Logger:
    def __init__(self, name):
        self.name = name

    def debug(self, *msg):
        self._write(DEBUG, "DEBUG", msg)

    def info(self, *msg):
        self._write(INFO, "INFO", msg)

    def warning(self, *msg):
        self._write(WARNING, "WARNING", msg)

    def error(self, *msg):
        self._write(ERROR, "ERROR", msg)

    def critical(self, *msg):
        self._write(CRITICAL, "CRITICAL", msg)

    def _write(self, level, word, msg):
        if level < _level:
            return
        line = "[{:04d}-{:02d}-{:02d} {:02d}:{:02d}:{:02d}]".format(*_utime.localtime()[:6])
        line += "[{}][{}] {}".format(self.name, word, " ".join([str(part) for part in msg]))
        if _output is None:
            print(line)
        else:
            _output.write(line + "\r\n")


_loggers = {}


def getLogger(name):
    if name not in _loggers:
        _loggers[name] = Logger(name)
    return _loggers[name]
