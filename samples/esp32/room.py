# A room with a thermometer and a light on an ESP32 with MicroPython 1.20 or newer: a whole IoTDA device.
#
# On the screen, once the device exists on the platform:
#     wifi 192.168.1.31
#     connected to 192.0.2.7:1883
#     reported {"services": [...]}
# and after the command SET_LIGHT with {"on": "ON"}:
#     answered: light is ON
#
# Once: mpremote mip install umqtt.simple. Then: mpremote cp room.py :main.py + reset, or dukou module put room.py /main.py --port PORT

import binascii
import hashlib
import json
import network
import time
from umqtt.simple import MQTTClient

WIFI = "your_wifi", "its_password"
SERVER, PORT = "192.0.2.7", 1883
DEVICE_ID = "your_device_id"
SECRET = "your_device_secret"
KEEPALIVE = 60
PREFIX = "$oc/devices/" + DEVICE_ID + "/sys/"
light = "OFF"


def hmac_sha256(key, text):
    # MicroPython brings no hmac; a key of ten digits is shorter than a block.
    key = key + bytes(64 - len(key))
    inner = hashlib.sha256(bytes([byte ^ 0x36 for byte in key]) + text).digest()
    return binascii.hexlify(hashlib.sha256(bytes([byte ^ 0x5C for byte in key]) + inner).digest())


def arrived(topic, msg):
    global light
    request = topic.decode().split("request_id=")[-1]
    asked = json.loads(msg)
    wanted = (asked.get("paras") or {}).get("on")
    code, result = 1, "this device knows SET_LIGHT with ON or OFF"
    if asked.get("command_name") == "SET_LIGHT" and wanted in ("ON", "OFF"):
        light = wanted  # here a Pin would follow
        code, result = 0, "light is " + light
    client.publish(PREFIX + "commands/response/request_id=" + request, json.dumps({"result_code": code, "paras": {"result": result}}))
    print("answered:", result)


def report():
    reading = {"temperature": 23.0 if light == "ON" else 21.5, "humidity": 40 + time.ticks_ms() // 1000 % 10}
    text = json.dumps({"services": [{"service_id": "Environment", "properties": reading}]})
    client.publish(PREFIX + "properties/report", text)
    print("reported", text)


wifi = network.WLAN(network.STA_IF)
wifi.active(True)
wifi.connect(*WIFI)
while not wifi.isconnected():
    time.sleep_ms(200)
print("wifi", wifi.ifconfig()[0])

while True:
    try:
        # The 0 before the hour says: do not compare it with your clock. Without NTP it is an hour of the year 2000, and fits all the same.
        hour = "%04d%02d%02d%02d" % time.localtime()[:4]
        client = MQTTClient(DEVICE_ID + "_0_0_" + hour, SERVER, PORT, DEVICE_ID, hmac_sha256(hour.encode(), SECRET.encode()), KEEPALIVE)
        client.set_callback(arrived)
        client.connect()
        client.subscribe(PREFIX + "commands/#")
        print("connected to {}:{}".format(SERVER, PORT))
        while True:
            report()
            client.ping()  # this client sends none by itself
            for _ in range(KEEPALIVE * 5):
                client.check_msg()
                time.sleep_ms(200)
    except OSError as error:
        print("lost:", error)
        time.sleep(5)
