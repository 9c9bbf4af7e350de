# network: a station that is in the air at once. Stands in for the ESP32's when its sample runs on this computer.
STA_IF = 0


class WLAN:
    def __init__(self, interface):
        self._connected = False

    def active(self, on):
        return on

    def connect(self, name, password):
        self._connected = True

    def isconnected(self):
        return self._connected

    def ifconfig(self):
        return ("127.0.0.1", "255.0.0.0", "127.0.0.1", "127.0.0.1")
