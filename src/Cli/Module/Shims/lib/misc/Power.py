# misc.Power: a restart or a power-off ends this virtual module with a status of its own; "dukou module serve" starts it again.
from _virtual import RESTART, leave as _leave, note as _note, setting as _setting


def powerRestart():
    _note("the module restarts")
    _leave(RESTART)


def powerDown():
    _note("the module is switched off")
    _leave(0)


def powerOnReason():
    return 1  # the power key


def powerDownReason():
    return 1


def getVbatt():
    return int(_setting("VBATT", "3800"))  # millivolts


def autoSleep(enable):
    return 0
