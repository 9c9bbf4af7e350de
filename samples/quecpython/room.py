# A room with a thermometer and a light: a whole IoTDA device for a QuecPython module.
#
# On the screen, once the device exists on the platform:
#     network (3, 1)
#     connected to 192.0.2.7:1883
#     reported {"services": [...]}
#     waiting for commands
# and after the command SET_LIGHT with {"on": "ON"}:
#     command SET_LIGHT ON
#     answered: light is ON
# It goes on answering, and reports about once a minute, until it is stopped.
#
# Put it on the module as /usr/room.py with QPYcom and run it there: example.exec('/usr/room.py')

import checkNet
import ujson
import utime
from umqtt import MQTTClient

import hmac
from hashlib import sha256

SERVER = b'192.0.2.7'
PORT = 1883
DEVICE_ID = 'your_device_id'
SECRET = 'your_device_secret'

# The key is the hour, the message is the secret. The 0 before the hour says: do not compare it with your clock,
# which is what lets a module with local time, or with no time at all, connect.
HOUR = "%04d%02d%02d%02d" % utime.localtime()[:4]
CLIENT_ID = DEVICE_ID + "_0_0_" + HOUR
USER = DEVICE_ID.encode()
PASSWORD = hmac.new(HOUR.encode(), SECRET.encode(), digestmod=sha256).hexdigest()
PREFIX = "$oc/devices/" + USER.decode() + "/sys/"
COMMAND = PREFIX + "commands/request_id="
light = "OFF"
reported_at = 0


def report():
    global reported_at
    reported_at = utime.time()
    reading = ujson.dumps({"services": [{
        "service_id": "Environment",
        "properties": {"temperature": 23.0 if light == "ON" else 21.5, "humidity": 40 + reported_at % 10}}]})
    client.publish(PREFIX + "properties/report", reading)
    print("reported", reading)


def arrived(topic, msg):
    global light
    topic = topic.decode()
    if not topic.startswith(COMMAND):
        return
    asked = ujson.loads(msg)
    wanted = (asked.get("paras") or {}).get("on")
    print("command", asked.get("command_name"), wanted)
    code, result = 1, "this device knows SET_LIGHT with ON or OFF"
    if asked.get("command_name") == "SET_LIGHT" and wanted in ("ON", "OFF"):
        light = wanted
        code, result = 0, "light is " + light
    answer = ujson.dumps({"result_code": code, "paras": {"result": result}})
    client.publish(PREFIX + "commands/response/request_id=" + topic[len(COMMAND):], answer)
    print("answered:", result)


print("network", checkNet.waitNetworkReady(60))
client = MQTTClient(CLIENT_ID, SERVER, PORT, USER, PASSWORD, keepalive=60)
client.set_callback(arrived)
client.connect()
print("connected to {}:{}".format(SERVER.decode(), PORT))
client.subscribe(PREFIX + "commands/#")
report()
print("waiting for commands")
while True:
    client.wait_msg()  # returns after every packet: a command, or the answer to a ping
    if utime.time() - reported_at >= 60:
        report()
    utime.sleep_ms(50)
