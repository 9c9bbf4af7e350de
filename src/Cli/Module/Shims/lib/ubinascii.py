# ubinascii: the four conversions that the module has.
from binascii import a2b_base64, b2a_base64, hexlify, unhexlify
