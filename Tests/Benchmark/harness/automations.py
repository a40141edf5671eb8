"""How long an event takes to make an automation fire, and what automations cost the taking in of events."""

import threading
import time
import uuid

from . import measure
from .cluster import Cluster
from .http import Client
from .servers import Server

AUTOMATIONS = 1000
# The reference takes some 200 events a second at most; at this rate it does not queue.
RATES = {"reference": 20, "apus": 500}
BATCHES_A_SECOND = 20


def make(server: Server, prefix: str) -> None:
    """Automations that each wait for events of one thing."""
    def some(numbers: range) -> None:
        for number in numbers:
            server.client.must("POST", "/api/automations/", {
                "name": f"{prefix}-{number}", "actions": [{"type": "do-nothing"}],
                "trigger": {"type": "event", "posture": "Reactive", "expect": [f"{prefix}.happened"],
                            "match": {"prefect.resource.id": f"thing-{number}"}}})
    threads = [threading.Thread(target=some, args=(range(start, AUTOMATIONS, 4),)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # The reference loads them a moment later.
    time.sleep(5)


def now() -> str:
    moment = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1e6):06d}Z"


def send(server: Server, rate: int, seconds: int, name: str) -> int:
    """Sends events at a rate, in batches of `POST /events`; each makes one automation fire."""
    size, due, number = max(1, rate // BATCHES_A_SECOND), time.monotonic(), 0
    client = Client(server.port, timeout=60)
    for _ in range(rate * seconds // size):
        batch = []
        for _ in range(size):
            batch.append({"id": str(uuid.uuid4()), "occurred": now(), "event": name,
                          "resource": {"prefect.resource.id": f"thing-{number % AUTOMATIONS}"}})
            number += 1
        status, _ = client.ask("POST", "/api/events", batch)
        if status != 204:
            raise RuntimeError(f"POST /events: {status}")
        due += size / rate
        time.sleep(max(0.0, due - time.monotonic()))
    return number


def firing(server: Server, cluster: Cluster, database: str, seconds: int) -> dict:
    """From the commit of an event to the commit of the `automation.triggered` event that it causes, by the database's own account
    of its commits (`track_commit_timestamp`)."""
    make(server, "load")
    rate = RATES[server.name]
    send(server, rate, 2, "load.happened")
    time.sleep(2)
    mark = cluster.query(database, "SELECT clock_timestamp()")
    sent = send(server, rate, seconds, "load.happened")
    count = f"SELECT count(*) FROM events WHERE event = 'prefect.automation.triggered' AND occurred > '{mark}'"
    deadline = time.monotonic() + 120
    while (found := int(cluster.query(database, count))) < sent and time.monotonic() < deadline:
        time.sleep(0.2)
    row = cluster.query(database, f"""
        SELECT concat_ws(' ', percentile_disc(0.5) WITHIN GROUP (ORDER BY d), percentile_disc(0.99) WITHIN GROUP (ORDER BY d)) FROM (
          SELECT extract(epoch FROM pg_xact_commit_timestamp(t.xmin) - pg_xact_commit_timestamp(c.xmin)) * 1000 AS d
          FROM events t JOIN events c ON c.id = (t.payload -> 'triggering_event' ->> 'id')::uuid
          WHERE t.event = 'prefect.automation.triggered' AND t.occurred > '{mark}') x""")
    middle, most = (float(value) for value in row.split())
    return {"rate": rate, "sent": sent, "fired": found, "p50_ms": middle, "p99_ms": most}


def cost(server: Server, cluster: Cluster, database: str, flow: str, tasks: int, rounds: int = 3) -> dict:
    """Events a second until their task runs can be read, without automations and with a thousand that none of them concerns: by
    turns, the medians."""
    made = {"without": [], "with": []}
    make(server, "idle")
    ids = [each["id"] for start in range(0, AUTOMATIONS, 200)
           for each in server.client.must("POST", "/api/automations/filter", {"limit": 200, "offset": start})]
    for _ in range(rounds):
        for kind in made:
            for id in ids:
                server.client.must("PATCH", f"/api/automations/{id}", {"enabled": kind == "with"})
            time.sleep(2)
            cluster.settle()
            made[kind].append(measure.events(server, cluster, database, flow, 8, tasks, 180)["events_per_second"])
    without, beside = (sorted(values)[len(values) // 2] for values in made.values())
    return {"without": made["without"], "with": made["with"], "loss_percent": (1 - beside / without) * 100}
