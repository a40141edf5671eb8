"""Hand-written bytes over plain sockets: HTTP/1.1, WebSocket and HTTP/2 as no well-behaved library would send them."""

import json
import os
import socket
import struct
import time


def connect(port: int, timeout: float = 10) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port), timeout=timeout)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def send_quietly(peer: socket.socket, data: bytes) -> bool:
    """Sends all of it; False when the other side has closed or takes no more."""
    try:
        peer.sendall(data)
        return True
    except OSError:
        return False


def read_to_end(peer: socket.socket, seconds: float, most: int = 1 << 22) -> tuple[bytes, bool]:
    """What comes until the end or for this long, and whether the end came."""
    data, deadline = b"", time.monotonic() + seconds
    while len(data) < most:
        peer.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            part = peer.recv(65536)
        except (TimeoutError, socket.timeout):
            return data, False
        except OSError:
            return data, True
        if not part:
            return data, True
        data += part
    return data, False


def status_of(answer: bytes) -> int | None:
    """The status of the first final response in the bytes."""
    while answer.startswith(b"HTTP/1."):
        status = int(answer[9:12])
        if status >= 200:
            return status
        _, _, answer = answer.partition(b"\r\n\r\n")
    return None


def ask(port: int, request: bytes, seconds: float = 10) -> tuple[int | None, bytes, bool]:
    """Sends raw bytes on a connection of their own: the status, everything that came, and whether the server closed."""
    with connect(port) as peer:
        send_quietly(peer, request)
        data, deadline, ended = b"", time.monotonic() + seconds, False
        while time.monotonic() < deadline and not ended:
            part, ended = read_to_end(peer, 0.2)
            data += part
            if status_of(data) and not part:
                break
        return status_of(data), data, ended


class WebSocket:
    """A client of one of Prefect's WebSockets; `send_frame` lets through any nonsense."""

    TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

    def __init__(self, port: int, path: str, timeout: float = 10, authenticate: bool = True):
        self.peer = connect(port, timeout)
        self.buffer = b""
        self.peer.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: prefect\r\n\r\n".encode())
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(head.split(b"\r\n")[0].decode(errors="replace"))
        if authenticate:
            self.send_text(json.dumps({"type": "auth", "token": None}))
            answer = json.loads(self.receive()[1])
            if answer.get("type") != "auth_success":
                raise ConnectionError(str(answer))

    def _more(self) -> None:
        part = self.peer.recv(65536)
        if not part:
            raise ConnectionError("closed by the server")
        self.buffer += part

    def send_frame(self, first: int, payload: bytes, mask: bool = True, length: int | None = None) -> None:
        """`first` is the whole first byte; `length` may lie."""
        claimed = len(payload) if length is None else length
        flag = 0x80 if mask else 0
        if claimed < 126:
            head = struct.pack("!BB", first, flag | claimed)
        elif claimed < 65536:
            head = struct.pack("!BBH", first, flag | 126, claimed)
        else:
            head = struct.pack("!BBQ", first, flag | 127, claimed)
        if mask:
            key = os.urandom(4)
            stretched = (key * (len(payload) // 4 + 1))[:len(payload)]
            payload = (int.from_bytes(payload, "big") ^ int.from_bytes(stretched, "big")).to_bytes(len(payload), "big")
            head += key
        self.peer.sendall(head + payload)

    def send_text(self, text: str) -> None:
        self.send_frame(0x80 | self.TEXT, text.encode())

    def receive(self) -> tuple[int, bytes]:
        """The next frame: opcode and payload."""
        while True:
            if len(self.buffer) >= 2:
                length, start = self.buffer[1] & 127, 2
                if length == 126 and len(self.buffer) >= 4:
                    length, start = struct.unpack("!H", self.buffer[2:4])[0], 4
                elif length == 127 and len(self.buffer) >= 10:
                    length, start = struct.unpack("!Q", self.buffer[2:10])[0], 10
                elif length >= 126:
                    length = 1 << 60
                if len(self.buffer) >= start + length:
                    opcode, payload = self.buffer[0] & 15, self.buffer[start:start + length]
                    self.buffer = self.buffer[start + length:]
                    return opcode, payload
            self._more()

    def ping(self) -> None:
        """Sends a ping and waits for its pong."""
        token = os.urandom(4)
        self.send_frame(0x80 | self.PING, token)
        while True:
            opcode, payload = self.receive()
            if opcode == self.PONG and payload == token:
                return
            if opcode == self.PING:
                self.send_frame(0x80 | self.PONG, payload)
            if opcode == self.CLOSE:
                raise ConnectionError("closed by the server")

    def close_code(self) -> int | None:
        """Waits for the end: the code of the close frame, None when there was none."""
        try:
            while True:
                opcode, payload = self.receive()
                if opcode == self.CLOSE:
                    return struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
        except OSError:
            return None

    def close(self) -> None:
        self.peer.close()


class HTTP2:
    """An HTTP/2 client by prior knowledge that only writes frames and counts what comes back."""

    DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
    # GET / http localhost, by the static table and one literal.
    GET = bytes([0x82, 0x86, 0x84, 0x01, 9]) + b"localhost"

    def __init__(self, port: int, timeout: float = 10):
        self.peer = connect(port, timeout)
        self.peer.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + self.frame(self.SETTINGS, 0, 0, b""))

    @staticmethod
    def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
        return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", kind, flags, stream) + payload

    def flood(self, frames, most: int, seconds: float = 10) -> tuple[int, str]:
        """Sends frames while reading nothing but whether the server has ended it; how many left, and how it ended."""
        sent, deadline, data = 0, time.monotonic() + seconds, b""
        self.peer.setblocking(False)
        pending = b""
        ended = "still open"
        while time.monotonic() < deadline:
            while sent < most and len(pending) < 65536:
                pending += next(frames)
                sent += 1
            try:
                pending = pending[self.peer.send(pending):]
            except BlockingIOError:
                time.sleep(0.001)
            except OSError:
                ended = "closed"
                break
            try:
                part = self.peer.recv(65536)
                if not part:
                    ended = "closed"
                    break
                data += part
            except BlockingIOError:
                pass
            except OSError:
                ended = "closed"
                break
            if sent >= most and not pending:
                more, over = read_to_end(self.peer, min(2, max(0.1, deadline - time.monotonic())))
                data += more
                ended = "closed" if over else ended
                break
        code = self.goaway(data)
        if code is not None:
            ended = f"GOAWAY {code}, {ended}"
        return sent, ended

    @classmethod
    def goaway(cls, data: bytes) -> int | None:
        """The error code of the last GOAWAY in what the server sent."""
        found, at = None, 0
        while at + 9 <= len(data):
            length = int.from_bytes(data[at:at + 3], "big")
            if data[at + 3] == cls.GOAWAY and len(data) >= at + 17:
                found = int.from_bytes(data[at + 13:at + 17], "big")
            at += 9 + length
        return found

    def close(self) -> None:
        self.peer.close()
