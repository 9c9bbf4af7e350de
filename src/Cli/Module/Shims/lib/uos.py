# uos: file functions on the module's flash. A path under /usr is a file of this virtual module, not of this computer.
import os as _os
from _virtual import path as _path, setting as _setting

sep = "/"


def listdir(name="."):
    if name == "/":
        return ["bak", "usr"]
    return [entry for entry in _os.listdir(_path(name)) if entry != ".bak"]


def ilistdir(name="."):
    for entry in sorted(listdir(name)):
        status = stat(name.rstrip("/") + "/" + entry)
        yield (entry, status[0] & 0xF000, status[1], status[6])


def stat(name):
    if name == "/":
        return (0x4000,) + (0,) * 9
    return tuple(_os.stat(_path(name))[:10])


def mkdir(name):
    _os.mkdir(_path(name))


def rmdir(name):
    _os.rmdir(_path(name))


def remove(name):
    _os.remove(_path(name))


def rename(old, new):
    _os.rename(_path(old), _path(new))


def chdir(name):
    _os.chdir(_path(name))


def getcwd():
    return _os.getcwd()


def urandom(count):
    if _setting("SEED"):
        import urandom
        return bytes([urandom.getrandbits(8) for _ in range(count)])
    return _os.urandom(count)


def statvfs(name):
    # (block size, fragment size, blocks, free blocks, ...): a flash of 512 KB that is used by what is on it.
    used = sum([(stat(name + "/" + entry)[6] + 4095) // 4096 for entry in listdir(name)])
    return (4096, 4096, 128, max(128 - used, 0), max(128 - used, 0), 0, 0, 0, 0, 255)


def uname():
    model = _setting("MODEL", "EC600U")
    return ("sysname=" + model, "nodename=" + model, "release=1.13.0",
            "version=v1.13 virtual", "machine=" + model + " virtual module", "qpyver=V0001")
