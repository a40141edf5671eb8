"""The few requests that the checks themselves make; what is measured goes through the load generator."""

import http.client
import json


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
