# umqtt: the module's MQTT client, 3.1 and 3.1.1, QoS 0 and 1. It writes what the module writes, in the same pieces, and
# waits as the module waits; where the module is silent about a fault it says on stderr what happens.
import utime
import _clock
import _faults
import _packets
import _tasks
from _link import Link
from _mqtt import as_bytes as _bytes, connect_packet, field as _field, length as _length, short as _short
from _virtual import note

_CONNACK_SECONDS = 20
_ANSWER_MS = 5000  # how long SUBACK and PUBACK are waited for
_POLL_SECONDS = 5  # how often the ping thread looks at the clock
_SLICE_MS = 200
_IDLE = 0  # nothing has arrived yet; no packet type is 0


class MQTTException(Exception):
    pass


class MQTTClient:
    def __init__(self, client_id, server, port=0, user=None, password=None, keepalive=0, ssl=False, ssl_params={},
                 reconn=True, version=4, pingmaxnum=0):
        if keepalive and keepalive < 5:
            raise ValueError("keepalive must be 0 or at least 5 seconds")
        self._server = (server, port or (8883 if ssl else 1883), ssl, ssl_params)
        self._identity = (client_id, user, password)
        self._keepalive = keepalive
        self._version = version
        self._reconn = reconn
        self._pings_more = pingmaxnum  # unanswered pings that are tolerated beyond the first
        self._will = None
        self._clean = True
        self._callback = None
        self._error_callback = None
        self._topics = []
        self._qos = 0
        self._link = None
        self._state = -1
        self._open = False  # between connect() and disconnect()
        self._generation = 0  # of the connection; a ping thread of an older one ends
        self._fault = None  # what the ping thread found and wait_msg() has to raise
        self._pings_due = 0
        self._pinged_at = 0
        self._subscribe_id = 0  # SUBSCRIBE and PUBLISH count their packet ids apart
        self._publish_id = 0
        self._unacknowledged = set()
        self._suback = ()  # what SUBACK said; None while one is due
        self._sending = _tasks.lock()
        self._reading = _tasks.lock()
        self._mending = _tasks.lock()

    def set_callback(self, f):
        self._callback = f

    def error_register_cb(self, func):
        self._error_callback = func

    def set_last_will(self, topic, msg, retain=False, qos=0):
        assert 0 <= qos <= 2 and topic
        self._will = (topic, msg, retain, qos)

    def get_mqttsta(self):
        # The server's close is seen without waiting for a read, unless another thread is reading and will see it itself.
        if self._state == 0 and self._reading.acquire(0):
            try:
                if self._link.server_closed():
                    self._state = 2
            except OSError:
                self._state = -1
            finally:
                self._reading.release()
        return self._state

    def connect(self, clean_session=True):
        self._clean = clean_session
        try:
            link = self._dial()
        except Exception as error:
            self._state = -1
            raise ValueError("MQTT Connect error='{}' FAIL".format(error))
        self._adopt(link)
        return 0

    def disconnect(self):
        self._open = False
        self._generation += 1
        try:
            with self._sending:
                self._send(self._link, b"\xe0\0")
        except Exception as error:
            note("disconnect: {!r}".format(error))
        utime.sleep_ms(500)
        self.close()

    def close(self):
        self._state = -1
        if self._link:
            self._link.close()
            _packets.closed()

    def ping(self):
        with self._sending:
            self._ping(self._link)

    def publish(self, topic, msg, retain=False, qos=0):
        assert qos in (0, 1), "the module sends QoS 0 and 1 only"
        topic, msg = _bytes(topic), _bytes(msg)
        try:
            with self._sending:
                packet_id = self._publish_id = self._publish_id % 65535 + 1
                if qos:
                    self._unacknowledged.add(packet_id)
                first = bytes([0x30 | qos << 1 | (1 if retain else 0)]) + _length(2 + len(topic) + 2 * qos + len(msg))
                self._send(self._link, first, _short(len(topic)), topic, _short(packet_id) if qos else b"", msg)
        except Exception as error:
            # The module swallows this; the script learns of a lost link from get_mqttsta() or not at all.
            note("publish: {!r}, the message is lost".format(error))
            return
        started = utime.ticks_ms()
        while qos and packet_id in self._unacknowledged:
            if utime.ticks_diff(utime.ticks_ms(), started) > _ANSWER_MS:
                note("publish: no PUBACK within 5 s; only a thread that is in wait_msg() can read it")
                return
            utime.sleep_ms(20)

    def subscribe(self, topic, qos=0):
        assert self._callback is not None, "set_callback() comes before subscribe()"
        if topic not in self._topics:
            self._topics.append(topic)
        self._qos = qos
        link = self._link
        try:
            self._subscribe(link, topic, qos)
        except OSError as error:
            if not self._reconn:
                raise
            note("subscribe: {!r}, reconnecting".format(error))
            self._mend(link)

    def check_msg(self):
        return self._wait(0)

    def wait_msg(self):
        return self._wait(None)

    # ---- the connection's life

    def _dial(self):
        link = Link(self._server[0], self._server[1], self._server[2], self._server[3], _CONNACK_SECONDS)
        try:
            self._send(link, connect_packet(self._version, self._identity, self._clean, self._keepalive, self._will))
            late = _faults.length("connack")
            link.hold_answers(late)
            if not link.ready(_CONNACK_SECONDS * 1000, lambda: late < _CONNACK_SECONDS):
                raise OSError(110)  # ETIMEDOUT
            answer = link.read(4)
            _packets.received(answer)
            assert answer[0] == 0x20 and answer[1] == 2, "no CONNACK"
            if answer[3]:
                raise MQTTException(answer[3])
            link.set_timeout(None)
            self._pinged_at = utime.ticks_ms()
            return link
        except Exception:
            link.close()
            raise

    def _adopt(self, link):
        self._link = link
        self._open = True
        self._state = 0
        self._fault = None
        self._pings_due = 0
        self._unacknowledged = set()
        self._generation += 1
        if self._keepalive:
            _tasks.background(self._keep_alive, (link, self._generation))

    def _mend(self, broken):
        # Whoever notices the fault first mends it; the others go on with the new link.
        if not self._mending.acquire(0):
            utime.sleep_ms(_SLICE_MS)
            return
        try:
            if not self._open or self._link is not broken:
                return
            self._state = 1
            self._generation += 1
            self._tell("reconnect_start")
            broken.close()
            attempt = 0
            while self._open and not self._redial():
                attempt += 1
                note("reconnecting failed, next try in {} s".format(5 + attempt))
                utime.sleep(5 + attempt)
            if self._open:
                self._tell("reconnect_success")
        finally:
            self._mending.release()

    def _redial(self):
        link = None
        try:
            link = self._dial()
            for topic in self._topics:
                self._subscribe(link, topic, self._qos)
            self._adopt(link)
            return True
        except Exception as error:
            note("reconnect: {!r}".format(error))
            if link:
                link.close()
            return False

    def _tell(self, event):
        if self._error_callback:
            self._error_callback(event)

    # ---- pings

    def _ping(self, link):
        self._pinged_at = utime.ticks_ms()
        self._send(link, b"\xc0\0")
        self._pings_due += 1

    def _keep_alive(self, link, generation):
        try:
            while generation == self._generation:
                if utime.ticks_diff(utime.ticks_ms(), self._pinged_at) // 1000 <= self._keepalive - 3:
                    utime.sleep(_POLL_SECONDS)
                    continue
                if self._pings_due > self._pings_more:
                    raise OSError("the last ping has no answer")
                with self._sending:
                    self._ping(link)
                if self._state == 2:
                    raise OSError("the server has closed the connection")
        except Exception as error:
            if generation != self._generation:
                return
            if self._reconn:
                note("ping: {!r}, reconnecting".format(error))
                self._mend(link)
            else:
                self._state = -1
                self._tell(str(error))
                self._fault = error

    # ---- what leaves and what arrives

    def _send(self, link, *pieces):
        # Each piece is one write, as on the module.
        for piece in pieces:
            if piece:
                link.write(piece)
        _packets.sent(b"".join(pieces))

    def _is_due(self):
        return self._suback is None or bool(self._unacknowledged) or self._pings_due > 0

    def _subscribe(self, link, topic, qos):
        self._subscribe_id = packet_id = self._subscribe_id % 65535 + 1
        filter_field = _field(topic)
        assert len(filter_field) + 3 < 128, "the module writes a one-byte length"
        self._suback = None
        with self._sending:
            self._send(link, bytes([0x82, len(filter_field) + 3]) + _short(packet_id), filter_field, bytes([qos]))
        started = utime.ticks_ms()
        while self._suback is None:
            if utime.ticks_diff(utime.ticks_ms(), started) > _ANSWER_MS:
                self._suback = ()
                raise OSError("no SUBACK within 5 s")
            if self._turn(link, _SLICE_MS) is None and self._suback is None and self._state == 2:
                self._suback = ()
                raise OSError("the server closed the connection")
        assert self._suback[0] == packet_id, "SUBACK with another packet id"
        if self._suback[1] == 0x80:
            raise MQTTException(0x80)

    def _wait(self, ms):
        while self._open:
            link = self._link
            if self._state == 1:  # another thread is mending the link
                utime.sleep_ms(_SLICE_MS)
                if ms is not None:
                    return None
                continue
            if self._fault:
                raise self._fault
            try:
                op = self._turn(link, _SLICE_MS if ms is None else ms)
                if op != _IDLE or ms is not None:
                    return op or None
            except Exception as error:
                if not self._open:
                    return None
                if not self._reconn:
                    raise
                # A fault in the script's own callback comes here too: the module takes it for a fault of the network.
                note("wait_msg: {!r}, reconnecting".format(error))
                utime.sleep(1)
                self._mend(link)
        _clock.sleep(_clock.GLANCE)  # A listener that goes on after disconnect() leaves the others their turn.
        return None

    def _turn(self, link, ms):
        # Reads at most one packet. Threads take turns: the one that is late lets the other read for both.
        if not self._reading.acquire(0):
            utime.sleep_ms(min(ms, 20))
            return _IDLE
        try:
            if not link.ready(ms, self._is_due):
                return _IDLE
            first = link.read_some(1)
            if not first:
                self._state = 2
                utime.sleep_ms(100)  # The script calls again at once, until a ping fails.
                return None
            size, body = self._body(link)
            _packets.received(first + size + body)
        finally:
            self._reading.release()
        return self._handle(link, first[0], body)

    def _body(self, link):
        digits = b""
        while not digits or digits[-1] & 0x80:
            digits += link.read(1)
        size = 0
        for digit in reversed(digits):
            size = size << 7 | digit & 0x7F
        return digits, link.read(size)

    def _handle(self, link, op, body):
        if op == 0xD0:
            self._pings_due = 0
            return b"\xd0"
        if op == 0x40:
            self._unacknowledged.discard(body[0] << 8 | body[1])
            return None
        if op == 0x90:
            self._suback = (body[0] << 8 | body[1], body[2])
            return op
        if op & 0xF0 != 0x30:
            return op
        assert not op & 4, "QoS 2 is beyond the module"
        start = 2 + (body[0] << 8 | body[1])
        topic, packet_id = body[2:start], None
        if op & 2:
            packet_id, start = body[start:start + 2], start + 2
        self._callback(topic, body[start:])
        if packet_id is None:
            return None
        with self._sending:
            self._send(link, b"\x40\2" + packet_id)
        return op
