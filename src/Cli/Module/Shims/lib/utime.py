# utime: local time is UTC+8 until the script or DUKOU_MODULE_TIMEZONE says otherwise, as on a module in China. Seconds count from 1970.
import _clock
import _faults
from _virtual import setting as _setting

_WRAP = 0x3FFFFFFF + 1
_zone = int(_setting("TIMEZONE", "8"))
_DAYS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def time():
    _clock.glance()
    _faults.clock()
    return int(_clock.now())


def localtime(secs=None):
    seconds = (time() if secs is None else int(secs)) + _zone * 3600
    days, left = seconds // 86400, seconds % 86400
    # Years of 365.2425 days, counted from 1 March of year 0; the civil calendar in whole numbers.
    days += 719468
    era, day = days // 146097, days % 146097
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    year, month, mday = era * 400 + year + (1 if month > 9 else 0), (month + 2) % 12 + 1, day - (153 * month + 2) // 5 + 1
    leap = month > 2 and (year % 4 == 0 and year % 100 != 0 or year % 400 == 0)
    return (year, month, mday, left // 3600, left % 3600 // 60, left % 60, (seconds // 86400 + 3) % 7,
            _DAYS[month - 1] + mday + (1 if leap else 0))


def mktime(date):
    year, month, day, hour, minute, second = date[:6]
    # Days of the civil calendar counted from 1 March, so that a leap day is a year's last day.
    if month <= 2:
        year -= 1
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * ((month + 9) % 12) + 2) // 5 + day - 719469
    return ((days * 24 + hour - _zone) * 60 + minute) * 60 + second


def getTimeZone():
    return _zone


def setTimeZone(offset):
    global _zone
    if not -12 <= offset <= 12:
        return -1
    _zone = offset
    return 0


def sleep(seconds):
    _clock.sleep(seconds)


def sleep_ms(ms):
    _clock.sleep(ms / 1000)


def sleep_us(us):
    _clock.sleep(us / 1000000)


def ticks_ms():
    _clock.glance()
    return int(_clock.ticks() * 1000) % _WRAP


def ticks_us():
    _clock.glance()
    return int(_clock.ticks() * 1000000) % _WRAP


ticks_cpu = ticks_us


def ticks_add(ticks, delta):
    return (ticks + delta) % _WRAP


def ticks_diff(ticks1, ticks2):
    return (ticks1 - ticks2 + _WRAP // 2) % _WRAP - _WRAP // 2
