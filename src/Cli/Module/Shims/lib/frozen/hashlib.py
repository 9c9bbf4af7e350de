# hashlib: the module freezes one in Python that has what its C hashes lack: hexdigest, copy and the sizes.
import uhashlib as _uhashlib


class _Hash:
    block_size = 64

    def __init__(self, data=b""):
        self._data = bytes(data)

    def update(self, data):
        self._data += bytes(data)

    def digest(self):
        return self._new(self._data).digest()

    def hexdigest(self):
        return "".join(["%02x" % byte for byte in self.digest()])

    def copy(self):
        return type(self)(self._data)


class sha256(_Hash):
    digest_size = 32
    name = "sha256"

    def _new(self, data):
        return _uhashlib.sha256(data)


if hasattr(_uhashlib, "sha1"):
    class sha1(_Hash):
        digest_size = 20
        name = "sha1"

        def _new(self, data):
            return _uhashlib.sha1(data)


if hasattr(_uhashlib, "md5"):
    class md5(_Hash):
        digest_size = 16
        name = "md5"

        def _new(self, data):
            return _uhashlib.md5(data)
