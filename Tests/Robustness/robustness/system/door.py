"""Requests by two gateways, one of which is there: what fails by one is asked of the other."""

import http.client
import json
import time
import uuid

from history.model import Write

PATIENCE = 120


class Unanswered(Exception):
    """No gateway answered in a time that is longer than any fault."""


class Ledger:
    """What clients were told is written. Lists only grow, which threads may do at once."""

    def __init__(self):
        self.accepted: list[Write] = []
        # Requests that failed, by status; 0 is a connection that broke.
        self.failures: list[int] = []


class Door:
    """One client's way to the API; used by one thread."""

    HEADERS = {"Content-Type": "application/json", "User-Agent": "prefect/3.9.1 (API 0.8.4)"}
    # Statuses after which a client has to ask again.
    AGAIN = {408, 429, 500, 502, 503, 504}

    def __init__(self, ports: list[int], ledger: Ledger, first: int = 0):
        self.ports, self.ledger, self.turn = ports, ledger, first
        self.connections: dict[int, http.client.HTTPConnection] = {}

    def once(self, method: str, path: str, body=None) -> tuple[int, object]:
        """One try; the status is 0 when there was no answer. A try that fails may have been carried out nevertheless."""
        port = self.ports[self.turn % len(self.ports)]
        connection = self.connections.get(port)
        if connection is None:
            # From another loopback address: to a port on which nobody listens yet, a socket may otherwise connect to itself.
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=6, source_address=("127.0.0.2", 0))
            self.connections[port] = connection
        try:
            connection.request(method, "/api" + path, None if body is None else json.dumps(body), self.HEADERS)
            response = connection.getresponse()
            data, status = response.read(), response.status
        except (OSError, http.client.HTTPException):
            connection.close()
            del self.connections[port]
            status, data = 0, b""
        if status == 0 or status in self.AGAIN:
            self.ledger.failures.append(status)
            self.turn += 1
            return status, None
        return status, json.loads(data) if data else None

    def ask(self, method: str, path: str, body=None) -> tuple[int, object, bool]:
        """Tries until there is an answer; says whether an earlier try may have been carried out."""
        deadline, is_repeated = time.monotonic() + PATIENCE, False
        while True:
            status, answer = self.once(method, path, body)
            if status and status not in self.AGAIN:
                return status, answer, is_repeated
            if time.monotonic() > deadline:
                raise Unanswered(f"{method} {path}: {status}")
            is_repeated = True
            time.sleep(0.2)

    def must(self, method: str, path: str, body=None):
        status, answer, _ = self.ask(method, path, body)
        if not 200 <= status < 300:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer

    def move(self, kind: str, id: str, type: str) -> dict:
        """Proposes a state until it is decided. A proposal whose answer was lost is known again by its transition id."""
        transition = str(uuid.uuid4())
        body = {"state": {"type": type, "state_details": {"transition_id": transition}}}
        status, answer, is_repeated = self.ask("POST", f"/{kind}s/{id}/set_state", body)
        if status not in (200, 201):
            return {"status": "GONE", "details": {}, "state": None}
        if answer["status"] != "ACCEPT" and is_repeated:
            state = (self.must("GET", f"/{kind}s/{id}") or {}).get("state") or {}
            if (state.get("state_details") or {}).get("transition_id") == transition and state["type"] == type:
                answer = {"status": "ACCEPT", "details": {}, "state": state}
        if answer["status"] == "ACCEPT":
            self.ledger.accepted.append(Write(f"{kind} state", answer["state"]["id"]))
        return answer
