# Threads: one waits for messages, the main one measures and reports; commands go from one to the other through a queue.
import _thread
import ujson
import utime
from queue import Queue
import modem
import hmac
from hashlib import sha256
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
PASSWORD = hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()
REPORT = "$oc/devices/" + DEVICE + "/sys/properties/report"
wanted = Queue(10)


def arrived(topic, msg):
    wanted.put((topic.decode().split("=")[-1], ujson.loads(msg)))


def listen():
    while True:
        c.wait_msg()
        utime.sleep_ms(50)


c = MQTTClient(DEVICE + "_0_0_" + HOUR, "mqtt.example.com", 1883, DEVICE, PASSWORD, keepalive=60)
c.set_callback(arrived)
c.connect()
c.subscribe("$oc/devices/" + DEVICE + "/sys/commands/#")
listener = _thread.start_new_thread(listen, ())
for n in range(3):
    c.publish(REPORT, ujson.dumps({"services": [{"service_id": "Room", "properties": {"n": n}}]}))
    utime.sleep_ms(200)
print("waiting for a command")
request, command = wanted.get()
c.publish("$oc/devices/" + DEVICE + "/sys/commands/response/request_id=" + request,
          ujson.dumps({"result_code": 0, "paras": {"result": command["paras"]["value"]}}))
utime.sleep(1)
_thread.stop_thread(listener)
c.disconnect()
