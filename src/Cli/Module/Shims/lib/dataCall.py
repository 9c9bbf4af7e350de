# dataCall: the data connection. Context 1 is up by itself, as the module dials it at boot; faults bring it down and tell the callback.
import _clock
import _faults
import _tasks

_contexts = {1: (0, "", "", "", 0)}
_active = {1: True}
_callback = None


def setPDPContext(profileID, ipType, apn, username, password, authType):
    if not 1 <= profileID <= 3 or not 0 <= ipType <= 2 or not 0 <= authType <= 3:
        return -1
    _contexts[profileID] = (ipType, apn, username, password, authType)
    return 0


def getPDPContext(profileID):
    return _contexts.get(profileID, -1)


def setAutoActivate(profileID, enable):
    return 0 if 1 <= profileID <= 3 else -1


def setAutoConnect(profileID, enable):
    return 0 if 1 <= profileID <= 3 else -1


def setDNSServer(profileID, simID, priDNS, secDNS):
    return 0


def setApn(profileID, ipType, apn, username, password, authType, simid=0):
    return setPDPContext(profileID, ipType, apn, username, password, authType)


def start(profileID, ipType, apn, username, password, authType):
    return -1 if setPDPContext(profileID, ipType, apn, username, password, authType) else activate(profileID)


def activate(profileID):
    if not 1 <= profileID <= 3 or _faults.no_network():
        return -1
    _active[profileID] = True
    return 0


def deactivate(profileID):
    if not 1 <= profileID <= 3:
        return -1
    _active[profileID] = False
    return 0


def getInfo(profileID, ipType):
    _clock.glance()
    if not 1 <= profileID <= 3 or not 0 <= ipType <= 2:
        return -1
    up = _active.get(profileID) and not _faults.no_network()
    four = [1, 0, "10.145.246.33", "211.138.180.2", "211.138.180.3"] if up else [0, 0, "0.0.0.0", "0.0.0.0", "0.0.0.0"]
    none = [0, 0, "::", "::", "::"]
    return (profileID, 2, four, none) if ipType == 2 else (profileID, ipType, none if ipType else four)


def setCallback(callback):
    global _callback
    first, _callback = _callback is None, callback
    if first:
        _tasks.background(_watch)
    return 0


def _watch():
    was = not _faults.no_network()
    while True:
        _clock.sleep(1)
        now = not _faults.no_network()
        if now != was:
            was = now
            _callback([1, 1 if now else 0])
