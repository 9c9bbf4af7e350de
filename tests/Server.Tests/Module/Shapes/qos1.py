# QoS 1: each report waits for its acknowledgement, which only the listening thread can read.
import _thread
import ujson
import utime
import modem
import hmac
from hashlib import sha256
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
PASSWORD = hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()
REPORT = "$oc/devices/" + DEVICE + "/sys/properties/report"
c = MQTTClient(DEVICE + "_0_0_" + HOUR, "mqtt.example.com", 1883, DEVICE, PASSWORD, keepalive=60)
c.set_callback(lambda topic, msg: None)
c.connect()
c.subscribe("$oc/devices/" + DEVICE + "/sys/commands/#", qos=1)


def listen():
    while True:
        c.wait_msg()


_thread.start_new_thread(listen, ())
for n in range(5):
    c.publish(REPORT, ujson.dumps({"services": [{"service_id": "Room", "properties": {"n": n}}]}), qos=1)
    utime.sleep(10)
print("all sent")
c.disconnect()
import usys
usys.exit(0)
