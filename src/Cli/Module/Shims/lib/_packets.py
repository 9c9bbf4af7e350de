# What goes over the MQTT link, packet by packet, in the file that DUKOU_MODULE_PACKETS names: the module's own time, the direction and
# the bytes. The same run writes the same bytes. A password is written as zeros.
import _clock
from _virtual import setting

_name = setting("PACKETS")
_file = open(_name, "a") if _name else None


def sent(packet):
    if _file:
        _line(">", _without_password(packet) if packet[0] == 0x10 else packet)


def received(packet):
    if _file:
        _line("<", packet)


def closed():
    if _file:
        _line("-", b"")


def _line(direction, packet):
    _file.write("{:.3f} {} {}\n".format(_clock.ticks(), direction, "".join(["%02x" % byte for byte in packet])))
    _file.flush()


def _without_password(packet):
    # The last field of CONNECT, when the flags announce it.
    at = 1
    while packet[at] & 0x80:
        at += 1
    at += 1
    at += 3 + (packet[at] << 8 | packet[at + 1])  # the protocol's name, its level
    flags, at = packet[at], at + 3  # the flags, the keep-alive
    if not flags & 0x40:
        return packet
    for present in (1, flags & 4, flags & 4, flags & 0x80):  # client id, will topic and message, user
        if present:
            at += 2 + (packet[at] << 8 | packet[at + 1])
    return packet[:at + 2] + bytes(len(packet) - at - 2)
