# hmac: RFC 2104 over any class of hashlib; MicroPython brings none, the module freezes one.
import hashlib as _hashlib


class HMAC:
    def __init__(self, key, msg=None, digestmod=None):
        if digestmod is None:
            raise TypeError("digestmod is required")
        if isinstance(digestmod, str):
            digestmod = getattr(_hashlib, digestmod)
        block = digestmod().block_size
        if len(key) > block:
            key = digestmod(key).digest()
        key = key + bytes(block - len(key))
        self._outer = digestmod(bytes([byte ^ 0x5C for byte in key]))
        self._inner = digestmod(bytes([byte ^ 0x36 for byte in key]))
        self.digest_size = self._inner.digest_size
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        self._inner.update(msg)

    def _finished(self):
        outer = self._outer.copy()
        outer.update(self._inner.digest())
        return outer

    def digest(self):
        return self._finished().digest()

    def hexdigest(self):
        return self._finished().hexdigest()


def new(key, msg=None, digestmod=None):
    return HMAC(key, msg, digestmod)
