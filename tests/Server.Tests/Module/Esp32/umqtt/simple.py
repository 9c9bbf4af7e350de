# umqtt.simple: what micropython-lib's client of that name does for the sample, over the virtual module's link. No pings of its own.
from _link import Link
from _mqtt import as_bytes, connect_packet, field, length, short


class MQTTClient:
    def __init__(self, client_id, server, port=0, user=None, password=None, keepalive=0):
        self._server = (server, port or 1883)
        self._identity = (client_id, user, password)
        self._keepalive = keepalive
        self._callback = None
        self._packet_id = 0

    def set_callback(self, callback):
        self._callback = callback

    def connect(self, clean_session=True):
        self._link = Link(self._server[0], self._server[1], False, {}, 20)
        self._link.write(connect_packet(4, self._identity, clean_session, self._keepalive, None))
        answer = self._link.read(4)
        if answer[3]:
            raise OSError("CONNACK {}".format(answer[3]))

    def ping(self):
        self._link.write(b"\xc0\0")

    def publish(self, topic, msg, retain=False, qos=0):
        body = field(topic) + as_bytes(msg)
        self._link.write(b"\x30" + length(len(body)) + body)

    def subscribe(self, topic, qos=0):
        self._packet_id += 1
        body = short(self._packet_id) + field(topic) + bytes([qos])
        self._link.write(b"\x82" + length(len(body)) + body)
        while self._read() != 0x90:
            pass

    def check_msg(self):
        if self._link.ready(0, lambda: False):
            self._read()

    def _read(self):
        op = self._link.read(1)[0]
        size = shift = 0
        while True:
            digit = self._link.read(1)[0]
            size |= (digit & 0x7F) << shift
            shift += 7
            if not digit & 0x80:
                break
        body = self._link.read(size)
        if op & 0xF0 == 0x30:
            start = 2 + (body[0] << 8 | body[1])
            self._callback(body[2:start], body[start:])
        return op
