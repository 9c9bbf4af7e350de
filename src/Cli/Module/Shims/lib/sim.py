# sim: one SIM card, inserted and unlocked unless a fault "sim" says that it is not ready yet.
import _clock
import _faults
from _virtual import identity as _identity


def _read(name, default):
    _clock.glance()
    return -1 if _faults.lasts("sim") else _identity(name, default)


def getImsi():
    return _read("IMSI", "460000000000001")


def getIccid():
    return _read("ICCID", "89860000000000000001")


def getPhoneNumber():
    return _read("PHONE", -1)


def getStatus():
    # 1 ready, 20 not initialised yet
    _clock.glance()
    return 20 if _faults.lasts("sim") else 1


def setCallback(callback):
    return 0


def enablePin(pin):
    return -1


def verifyPin(pin):
    return -1


def setSimDet(switch, trigger):
    return 0


def getSimDet():
    return (0, 0)


def getCurSimid():
    return 0
