"""Workers that the play itself is: they poll, propose states and play runs, all by HTTP, as a worker and its flow would."""

import concurrent.futures
import datetime
import itertools
import random
import threading
import time
import uuid

from history.model import SECOND, Holding, Taking, Write

from .deployments import GLOBAL, SERVED_POOLS, TAG, Deployments
from .door import Door, Ledger, Unanswered
from .fleet import microseconds

# The shortest lease that the API allows.
LEASE = 60


def iso(moment: int) -> str:
    return datetime.datetime.fromtimestamp(moment / SECOND, datetime.timezone.utc).isoformat()


class Hands:
    """Several workers in threads of this process, which play runs on a common pool of threads."""

    WORKERS = 3
    # Seconds between two polls.
    PERIOD = 1.0

    def __init__(self, ports: list[int], ledger: Ledger, deployments: Deployments, seed: int):
        self.ports, self.ledger, self.deployments = ports, ledger, deployments
        self.takings: list[Taking] = []
        self.holdings: list[Holding] = []
        self.problems: list[str] = []
        # The date after which runs of schedules are left alone. They are offered nevertheless, and may be many.
        self.until: int | None = None
        self.over = threading.Event()
        self.players = concurrent.futures.ThreadPoolExecutor(48)
        self.doors = threading.local()
        self.numbers = itertools.count()
        self.dice = random.Random(seed)
        # Proposals that are on their way, by worker and run.
        self.proposed: set[tuple[str, str]] = set()
        self.threads = [threading.Thread(target=self._guarded, args=(self._work, number), daemon=True) for number in range(self.WORKERS)]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join(150)
        self.players.shutdown(cancel_futures=True)

    @property
    def door(self) -> Door:
        """This thread's own."""
        if not hasattr(self.doors, "mine"):
            self.doors.mine = Door(self.ports, self.ledger, next(self.numbers))
        return self.doors.mine

    def _guarded(self, work, *arguments) -> None:
        try:
            work(*arguments)
        except Unanswered as error:
            self.problems.append(str(error))
        except Exception as error:  # noqa: BLE001 - a thread that ends in silence would look like a quiet server
            self.problems.append(f"{type(error).__name__}: {error}")

    def _work(self, number: int) -> None:
        while not self.over.is_set():
            began = time.monotonic()
            for pool in SERVED_POOLS:
                status, offered = self.door.once("POST", f"/work_pools/{pool}/get_scheduled_flow_runs",
                                                 {"limit": 200 if self.until else 50, "scheduled_before": iso(microseconds())})
                if status == 200:
                    self._take(f"worker-{number}", [each["flow_run"] for each in offered])
            self.over.wait(max(0.05, self.PERIOD - (time.monotonic() - began)))

    def _take(self, worker: str, runs: list[dict]) -> None:
        # All workers are offered the same runs; in another order they get in each other's way less.
        self.dice.shuffle(runs)
        for run in runs:
            if self.until and run["auto_scheduled"] and datetime.datetime.fromisoformat(run["expected_start_time"]).timestamp() * SECOND > self.until:
                continue
            if (worker, run["id"]) not in self.proposed:
                self.proposed.add((worker, run["id"]))
                self.players.submit(self._guarded, self._propose, worker, run)

    def _propose(self, worker: str, run: dict) -> None:
        try:
            answer = self.door.move("flow_run", run["id"], "PENDING")
        finally:
            self.proposed.discard((worker, run["id"]))
        if answer["status"] == "ACCEPT":
            self.takings.append(Taking(run["id"], worker, answer["state"]["id"]))
            self._play(run)

    def _play(self, run: dict) -> None:
        deployment = self.deployments.by_id[run["deployment_id"]]
        if not self._enter("flow_run", run["id"], "RUNNING"):
            return
        if deployment.is_tagged:
            self._task(run)
        elif deployment.is_global:
            self._hold(deployment.seconds)
        else:
            time.sleep(deployment.seconds)
        self._enter("flow_run", run["id"], "COMPLETED")

    def _enter(self, kind: str, id: str, type: str) -> bool:
        """Proposes a state as often as the server says to wait; gives whether it was accepted."""
        while True:
            answer = self.door.move(kind, id, type)
            if answer["status"] != "WAIT":
                if answer["status"] != "ACCEPT":
                    self.problems.append(f"{kind} {id} was told {answer['status']} for {type}: {answer['details'].get('reason')}")
                return answer["status"] == "ACCEPT"
            time.sleep(min(answer["details"]["delay_seconds"], 2))

    def _task(self, run: dict) -> None:
        body = {"flow_run_id": run["id"], "name": "tagged", "task_key": "tagged", "dynamic_key": "0", "tags": [TAG], "state": {"type": "PENDING"}}
        task = self.door.must("POST", "/task_runs/", body)["id"]
        if self._enter("task_run", task, "RUNNING"):
            time.sleep(0.4)
            self._enter("task_run", task, "COMPLETED")

    def _hold(self, seconds: float) -> None:
        """Takes a slot of the global limit for some time, and is sure of it until it says that it gives it back."""
        while True:
            asked = microseconds()
            status, lease, is_repeated = self.door.ask("POST", "/v2/concurrency_limits/increment-with-lease", {
                "names": [GLOBAL], "slots": 1, "mode": "concurrency", "lease_duration": LEASE})
            if status == 200:
                break
            time.sleep(0.5)
        begin = microseconds()
        time.sleep(seconds)
        # Nobody can be sure of a slot for longer than the lease, which began after the question.
        end = min(microseconds(), asked + LEASE * SECOND) if not is_repeated else microseconds()
        self.holdings.append(Holding(f"global {GLOBAL}", begin, end))
        self.door.ask("POST", "/v2/concurrency_limits/decrement-with-lease", {"lease_id": lease["lease_id"]})


class Writer(threading.Thread):
    """A client that writes logs, events and variables, and remembers what was accepted."""

    def __init__(self, ports: list[int], ledger: Ledger):
        super().__init__(daemon=True)
        self.door, self.ledger = Door(ports, ledger), ledger
        self.over = threading.Event()
        self.problems: list[str] = []

    def run(self) -> None:
        number = 0
        while not self.over.is_set():
            try:
                self._write(number)
            except Exception as error:  # noqa: BLE001 - told at the end
                self.problems.append(f"{type(error).__name__}: {error}")
                return
            number += 1
            self.over.wait(0.25)

    def stop(self) -> None:
        self.over.set()
        self.join(150)

    def _write(self, number: int) -> None:
        now = iso(microseconds())
        # Log lines have no ids: what may have been written is not sent again.
        lines = [f"system {number} {part}" for part in range(3)]
        status, _ = self.door.once("POST", "/logs/", [
            {"name": "system", "level": 20, "message": line, "timestamp": now} for line in lines])
        if status == 201:
            self.ledger.accepted += [Write("log", line) for line in lines]
        ids = [str(uuid.uuid4()) for _ in range(2)]
        status, _, _ = self.door.ask("POST", "/events", [
            {"id": id, "occurred": now, "event": "system.tick", "resource": {"prefect.resource.id": "system"}} for id in ids])
        if status == 204:
            self.ledger.accepted += [Write("event", id) for id in ids]
        name = f"system-{number}"
        status, _, is_repeated = self.door.ask("POST", "/variables/", {"name": name, "value": number})
        if status == 201 or status == 409 and is_repeated:
            self.ledger.accepted.append(Write("variable", f"{name} = {number}"))
