"""kill -9 of the gateway during event ingest: every event whose ping was answered is there exactly once."""

import datetime
import json
import threading
import time
import uuid

from harness import measure
from harness.servers import Apus

from .stage import Stage
from .verdict import Verdict
from .wire import WebSocket


def task_run_events(run: str, flow: str) -> list[tuple[str, str]]:
    """The three events of one task run: id and text."""
    task, follows, before, found = str(uuid.uuid4()), None, None, []
    base = datetime.datetime.now(datetime.timezone.utc)
    for step, name in enumerate(("Pending", "Running", "Completed")):
        identity = str(uuid.uuid4())
        occurred = (base + datetime.timedelta(microseconds=step)).isoformat().replace("+00:00", "Z")
        state = {"type": name.upper(), "name": name, "message": "", "state_details": {}, "data": None}
        body = {
            "occurred": occurred, "event": f"prefect.task-run.{name}", "id": identity, "follows": follows,
            "resource": {
                "prefect.resource.id": f"prefect.task-run.{task}", "prefect.resource.name": "add", "prefect.run-count": "1",
                "prefect.state-message": "", "prefect.state-name": name, "prefect.state-timestamp": occurred.replace("Z", "+00:00"),
                "prefect.state-type": name.upper(), "prefect.orchestration": "client"},
            "related": [
                {"prefect.resource.id": f"prefect.flow-run.{run}", "prefect.resource.role": "flow-run", "prefect.resource.name": "otter"},
                {"prefect.resource.id": f"prefect.flow.{flow}", "prefect.resource.role": "flow", "prefect.resource.name": "load"}],
            "payload": {
                "intended": {"from": before, "to": name.upper()}, "initial_state": None, "validated_state": state,
                "task_run": {
                    "task_key": "add-1", "dynamic_key": task, "name": "add", "tags": [], "labels": {}, "task_inputs": {},
                    "run_count": 1, "flow_run_run_count": 1, "empirical_policy": {"retries": 0, "retry_delay": 0},
                    "expected_start_time": occurred, "total_run_time": 0.0}}}
        found.append((identity, json.dumps(body)))
        follows, before = identity, name.upper()
    return found


class Sender(threading.Thread):
    """The stock client's habits: a ping every so often, and after a lost connection everything unconfirmed again."""

    CHECKPOINT = 50

    def __init__(self, port: int, run: str, flow: str, tasks: int):
        super().__init__()
        self.port, self.run_id, self.flow, self.tasks = port, run, flow, tasks
        self.confirmed: list[str] = []
        self.unconfirmed: list[tuple[str, str]] = []
        self.reconnected = 0
        self.sent = 0
        self.given_up = False
        self.may_connect = threading.Event()
        self.may_connect.set()

    def run(self) -> None:
        events = (event for _ in range(self.tasks) for event in task_run_events(self.run_id, self.flow))
        deadline, done = time.monotonic() + 120, False
        while not done:
            if time.monotonic() > deadline:
                self.given_up = True
                return
            self.may_connect.wait(30)
            socket = None
            try:
                socket = WebSocket(self.port, "/api/events/in", timeout=15)
                for _, text in self.unconfirmed:
                    socket.send_text(text)
                if self.unconfirmed:
                    self._checkpoint(socket)
                while True:
                    event = next(events, None)
                    if event is None:
                        break
                    self.unconfirmed.append(event)
                    socket.send_text(event[1])
                    self.sent += 1
                    if len(self.unconfirmed) >= self.CHECKPOINT:
                        self._checkpoint(socket)
                self._checkpoint(socket)
                done = True
            except (OSError, ValueError):
                self.reconnected += 1
                time.sleep(0.05)
            finally:
                if socket:
                    socket.close()

    def _checkpoint(self, socket: WebSocket) -> None:
        socket.ping()
        self.confirmed += [identity for identity, _ in self.unconfirmed]
        self.unconfirmed = []


def listed(identities: list[str]) -> str:
    return ",".join(f"'{identity}'" for identity in identities)


def present(stage: Stage, identities: list[str]) -> int:
    total = 0
    for start in range(0, len(identities), 2000):
        total += stage.count(f"SELECT count(*) FROM events WHERE id IN ({listed(identities[start:start + 2000])})")
    return total


def play(stage: Stage, verdict: Verdict, kills: int = 3, senders: int = 4, tasks: int = 4000) -> None:
    with stage.running():
        server = stage.server
        flow, run = measure.prepare(server)
        threads = [Sender(server.port, run, flow, tasks) for _ in range(senders)]
        for thread in threads:
            thread.start()
        for number in range(kills):
            time.sleep(1.0 + 0.37 * number)
            if not any(thread.is_alive() for thread in threads):
                verdict.note("the senders were done before the kill")
                break
            for thread in threads:
                thread.may_connect.clear()  # nobody sends again before what was confirmed is counted
            victim = server.services[0]
            victim.kill()
            time.sleep(0.3)
            confirmed = [identity for thread in threads for identity in list(thread.confirmed)]
            found = present(stage, confirmed)
            verdict.check(found == len(confirmed), f"kill {number + 1}: every confirmed event is there before anything is sent again",
                          f"{found} of {len(confirmed)}, {sum(thread.sent for thread in threads)} sent")
            if isinstance(server, Apus):
                server.services[0] = server.launch_one("gateway")
                server.services[0].wait_until_ready(30)
            else:
                server.start()
            for thread in threads:
                thread.may_connect.set()
        for thread in threads:
            thread.join(150)
        verdict.check(not any(thread.given_up or thread.is_alive() for thread in threads), "all senders came to their end",
                      f"{sum(thread.reconnected for thread in threads)} reconnections")
        settle(stage, verdict, threads, run)


def settle(stage: Stage, verdict: Verdict, threads: list[Sender], run: str) -> None:
    """At the end nothing is missing and nothing is twice."""
    confirmed = [identity for thread in threads for identity in thread.confirmed]
    expected = sum(thread.tasks for thread in threads)
    of_run = f"FROM task_run WHERE flow_run_id = '{run}'"
    deadline = time.monotonic() + (60 if stage.is_reference else 10)
    while time.monotonic() < deadline and stage.count(f"SELECT count(*) {of_run} AND state_type = 'COMPLETED'") < expected:
        time.sleep(0.2)
    events = stage.count("SELECT count(*) FROM events WHERE event LIKE 'prefect.task-run.%'")
    verdict.check(present(stage, confirmed) == len(confirmed) == events, "every event is there exactly once",
                  f"{len(confirmed)} confirmed, {events} rows")
    doubled = stage.count(
        "SELECT count(*) FROM (SELECT event_id FROM event_resources GROUP BY event_id, resource_id, resource_role HAVING count(*) > 1) AS twice")
    resources = stage.count("SELECT count(*) FROM event_resources r JOIN events e ON e.id = r.event_id WHERE e.event LIKE 'prefect.task-run.%'")
    verdict.check(doubled == 0 and resources == 3 * events, "each event's resources are there exactly once",
                  f"{resources} rows for {events} events, {doubled} twice")
    runs = stage.count(f"SELECT count(*) {of_run}")
    completed = stage.count(f"SELECT count(*) {of_run} AND state_type = 'COMPLETED'")
    verdict.check(runs == completed == expected, "each task run is there once and completed", f"{completed} of {runs}, {expected} sent")
    states = stage.count(f"SELECT count(*) FROM task_run_state s JOIN task_run t ON t.id = s.task_run_id WHERE t.flow_run_id = '{run}'")
    verdict.check(states == 3 * expected, "each state of a task run is there once", f"{states} of {3 * expected}")
