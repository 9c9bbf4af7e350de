# Reconnecting by itself: without the client's own reconnect, a lost link is an exception, and the script starts over.
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
lost = 0
sent = 0


def session():
    global sent
    c = MQTTClient(DEVICE + "_0_0_" + HOUR, "mqtt.example.com", 1883, DEVICE, PASSWORD, keepalive=30, reconn=False)
    c.set_callback(lambda topic, msg: None)
    c.connect()
    c.subscribe("$oc/devices/" + DEVICE + "/sys/commands/#")
    while sent < 4:
        sent += 1
        c.publish(REPORT, ujson.dumps({"services": [{"service_id": "Room", "properties": {"n": sent}}]}))
        c.wait_msg()
    c.disconnect()


while sent < 4:
    try:
        session()
    except Exception as error:
        lost += 1
        print("lost", lost)
        utime.sleep(5)
