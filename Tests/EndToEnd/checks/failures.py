"""A gateway that is killed, and one that is asked to stop."""

import json
import socket
import threading
import time
import uuid
from datetime import datetime, timezone

from checks import check, expect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

BATCH, BATCHES = 40, 60


class Sender:
    """An events client: sends batches, pings after each, and resends on a new connection what no pong confirmed."""

    def __init__(self, server, mark):
        self.address = server.api.replace("http", "ws", 1) + "/events/in"
        self.waiting = [[self._event(mark) for _ in range(BATCH)] for _ in range(BATCHES)]
        self.confirmed = []
        self.all_ids = [event["id"] for batch in self.waiting for event in batch]
        self.half_way = threading.Event()

    @staticmethod
    def _event(mark):
        return {"id": str(uuid.uuid4()), "occurred": datetime.now(timezone.utc).isoformat(), "event": mark, "payload": {"text": "x" * 200},
                "resource": {"prefect.resource.id": f"{mark}.thing"}, "related": []}

    def send(self):
        """Sends until everything is confirmed or the connection breaks; says which."""
        try:
            with connect(self.address, subprotocols=["prefect"], open_timeout=20, ping_interval=None, proxy=None, close_timeout=1) as connection:
                connection.send(json.dumps({"type": "auth", "token": None}))
                connection.recv(timeout=20)
                while self.waiting:
                    for event in self.waiting[0]:
                        connection.send(json.dumps(event))
                    if not connection.ping().wait(20):
                        return False
                    self.confirmed += [event["id"] for event in self.waiting.pop(0)]
                    if len(self.confirmed) >= BATCH * BATCHES // 3:
                        self.half_way.set()
            return True
        except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
            return False


def counted(stage, server, mark):
    """How often each event with this name is stored, and how many resource rows there are."""
    fetch = stage.launcher.cluster.fetch
    rows = fetch(server.database, "SELECT id, count(*) AS times FROM events WHERE event = $1 GROUP BY id", mark)
    resources = fetch(server.database, "SELECT count(*) AS times FROM event_resources WHERE resource_id = $1", f"{mark}.thing")
    return {str(row["id"]): row["times"] for row in rows}, resources[0]["times"]


@check("kill -9 of the gateway: what was confirmed is stored, and all is there exactly once after resending")
def _(stage):
    server = stage.another("killed")
    server.wait_until_ready()
    gateway = server.processes[-1]
    mark = "e2e.killed"
    sender = Sender(server, mark)

    def kill():
        sender.half_way.wait(60)
        gateway.kill()
    killer = threading.Thread(target=kill)
    killer.start()
    finished = sender.send()
    killer.join()
    confirmed = set(sender.confirmed)
    expect(not finished or stage.is_reference, "all events were sent before the kill: nothing was tested")
    if not stage.is_reference:
        stored, _ = counted(stage, server, mark)
        lost = confirmed - stored.keys()
        expect(not lost, f"{len(lost)} of {len(confirmed)} events whose ping was answered are lost")
    gateway.start()
    server.wait_until_ready()
    deadline = time.monotonic() + 60
    while sender.waiting and time.monotonic() < deadline:
        sender.send()
    expect(not sender.waiting, "the events could not be resent")
    wanted = len(sender.all_ids) - (len(confirmed) if stage.is_reference else 0)
    while time.monotonic() < deadline and len(counted(stage, server, mark)[0]) < wanted:
        time.sleep(0.2)
    stored, resources = counted(stage, server, mark)
    expect(len(stored) >= wanted, f"{len(stored)} of {len(sender.all_ids)} events are stored")
    expect(set(stored.values()) == {1}, "events are stored more than once")
    expect(resources == len(stored), f"{resources} resource rows for {len(stored)} events")
    server.stop()


@check("SIGTERM: the gateway finishes what is in flight and exits with 0")
def _(stage):
    server = stage.another("drained")
    server.wait_until_ready()
    host, port = server.root.removeprefix("http://").split(":")
    run = str(uuid.uuid4())
    body = json.dumps([{"name": "drain", "level": 20, "message": f"line {number}", "timestamp": "2026-01-01T00:00:00Z", "flow_run_id": run}
                       for number in range(500)]).encode()
    head = (f"POST /api/logs/ HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n").encode()
    connections = [socket.create_connection((host, int(port)), timeout=20) for _ in range(8)]
    idle = socket.create_connection((host, int(port)), timeout=20)
    for connection in connections:
        connection.sendall(head)
    for connection in connections:
        answer = connection.recv(1000)
        expect(answer.startswith(b"HTTP/1.1 100"), f"no 100 Continue but {answer[:60]!r}")
        connection.sendall(body[:1000])
    gateway = server.processes[-1]
    ending = {}
    stopping = threading.Thread(target=lambda: ending.update(code=gateway.stop(within=30)))
    started = time.monotonic()
    stopping.start()
    while _accepts(host, port) and time.monotonic() - started < 5:
        time.sleep(0.05)
    for connection in connections:
        connection.sendall(body[1000:])
    for connection in connections:
        answer = connection.recv(1000)
        expect(answer.startswith(b"HTTP/1.1 201"), f"a request in flight got {answer[:80]!r}")
        connection.close()
    stopping.join()
    idle.close()
    seconds = time.monotonic() - started
    rows = stage.launcher.cluster.fetch(server.database, "SELECT count(*) AS times FROM log WHERE flow_run_id = $1", uuid.UUID(run))
    expect(rows[0]["times"] == 4000, f"{rows[0]['times']} of 4000 lines are stored")
    # The reference's command ends by the signal itself.
    expect(ending["code"] == (-15 if stage.is_reference else 0), f"it exited with {ending['code']}")
    expect(seconds < 20, f"it took {seconds:.1f} s")
    server.stop()


def _accepts(host, port):
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
        return True
    except OSError:
        return False
