# modem: who this module is. Every answer can be set from outside; a setting of -1 plays the module that cannot tell.
from _virtual import identity as _identity


def getDevImei():
    return _identity("IMEI", "860000000000009")


def getDevSN():
    return _identity("SN", "D1K000000000001")


def getDevModel():
    return _identity("MODEL", "EC600U")


def getDevFwVersion():
    return _identity("FIRMWARE", "EC600U-VIRTUAL-MODULE")


def getDevProductId():
    return _identity("PRODUCT_ID", "VIRTUAL")


def getDevMAC():
    return _identity("MAC", -1)
