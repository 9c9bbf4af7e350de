# Settings in a JSON file on the flash, which the script itself keeps up to date over power cycles.
import ql_fs
import ujson
import modem
import hmac
from hashlib import sha256
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
PASSWORD = hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()
REPORT = "$oc/devices/" + DEVICE + "/sys/properties/report"
CONFIG = "/usr/config.json"
settings = ql_fs.read_json(CONFIG)
settings["starts"] += 1
ql_fs.touch(CONFIG, {"starts": settings["starts"]})
with open(CONFIG) as file:
    assert ujson.load(file) == settings
c = MQTTClient(DEVICE + "_0_0_" + HOUR, settings["server"], settings["port"], DEVICE, PASSWORD, keepalive=settings["keepalive"])
c.connect()
c.publish(REPORT, ujson.dumps({"services": [{"service_id": "Room", "properties": {"n": settings["starts"]}}]}))
c.disconnect()
