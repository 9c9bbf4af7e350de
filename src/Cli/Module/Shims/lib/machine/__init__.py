# machine: the board. Ports and pins are files or loops of this computer; times are the virtual module's own.
from machine._bus import I2C, SPI
from machine._parts import RTC, WDT, Timer
from machine._pin import ExtInt, Pin
from machine._uart import UART
