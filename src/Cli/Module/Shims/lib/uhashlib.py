# uhashlib: the module's C hashes give digest() only; a script that calls hexdigest() must fail here as it does there.
import hashlib as _hashlib


class _Hash:
    def __init__(self, name, data):
        self._hash = _hashlib.new(name, data)

    def update(self, data):
        self._hash.update(data)

    def digest(self):
        return self._hash.digest()


class md5(_Hash):
    def __init__(self, data=b""):
        _Hash.__init__(self, "md5", data)


class sha1(_Hash):
    def __init__(self, data=b""):
        _Hash.__init__(self, "sha1", data)


class sha256(_Hash):
    def __init__(self, data=b""):
        _Hash.__init__(self, "sha256", data)
