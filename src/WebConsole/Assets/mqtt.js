// A small MQTT 3.1.1 client over WebSocket: what a simulated device needs (QoS 0 and 1, no subscriptions: the platform makes them) and
// no more. Debugging/SimulatedDevice.razor calls it; it tells its owner what happens.

const KEEP_ALIVE_SECONDS = 120;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function connect(owner, clientId, user, password) {
  return new Connection(owner, clientId, user, password);
}

class Connection {
  #socket;
  #owner;
  #received = new Uint8Array(0);
  #packetId = 0;
  #unacknowledged = new Map();
  #pings;

  constructor(owner, clientId, user, password) {
    this.#owner = owner;
    const address = new URL('mqtt', document.baseURI);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#socket = new WebSocket(address, 'mqtt');
    this.#socket.binaryType = 'arraybuffer';
    // 0xC2: user name, password, clean session.
    this.#socket.onopen = () => this.#send(0x10, text('MQTT'), [4, 0xc2], uint16(KEEP_ALIVE_SECONDS), text(clientId), text(user), text(password));
    this.#socket.onmessage = event => this.#read(new Uint8Array(event.data));
    this.#socket.onclose = () => this.#ended();
  }

  // True once the platform has acknowledged it; false when the connection ended before.
  publish(topic, payload) {
    if (this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#packetId = this.#packetId % 65535 + 1;
    return new Promise(resolve => {
      this.#unacknowledged.set(this.#packetId, resolve);
      this.#send(0x32, text(topic), uint16(this.#packetId), encoder.encode(payload));
    });
  }

  close() {
    if (this.#socket.readyState === WebSocket.OPEN) this.#send(0xe0);
    this.#socket.close();
  }

  #read(bytes) {
    this.#received = joined(this.#received, bytes);
    for (let packet; (packet = this.#next());) this.#take(packet.type, packet.body);
  }

  // Type and flags in one byte, then the length of the rest in one to four bytes of seven bits, the lowest first.
  #next() {
    let length = 0, at = 1;
    for (let shift = 0; ; shift += 7, at++) {
      if (at >= this.#received.length) return null;
      length += (this.#received[at] & 0x7f) * 2 ** shift;
      if (!(this.#received[at] & 0x80)) break;
    }
    const end = at + 1 + length;
    if (this.#received.length < end) return null;
    const packet = { type: this.#received[0], body: this.#received.slice(at + 1, end) };
    this.#received = this.#received.slice(end);
    return packet;
  }

  #take(type, body) {
    switch (type >> 4) {
      case 2: // CONNACK
        if (body[1] === 0) this.#pings = setInterval(() => this.#send(0xc0), KEEP_ALIVE_SECONDS * 500);
        this.#owner.invokeMethodAsync('Answered', body[1]);
        break;
      case 3: { // PUBLISH
        const length = body[0] << 8 | body[1];
        const acknowledged = (type & 0x06) !== 0;
        const payload = body.slice(2 + length + (acknowledged ? 2 : 0));
        if (acknowledged) this.#send(0x40, body.slice(2 + length, 4 + length));
        this.#owner.invokeMethodAsync('Arrived', decoder.decode(body.slice(2, 2 + length)), decoder.decode(payload));
        break;
      }
      case 4: { // PUBACK
        const id = body[0] << 8 | body[1];
        this.#unacknowledged.get(id)?.(true);
        this.#unacknowledged.delete(id);
        break;
      }
    }
  }

  #ended() {
    clearInterval(this.#pings);
    for (const resolve of this.#unacknowledged.values()) resolve(false);
    this.#unacknowledged.clear();
    this.#owner.invokeMethodAsync('Ended').catch(() => { /* The page has gone first. */ });
  }

  #send(type, ...parts) {
    const body = joined(...parts);
    const head = [type];
    let length = body.length;
    do {
      head.push(length > 127 ? length % 128 | 0x80 : length);
      length = Math.floor(length / 128);
    } while (length > 0);
    this.#socket.send(joined(head, body));
  }
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function uint16(value) {
  return [value >> 8, value & 0xff];
}

function text(value) {
  const bytes = encoder.encode(value);
  return joined(uint16(bytes.length), bytes);
}
