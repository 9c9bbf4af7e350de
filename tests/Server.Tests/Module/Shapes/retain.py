# QoS as the third positional argument, which is RETAIN: the report leaves with the flag set and QoS 0.
import modem
import hmac
from hashlib import sha256
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
PASSWORD = hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()
REPORT = "$oc/devices/" + DEVICE + "/sys/properties/report"
QOS = 1
c = MQTTClient(DEVICE + "_0_0_" + HOUR, "mqtt.example.com", 1883, DEVICE, PASSWORD, keepalive=60)
c.connect()
c.publish(REPORT, '{"services": [{"service_id": "Room", "properties": {"n": 9}}]}', QOS)
c.disconnect()
