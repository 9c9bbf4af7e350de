# A bridge: each line of the serial port becomes a report, a command's value goes out on the port.
import ujson
import utime
from machine import UART
import modem
import hmac
from hashlib import sha256
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
PASSWORD = hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()
REPORT = "$oc/devices/" + DEVICE + "/sys/properties/report"
done = False


def arrived(topic, msg):
    global done
    value = ujson.loads(msg)["paras"]["value"]
    port.write(value + "\r\n")
    c.publish("$oc/devices/" + DEVICE + "/sys/commands/response/request_id=" + topic.decode().split("=")[-1], b'{"result_code": 0}')
    done = True


port = UART(UART.UART2, 9600, 8, 0, 1, 0)
c = MQTTClient(DEVICE + "_0_0_" + HOUR, "mqtt.example.com", 1883, DEVICE, PASSWORD, keepalive=60)
c.set_callback(arrived)
c.connect()
c.subscribe("$oc/devices/" + DEVICE + "/sys/commands/#")
line = b""
while port.any():
    line += port.read(port.any())
    while b"\n" in line:
        text, line = line.split(b"\n", 1)
        c.publish(REPORT, ujson.dumps({"services": [{"service_id": "Room", "properties": {"text": text.decode().strip()}}]}))
print("waiting for a command")
while not done:
    c.check_msg()
    utime.sleep_ms(20)
c.disconnect()
