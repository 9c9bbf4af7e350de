# The few MQTT bytes that are more than a constant.


def as_bytes(text):
    return text.encode() if isinstance(text, str) else bytes(text)


def length(count):
    # The remaining length: seven bits a byte, the lowest first, the top bit says that more follow.
    digits = bytearray()
    while True:
        count, digit = count >> 7, count & 0x7F
        digits.append(digit | 0x80 if count else digit)
        if not count:
            return bytes(digits)


def short(number):
    return bytes([number >> 8, number & 0xFF])


def field(text):
    text = as_bytes(text)
    return short(len(text)) + text


def connect_packet(version, identity, clean, keepalive, will):
    # 10 | length | protocol name and level | flags | keep-alive | client id | will topic and message | user | password
    client_id, user, password = identity
    flags = (2 if clean else 0) | (0x80 if user else 0) | (0x40 if password else 0)
    body = field(client_id)
    if will:
        topic, msg, retain, qos = will
        flags |= 4 | qos << 3 | (0x20 if retain else 0)
        body += field(topic) + field(msg)
    if user:
        body += field(user)
    if password:
        body += field(password)
    name = b"\0\6MQIsdp\3" if version == 3 else b"\0\4MQTT\4"
    body = name + bytes([flags]) + short(keepalive) + body
    return b"\x10" + length(len(body)) + body
