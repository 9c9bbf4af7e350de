# misc: power, ADC, PWM, the power key and USB detection of a board that has nothing attached.
from misc import Power
from _virtual import setting as _setting

_repl = True


class ADC:
    ADC0, ADC1, ADC2, ADC3 = 0, 1, 2, 3

    def open(self):
        return 0

    def read(self, channel):
        # Millivolts; DUKOU_MODULE_ADC<n> sets what is measured.
        return int(_setting("ADC{}".format(channel), "1200")) if 0 <= channel <= 3 else -1

    def close(self):
        return 0


class PWM:
    PWM0, PWM1, PWM2, PWM3 = 0, 1, 2, 3
    ABOVE_MS, ABOVE_1US, ABOVE_10US, ABOVE_BELOW_US = 0, 1, 2, 3

    def __init__(self, channel, unit, high, cycle):
        if high > cycle:
            raise ValueError("the high time is longer than the cycle")

    def open(self):
        return 0

    def close(self):
        return 0


PWM_V2 = PWM


class PowerKey:
    def powerKeyEventRegister(self, callback):
        return 0


class USB:
    def getStatus(self):
        return 1

    def setCallback(self, callback):
        return 0


def replEnable(flag):
    global _repl
    _repl = bool(flag)
    return 0


def replUpdatePassWd(password):
    return -1
