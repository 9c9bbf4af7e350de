# One of a fleet: a report about every twenty seconds with QoS 1, for as long as the module is on; whatever the network does, it goes on.
import _thread
import checkNet
import ujson
import urandom
import utime
import modem
import hmac
from hashlib import sha256
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
PASSWORD = hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()
REPORT = "$oc/devices/" + DEVICE + "/sys/properties/report"


def connect():
    while True:
        try:
            checkNet.waitNetworkReady(60)
            c.connect()
            c.subscribe("$oc/devices/" + DEVICE + "/sys/commands/#")
            return
        except Exception as error:
            print("no connection:", error)
            utime.sleep(5)


def listen():
    while True:
        c.wait_msg()


c = MQTTClient(DEVICE + "_0_0_" + HOUR, "mqtt.example.com", 1883, DEVICE, PASSWORD, keepalive=30)
c.set_callback(lambda topic, msg: None)
connect()
_thread.start_new_thread(listen, ())
n = 0
while True:
    n += 1
    c.publish(REPORT, ujson.dumps({"services": [{"service_id": "Room", "properties": {"n": n}}]}), qos=1)
    utime.sleep(15 + urandom.randint(0, 10))
