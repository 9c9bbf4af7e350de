# HMAC by hand over uhashlib, for firmware that brings no hmac; the hour comes from the module's own, local clock.
import modem
import ubinascii
import uhashlib
import utime
from umqtt import MQTTClient


def hmac_sha256(key, text):
    if len(key) > 64:
        key = uhashlib.sha256(key).digest()
    key = key + bytes(64 - len(key))
    inner = uhashlib.sha256(bytes([x ^ 0x36 for x in key]))
    inner.update(text)
    outer = uhashlib.sha256(bytes([x ^ 0x5C for x in key]))
    outer.update(inner.digest())
    return ubinascii.hexlify(outer.digest()).decode()


device = "shapes_" + modem.getDevImei()
hour = "%04d%02d%02d%02d" % utime.localtime()[:4]
c = MQTTClient("{}_0_0_{}".format(device, hour), "mqtt.example.com", 1883, device, hmac_sha256(hour.encode(), b"12345678"), keepalive=60)
c.connect()
c.publish("$oc/devices/{}/sys/properties/report".format(device), '{"services": [{"service_id": "Room", "properties": {"n": 10}}]}')
c.disconnect()
