# request: HTTP/1.0 from the module. text and content are generators of pieces, json() is the whole.
import ujson
from _link import Link

_SECONDS = 20


class Response:
    def __init__(self, status, headers, link, decode, sizeof):
        self.status_code = status
        self.headers = headers
        self._link = link
        self._decode = decode
        self._size = sizeof

    def _pieces(self, decode):
        left = int(self.headers.get("content-length", -1))
        rest = b""
        while left:
            piece = self._link.read_some(self._size if left < 0 else min(left, self._size))
            if not piece:
                break
            left -= len(piece) if left > 0 else 0
            if not decode:
                yield piece
                continue
            piece = rest + piece
            cut = _cut(piece)
            rest = piece[cut:]
            if cut:
                yield piece[:cut].decode()
        self.close()

    @property
    def text(self):
        return self._pieces(True)

    @property
    def content(self):
        return self._pieces(self._decode)

    def json(self):
        return ujson.loads("".join([piece for piece in self._pieces(True)]))

    def close(self):
        self._link.close()


def _cut(piece):
    # How many bytes end with a whole character: one may lie across two pieces.
    start = len(piece)
    while start and len(piece) - start < 4:
        start -= 1
        first = piece[start]
        if first & 0xC0 != 0x80:
            size = 4 if first >= 0xF0 else 3 if first >= 0xE0 else 2 if first >= 0xC0 else 1
            return len(piece) if len(piece) - start >= size else start
    return len(piece)


def _header_lines(link):
    line = b""
    while True:
        byte = link.read(1)
        if byte != b"\n":
            line += byte
            continue
        line = line.rstrip(b"\r")
        if not line:
            return
        yield line.decode()
        line = b""


def request(method, url, data=None, headers=None, decode=True, sizeof=255, ssl_params=None):
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    name, _, port = host.partition(":")
    tls = scheme == "https"
    link = Link(name, int(port or (443 if tls else 80)), tls, ssl_params or {}, _SECONDS, False)
    headers = dict(headers or {})
    if data is not None and not isinstance(data, (str, bytes)):
        data = ujson.dumps(data)
    body = b"" if data is None else data.encode() if isinstance(data, str) else data
    headers.setdefault("Host", host)
    if body:
        headers.setdefault("Content-Length", str(len(body)))
        headers.setdefault("Content-Type", "application/json")
    lines = ["{} /{} HTTP/1.0".format(method, path)] + ["{}: {}".format(key, value) for key, value in headers.items()]
    link.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
    if not link.ready(_SECONDS * 1000, lambda: True):
        link.close()
        raise OSError(110)  # ETIMEDOUT
    answer = _header_lines(link)
    status = int(next(answer).split()[1])
    fields = {}
    for line in answer:
        key, _, value = line.partition(":")
        fields[key.strip().lower()] = value.strip()
    return Response(status, fields, link, decode, sizeof)


def get(url, data=None, headers=None, decode=True, sizeof=255, ssl_params=None):
    return request("GET", url, data, headers, decode, sizeof, ssl_params)


def post(url, data=None, headers=None, decode=True, sizeof=255, ssl_params=None):
    return request("POST", url, data, headers, decode, sizeof, ssl_params)


def put(url, data=None, headers=None, decode=True, sizeof=255, ssl_params=None):
    return request("PUT", url, data, headers, decode, sizeof, ssl_params)


def head(url, data=None, headers=None, decode=True, sizeof=255, ssl_params=None):
    return request("HEAD", url, data, headers, decode, sizeof, ssl_params)
