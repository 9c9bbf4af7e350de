# uzlib: decompression only, as on the module.
import zlib as _zlib


def decompress(data, wbits=15):
    return _zlib.decompress(data, wbits)
