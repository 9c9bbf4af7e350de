# net: registration on the mobile network. This computer's network stands in for it; a fault "signal" or "sim" takes it away.
import _clock
import _faults
import utime
from _virtual import setting as _setting

_function = 1  # the work mode: 1 full, 0 minimal, 4 flight
_callback = None


def _is_up():
    return _function == 1 and not _faults.no_network()


def csqQueryPoll():
    _clock.glance()
    return int(_setting("CSQ", "24")) if _is_up() else 99


def getState():
    # Registered at home (1) or searching (2), for voice and for data.
    _clock.glance()
    state = 1 if _is_up() else 2
    return ([state, 9506, 65331, 7, 0, 0], [state, 9506, 65331, 7, 0, 0])


def getSignal(sinrEnable=0):
    quality = [-60, -85, -8, 255] if _is_up() else [99, 99, 255, 255]
    return ([99, 99, 255, 255], quality + ([18 if _is_up() else 255] if sinrEnable else []))


def operatorName():
    return ("CHN-CMCC", "CMCC", "460", "00") if _is_up() else -1


def getCellInfo(sinrEnable=0):
    return ([], [], [(0, 65331, 1120, 0, 12, 9506, 1300, -85, -8)]) if _is_up() else -1


def getCi():
    return [65331] if _is_up() else -1


def getServingCi():
    return 65331 if _is_up() else -1


def getLac():
    return [9506] if _is_up() else -1


def getServingLac():
    return 9506 if _is_up() else -1


def getServingMcc():
    return 1120 if _is_up() else -1  # 0x460: the module tells it so


def getServingMnc():
    return 0 if _is_up() else -1


def getConfig():
    return (5, 0)


def setConfig(mode, roaming=0):
    return 0


def getNetMode():
    return (0, "460", "00", 7) if _is_up() else -1


def getModemFun():
    return _function


def setModemFun(fun, rst=0):
    global _function
    if fun not in (0, 1, 4):
        return -1
    _function = fun
    return 0


def nitzTime():
    if not _is_up():
        return -1
    # The network's own time is right even where the module's clock is not.
    now = int(_clock.true_now())
    date = utime.localtime(now - utime.getTimeZone() * 3600)
    return ("{:02d}/{:02d}/{:02d},{:02d}:{:02d}:{:02d}+{:02d}".format(
        date[0] % 100, date[1], date[2], date[3], date[4], date[5], utime.getTimeZone() * 4), now, 0)


def setCallback(callback):
    global _callback
    _callback = callback
    return 0
