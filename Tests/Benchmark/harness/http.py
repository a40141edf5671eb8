"""The few requests that the checks themselves make; what is measured goes through the load generator."""

import http.client
import json
import select
import socket


class Client:
    def __init__(self, port: int, timeout: float = 10):
        self.port = port
        self.timeout = timeout

    def ask(self, method: str, path: str, body=None) -> tuple[int, object]:
        """Status and decoded body of one request on a connection of its own."""
        status, _, data = self.ask_raw(method, path, body)
        try:
            return status, json.loads(data) if data else None
        except ValueError:
            return status, data

    def ask_raw(self, method: str, path: str, body=None) -> tuple[int, dict[str, str], bytes]:
        # From another loopback address: to a port on which nobody listens yet, a socket may otherwise connect to itself.
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.timeout, source_address=("127.0.0.2", 0))
        try:
            payload = None if body is None else json.dumps(body)
            connection.request(method, path, payload, {"Content-Type": "application/json"} if payload else {})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return response.status, headers, response.read()
        finally:
            connection.close()

    def must(self, method: str, path: str, body=None):
        status, answer = self.ask(method, path, body)
        if not 200 <= status < 300:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer


class Connection:
    """One kept connection that sends a request prepared before, over and over, and does as little as it can besides. When it was
    left alone for so long that the server closed it, the next request goes by a new one."""

    def __init__(self, port: int, method: str, path: str, body=None, timeout: float = 120):
        payload = b"" if body is None else json.dumps(body).encode()
        self.request = (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        f"Content-Length: {len(payload)}\r\n\r\n").encode() + payload
        self.port, self.timeout = port, timeout
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> tuple[int, bytes]:
        """Status and body of one more request; the body has to be of a length that the answer tells."""
        # Nothing is to be read between an answer and the next request but the end.
        if select.select([self.socket], [], [], 0)[0]:
            self.close()
            self._connect()
        self.socket.sendall(self.request)
        head, received = b"", b""
        while b"\r\n\r\n" not in head:
            head += self._receive()
        head, received = head.split(b"\r\n\r\n", 1)
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields[b"content-length"])
        parts, count = [received], len(received)
        while count < length:
            parts.append(self._receive())
            count += len(parts[-1])
        return int(head.split(b" ", 2)[1]), b"".join(parts)

    def _receive(self) -> bytes:
        data = self.socket.recv(1 << 20)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data

    def close(self) -> None:
        self.socket.close()
