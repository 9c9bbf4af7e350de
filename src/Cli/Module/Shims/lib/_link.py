# One TCP or TLS connection, the same on CPython and MicroPython, over whatever the faults leave of the network. umqtt builds on it;
# so can the module's other clients.
import select
import socket
import _clock
import _faults
import _tasks
from _virtual import note, setting

_PATIENCE = 30  # real seconds for an answer that is due while the module's own clock stands still
_HELD_MAX = 65536  # what TCP keeps for a network that is away for a while
_LOST_MAX = 8

_mapped = []  # servers whose mapping has been told
_lost = []  # sockets of half-open links: closing them would tell the other side


def address(server, port, tls):
    # The script's own server gives way to the one that this virtual module is told to use.
    server = server.decode() if isinstance(server, (bytes, bytearray)) else server
    name = "TLS_SERVER" if tls and setting("TLS_SERVER") else "SERVER"
    instead = setting(name)
    if not instead:
        return server, int(port)
    if (server, port) not in _mapped:
        _mapped.append((server, port))
        note("{}:{} is replaced by {} (DUKOU_MODULE_{})".format(server, port, instead, name))
    host, _, port = instead.rpartition(":")
    return host.strip("[]"), int(port)


def resolve(name, host, port):
    # The name is the script's own: a number needs no DNS. A module asks for IPv4; on a computer "localhost" may lead to ::1 first.
    name = name.decode() if isinstance(name, (bytes, bytearray)) else name
    if not name.replace(".", "").isdigit() and (_faults.lasts("dns") or _faults.no_network()):
        raise ValueError("DNS Parsing '{}'".format(name))
    try:
        return socket.getaddrinfo(host, port, 0 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)[0]
    except OSError:
        raise ValueError("DNS Parsing '{}'".format(name))


def _secure(sock, host, params):
    import ssl
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if hasattr(context, "check_hostname"):
        context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # The module verifies nothing.
    if params.get("cert") and params.get("key"):
        _present(context, params["cert"], params["key"])
    return context.wrap_socket(sock, server_hostname=host)


def _present(context, cert, key):
    if not hasattr(context, "check_hostname"):
        context.load_cert_chain(cert, key)
        return
    # CPython reads certificates from files only.
    import os
    import tempfile
    names = []
    try:
        for text in (cert, key):
            handle, name = tempfile.mkstemp()
            names.append(name)
            with os.fdopen(handle, "wb") as pem:
                pem.write(text.encode() if isinstance(text, str) else text)
        context.load_cert_chain(names[0], names[1])
    finally:
        for name in names:
            os.remove(name)


class Link:
    def __init__(self, server, port, tls, tls_params, timeout, mapped=True):
        host, port = address(server, port, tls) if mapped else (server, port)
        found = resolve(server, host, port)
        if _faults.no_network():
            _clock.sleep(timeout)
            raise OSError(110)  # ETIMEDOUT
        self._socket = plain = socket.socket(found[0], socket.SOCK_STREAM)
        try:
            self._socket.settimeout(timeout)
            self._socket.connect(found[-1])
            self._socket.setsockopt(6, 1, 1)  # TCP_NODELAY: every write leaves on its own, as from the module.
            if tls:
                self._socket = _secure(self._socket, host, tls_params)
        except Exception:
            self._socket.close()
            raise
        # One TLS object must not be read and written at the same time; a plain socket may.
        self._tls = _tasks.lock() if tls else None
        # MicroPython's TLS sockets read and write; the rest is asked of the socket below.
        self._limit = self._socket if hasattr(self._socket, "settimeout") else plain
        self._receive = self._socket.recv if hasattr(self._socket, "recv") else self._socket.read
        self._send = self._socket.sendall if hasattr(self._socket, "sendall") else self._socket.write
        self._made = _clock.ticks()
        self._quiet_until = 0  # of the module's clock; nothing arrives before
        self._half_open = False
        self._held = b""

    def write(self, data):
        if self._is_half_open():
            return  # Into the void, and TCP does not know yet.
        if _faults.no_network():
            if len(self._held) + len(data) > _HELD_MAX:
                raise OSError(110)
            self._held += data
            return
        self._release()
        self._write(data)

    def read_some(self, count):
        # b"" when the server has closed its side.
        if self._tls is None:
            return self._receive(count)
        with self._tls:
            return self._receive(count)

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.read_some(count - len(data))
            if not part:
                raise OSError("the server closed the connection")
            data += part
        return data

    def ready(self, ms, due):
        # Waits for something to read. Where the module's clock is the parent's or jumps, an answer that is due arrives in no
        # time of the module's: how fast this computer and the platform are is not to be seen in the run.
        until = _clock.ticks() + ms / 1000
        patience = _PATIENCE if _clock.turns else 0
        while True:
            left = until - _clock.ticks()
            if self._is_away():
                if left <= 0:
                    return False
                _clock.sleep(min(left, _clock.SLICE))
                continue
            waits = patience and due()
            if self._poll(patience if waits else 0 if _clock.turns else max(min(left, _clock.SLICE), 0)):
                return True
            if waits:
                patience = 0
            if _clock.turns:
                # A look costs time, or a script that only looks would never let it pass.
                _clock.sleep(max(min(left, _clock.SLICE), _clock.GLANCE))
            else:
                _clock.check()
            if left <= 0:
                return False

    def hold_answers(self, seconds):
        self._quiet_until = _clock.ticks() + seconds

    def server_closed(self):
        # Only a plain socket lets one look at what is waiting without taking it; 2 is MSG_PEEK everywhere.
        return self._tls is None and not self._is_away() and self._poll(0) and self._socket.recv(1, 2) == b""

    def set_timeout(self, seconds):
        self._limit.settimeout(seconds)

    def close(self):
        if self._half_open:
            _lost.append(self._socket)
            if len(_lost) > _LOST_MAX:
                _lost.pop(0).close()
        else:
            self._socket.close()

    def _is_half_open(self):
        if not self._half_open and _faults.happened("halfopen", self._made):
            self._half_open = True
        return self._half_open

    def _is_away(self):
        if self._is_half_open() or _faults.no_network():
            return True
        self._release()
        return _clock.ticks() < self._quiet_until

    def _release(self):
        if self._held:
            held, self._held = self._held, b""
            self._write(held)

    def _write(self, data):
        if self._tls is None:
            self._send(data)
        else:
            with self._tls:
                self._send(data)

    def _poll(self, seconds):
        if self._tls is not None and hasattr(self._socket, "pending") and self._socket.pending():
            return True
        if not hasattr(select, "poll"):  # Windows
            return bool(select.select([self._socket], [], [], seconds)[0])
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(int(seconds * 1000)))
