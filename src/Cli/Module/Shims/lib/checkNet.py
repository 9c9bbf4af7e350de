# checkNet: waits for the data connection, as long as it is asked to. The answer is (stage, state): (3, 1) is ready, (1, x) names the
# SIM card's state, (2, x) the registration's.
import modem as _modem
import sim as _sim
import _clock
import _faults


def waitNetworkReady(timeout=60):
    if not 1 <= timeout <= 3600:
        raise OSError("timeout must be 1 to 3600 seconds")
    until = _clock.ticks() + timeout
    while _faults.no_network():
        if _clock.ticks() >= until:
            return (1, _sim.getStatus()) if _faults.lasts("sim") else (2, 2)
        _clock.sleep(_clock.SLICE)
    return (3, 1)


wait_network_connected = waitNetworkReady


class CheckNetwork:
    def __init__(self, project_name, project_version):
        self._project = (project_name, project_version)

    def poweron_print_once(self):
        for name, value in (("PROJECT_NAME", self._project[0]), ("PROJECT_VERSION", self._project[1]),
                            ("DEVICE_IMEI", _modem.getDevImei()), ("DEVICE_MODEL", _modem.getDevModel()),
                            ("DEVICE_FIRMWARE_VERSION", _modem.getDevFwVersion()), ("SIM_ICCID", _sim.getIccid())):
            print("{:<24}: {}".format(name, value))

    def wait_network_connected(self, timeout=60):
        return waitNetworkReady(timeout)
