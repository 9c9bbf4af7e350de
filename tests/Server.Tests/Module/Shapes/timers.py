# Timers: one of the operating system reports, one of the chip counts; the main thread has nothing left to do.
import osTimer
import ujson
from machine import Timer
import modem
import hmac
from hashlib import sha256
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
PASSWORD = hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()
REPORT = "$oc/devices/" + DEVICE + "/sys/properties/report"
ticks = 0
reported = 0


def tick(timer):
    global ticks
    ticks += 1


def report(argument):
    global reported
    reported += 1
    c.publish(REPORT, ujson.dumps({"services": [{"service_id": "Room", "properties": {"n": ticks}}]}))
    if reported == 3:
        chip.stop()
        system.stop()
        c.disconnect()


c = MQTTClient(DEVICE + "_0_0_" + HOUR, "mqtt.example.com", 1883, DEVICE, PASSWORD, keepalive=120)
c.connect()
chip = Timer(Timer.Timer1)
chip.start(1000, Timer.PERIODIC, tick)
system = osTimer.osTimer()
system.start(10500, 1, report)
