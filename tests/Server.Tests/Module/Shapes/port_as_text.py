# The port as a text, ids as bytes: the client takes both.
import modem
import hmac
from hashlib import sha256
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
PASSWORD = hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()
REPORT = "$oc/devices/" + DEVICE + "/sys/properties/report"
c = MQTTClient(client_id=(DEVICE + "_0_0_" + HOUR).encode(), server=b"mqtt.example.com", port="1883", user=DEVICE.encode(), password=PASSWORD.encode(), keepalive=60)
c.connect()
c.publish(REPORT.encode(), '{"services": [{"service_id": "Room", "properties": {"n": 8}}]}')
c.disconnect()
