"""One WebSocket of a scenario, every exchange of which is a recorded step."""

import copy
import json
import time

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import connect


class Socket:
    """A client's end of a WebSocket. When the handshake was refused, later calls record that there is no connection."""

    def __init__(self, session, path, address, subprotocols, headers):
        self.session = session
        self.path = path
        self.connection = None
        try:
            self.connection = connect(address, subprotocols=list(subprotocols) or None, open_timeout=15,
                                      additional_headers=headers or {}, ping_interval=None, compression=None,
                                      proxy=None, close_timeout=2)
            self._note("handshake", {"subprotocol": self.connection.subprotocol})
        except InvalidStatus as error:
            self._note("handshake", {"refused": error.response.status_code})
        except (InvalidHandshake, OSError, TimeoutError) as error:
            self._note("handshake", {"failed": type(error).__name__})

    def authenticate(self, token=None):
        """Sends the `auth` message and records the answer."""
        self.send({"type": "auth", "token": token})
        return self.receive()

    def send(self, message):
        """Sends a JSON value as a text frame; bytes and strings are sent as they are."""
        if self.connection is None:
            return self._note("send", "no connection")
        try:
            self.connection.send(message if isinstance(message, (str, bytes)) else json.dumps(message))
        except ConnectionClosed:
            self._note("send", "closed")

    def attempt(self, message):
        """Sends a message that one of the servers may no longer take; records nothing."""
        try:
            self.connection.send(json.dumps(message))
        except ConnectionClosed:
            pass

    def receive(self, within=10, unordered=(), ignore=(), deviates=None):
        """Records and gives the next message, or how the connection ended, or that nothing came. `ignore` leaves members out of
        what is recorded."""
        if self.connection is None:
            return self._note("receive", "no connection")
        try:
            message = self.connection.recv(timeout=within)
        except TimeoutError:
            return self._note("receive", "nothing", deviates=deviates)
        except ConnectionClosed:
            return self._note("receive", self._ending(), deviates=deviates)
        try:
            value = json.loads(message)
        except ValueError:
            value = message if isinstance(message, str) else repr(message)
        from harness.session import _remove
        compared = copy.deepcopy(value)
        for name in ignore:
            _remove(compared, name.split("."))
        self._note("receive", compared, unordered, deviates)
        return value

    def ping(self, within=10):
        """Pings, and records whether the pong came."""
        if self.connection is None:
            return self._note("ping", "no connection")
        try:
            came = self.connection.ping().wait(within)
            self._note("ping", "pong" if came else "no pong")
        except ConnectionClosed:
            self._note("ping", self._ending())

    def closed(self, within=10, deviates=None):
        """Waits for the server to end the connection and records the close code and reason (1006: no close frame)."""
        if self.connection is None:
            return self._note("closed", "no connection")
        deadline = time.monotonic() + within
        try:
            while time.monotonic() < deadline:
                self.connection.recv(timeout=max(0.01, deadline - time.monotonic()))
        except TimeoutError:
            pass
        except ConnectionClosed:
            return self._note("closed", self._ending(), deviates=deviates)
        self._note("closed", "still open", deviates=deviates)

    def close(self):
        """Closes as a client does, and records the code the server answered."""
        if self.connection is not None:
            self.connection.close()
            self._note("close", self._ending())

    def abandon(self):
        """Lets go of the connection without recording anything."""
        if self.connection is not None:
            self.connection.close()

    def _ending(self):
        return {"close": self.connection.close_code, "reason": self.connection.close_reason}

    def _note(self, what, value, unordered=(), deviates=None):
        from harness.session import Step
        value = self.session.normaliser.json(value, unordered)
        self.session.steps.append(Step(self.session.normaliser.text(f"websocket {self.path} {what}"), value, deviates))
