# One thread: connect, subscribe, report, wait for a command, answer it, leave.
import modem
from umqtt import MQTTClient

DEVICE = "shapes_" + modem.getDevImei()
HOUR = "2026010203"
state = 0


def arrived(topic, msg):
    global state
    topic = topic.decode()
    print("command", msg.decode())
    c.publish("$oc/devices/{}/sys/commands/response/request_id={}".format(DEVICE, topic.split("=")[-1]), b'{"result_code": 0, "paras": {"result": "done"}}')
    state = 1


def password():
    import hmac
    from hashlib import sha256
    return hmac.new(HOUR.encode(), b"12345678", digestmod=sha256).hexdigest()


c = MQTTClient(DEVICE + "_0_0_" + HOUR, "a1b2.iot-mqtts.example.com", 1883, DEVICE, password(), keepalive=30)
c.set_callback(arrived)
c.connect()
c.subscribe("$oc/devices/{}/sys/commands/#".format(DEVICE))
c.publish("$oc/devices/{}/sys/properties/report".format(DEVICE), b'{"services": [{"service_id": "Room", "properties": {"n": 1}}]}')
print("waiting for a command")
while state == 0:
    c.wait_msg()
c.disconnect()
