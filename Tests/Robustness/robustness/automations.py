"""Automations while schedulers are killed and stopped and the database restarts: each cause fires once."""

import collections
import json
import os
import random
import signal
import threading
import time
import uuid

from harness.servers import Process

from .stage import Stage
from .verdict import Verdict

SECONDS = 40
SCHEDULERS = 3


def now() -> str:
    moment = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1e6):06d}Z"


def event(name: str, resource: str, **more) -> dict:
    return {"id": str(uuid.uuid4()), "occurred": now(), "event": name, "resource": {"prefect.resource.id": resource}} | more


class Fleet:
    """More gateways and schedulers beside the four services."""

    def __init__(self, stage: Stage, verdict: Verdict):
        self.stage, self.verdict, self.server = stage, verdict, stage.server
        self.ports = [self.server.port]
        self.schedulers: list[Process] = []

    def start(self) -> None:
        self.server.start()
        self.schedulers = [self.server.service("scheduler")]
        self.ports.append(self.server.port + 10)
        self.server.services.append(self.launch("gateway", self.ports[1]))
        for number in range(1, SCHEDULERS):
            self.schedulers.append(self.launch("scheduler", self.server.port + 10 + number))
            self.server.services.append(self.schedulers[-1])
        self.server.wait_until_ready()

    def launch(self, program: str, port: int) -> Process:
        name = "PREFECT_SERVER_API_PORT" if program == "gateway" else "APUS_SCHEDULER_PORT"
        return Process(
            program, [str(self.server.bin / program)], self.server.environment() | {name: str(port)}, port,
            ["/api/ready", "/ready"], self.server.folder / f"{program}-{port}.log")

    def restart_scheduler(self, number: int) -> None:
        old = self.schedulers[number]
        new = self.launch("scheduler", old.port)
        self.server.services[self.server.services.index(old)] = new
        self.schedulers[number] = new


class Sender:
    """Sends events until each was taken, whatever happens in between."""

    def __init__(self, fleet: Fleet):
        self.fleet = fleet

    def send(self, events: list[dict], gateway: int = 0, patience: float = 120) -> None:
        from harness.http import Client
        client, deadline = Client(self.fleet.ports[gateway], timeout=20), time.monotonic() + patience
        while True:
            try:
                if client.ask("POST", "/api/events", events)[0] == 204:
                    return
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise RuntimeError("events were not taken in time")
            time.sleep(0.1)


def make(fleet: Fleet, name: str, trigger: dict, actions=()) -> str:
    body = {"name": name, "trigger": trigger, "actions": list(actions)}
    return fleet.server.client.must("POST", "/api/automations/", body)["id"]


def on(name: str, **more) -> dict:
    return {"type": "event", "posture": "Reactive", "expect": [name]} | more


def firings(stage: Stage) -> dict[str, list[str]]:
    """The ids of the events that made each automation fire, with repetitions."""
    rows = stage.cluster.query("apus", """
        SELECT COALESCE(json_agg(json_build_array(substr(resource_id, 20), payload -> 'triggering_event' ->> 'id')), '[]')
        FROM events WHERE event = 'prefect.automation.triggered'""")
    found = collections.defaultdict(list)
    for automation, cause in json.loads(rows):
        found[automation].append(cause)
    return found


def until(condition, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.25)
    return condition()


def play(stage: Stage, verdict: Verdict) -> None:
    if stage.is_reference:
        verdict.note("plays with Apus only")
        return
    seconds = int(os.environ.get("APUS_AUTOMATION_SECONDS", SECONDS))
    with stage.database():
        fleet = Fleet(stage, verdict)
        fleet.start()
        at_the_same_moment(fleet, verdict, rounds=100 if seconds > SECONDS else 40, changing=False)
        at_the_same_moment(fleet, verdict, rounds=100 if seconds > SECONDS else 40, changing=True)
        unkind(fleet, verdict)
        chaos(fleet, verdict, seconds)


def unkind(fleet: Fleet, verdict: Verdict) -> None:
    """Labels that no index can hold, and more firings of one burst than fit in a step: neither holds up the others."""
    labels = {f"label-{n}": f"{n}" + "".join(random.Random(n).choices("0123456789abcdef", k=1000)) for n in range(10)}
    long = [make(fleet, f"long labels {posture}", on("long", posture=posture, for_each=list(labels), threshold=2, within=60))
            for posture in ("Reactive", "Proactive")]
    many = [make(fleet, f"burst {n}", on("burst")) for n in range(300)]
    sender = Sender(fleet)
    for _ in range(2):
        sender.send([event("long", "x") | {"resource": {"prefect.resource.id": "x"} | labels}])
    verdict.check(until(lambda: firings(fleet.stage)[long[0]], 20), "labels of any length are counted")
    bursts = [event("burst", "x") for _ in range(60)]
    sender.send(bursts)
    found = lambda: fleet.stage.count(
        "SELECT count(*) FROM events WHERE event = 'prefect.automation.triggered' AND payload -> 'triggering_event' ->> 'event' = 'burst'")
    until(lambda: found() >= len(many) * len(bursts), 120)
    verdict.check(found() == len(many) * len(bursts), "a burst that fires many automations fires each of them once",
                  f"{found()} of {len(many) * len(bursts)}")
    for id in long + many:
        fleet.server.client.ask("DELETE", f"/api/automations/{id}")


def at_the_same_moment(fleet: Fleet, verdict: Verdict, rounds: int, changing: bool) -> None:
    """Two events at once, by two gateways, for one compound trigger."""
    kind = "while it is put without change" if changing else "by two clients and two gateways"
    left, right = (f"left-{changing}", f"right-{changing}")
    trigger = {"type": "compound", "require": "all", "within": 3600, "triggers": [on(left), on(right)]}
    id = make(fleet, f"both {changing}", trigger)
    sender, over = Sender(fleet), threading.Event()

    def put() -> None:
        body = {"name": f"both {changing}", "trigger": trigger, "actions": []}
        while not over.is_set():
            fleet.server.client.ask("PUT", f"/api/automations/{id}", body)
            time.sleep(0.02)

    putter = threading.Thread(target=put)
    if changing:
        putter.start()
    for number in range(rounds):
        pair = [threading.Thread(target=sender.send, args=([event(name, f"thing-{number}")], gateway))
                for gateway, name in enumerate((left, right))]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join()
        if not until(lambda: len(firings(fleet.stage)[id]) > number, 10):
            break
    over.set()
    if changing:
        putter.join()
    time.sleep(1)
    found = len(firings(fleet.stage)[id])
    verdict.check(found == rounds, f"two events at the same moment fire once, {kind}", f"{found} firings in {rounds} rounds")


class Load:
    """Automations whose firings can be told from the events alone, in whatever order these come."""

    def __init__(self, fleet: Fleet, count: int):
        self.fleet, self.sender = fleet, Sender(fleet)
        self.single = [make(fleet, f"single {n}", on("single", match={"prefect.resource.id": f"thing-{n}"})) for n in range(count)]
        self.every = make(fleet, "every event", on("sing*"))
        self.third = make(fleet, "third of a thing", on("single", threshold=3, for_each=["prefect.resource.id"]))
        self.pairs = [make(fleet, f"pair {n}", {"type": "compound", "require": "all", "within": None, "triggers": [
            on("pair", match={"prefect.resource.id": f"{side}-{n}"}) for side in "ab"]}) for n in range(count // 4)]
        self.ended = make(fleet, "an end after its start", on(
            "end", after=["start"], within=3600, for_each=["prefect.resource.id"]))
        self.missed = make(fleet, "no end after a start", on(
            "end", posture="Proactive", after=["start"], within=10, for_each=["prefect.resource.id"]))
        self.idle = [make(fleet, f"idle {n}", on(f"never-{n}")) for n in range(count)]
        self.expected: dict[str, list[str]] = collections.defaultdict(list)
        self.things: dict[str, int] = collections.Counter()
        self.pair_events: dict[int, int] = collections.Counter()
        self.unfinished = 0
        self.random = random.Random(7)
        self.number = 0
        self.sent = 0

    def batch(self) -> list[dict]:
        """Twenty events, and what they have to lead to."""
        events = []
        for _ in range(14):
            number = self.random.randrange(len(self.single))
            each = event("single", f"thing-{number}")
            self.expected[self.single[number]].append(each["id"])
            self.expected[self.every].append(each["id"])
            self.things[f"thing-{number}"] += 1
            events.append(each)
        number = self.random.randrange(len(self.pairs))
        events += [event("pair", f"{side}-{number}") for side in "ab"]
        self.pair_events[number] += 1
        for _ in range(2):
            self.number += 1
            start = event("start", f"run-{self.number}")
            events.append(start)
            if self.number % 8:
                end = event("end", f"run-{self.number}", follows=start["id"])
                self.expected[self.ended].append(end["id"])
                events.append(end)
            else:
                self.unfinished += 1
                self.expected[self.missed].append(start["id"])
        self.sent += len(events)
        self.random.shuffle(events)
        return events


def chaos(fleet: Fleet, verdict: Verdict, seconds: int) -> None:
    load = Load(fleet, 500 if seconds > SECONDS else 100)
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            began = time.monotonic()
            load.sender.send(load.batch(), gateway=load.random.randrange(2))
            time.sleep(max(0.0, 0.1 - (time.monotonic() - began)))

    sender = threading.Thread(target=run)
    sender.start()
    disturb(fleet, verdict, seconds)
    over.set()
    sender.join()
    judge(fleet, load, verdict)


def disturb(fleet: Fleet, verdict: Verdict, seconds: int) -> None:
    """Kills and stops schedulers at random, and restarts the database twice."""
    dice, end = random.Random(11), time.monotonic() + seconds
    restarts = [end - seconds * 2 / 3, end - seconds / 3]
    killed = stopped = 0
    while time.monotonic() < end:
        if restarts and time.monotonic() > restarts[0]:
            restarts.pop(0)
            fleet.stage.cluster.stop("immediate" if restarts else "fast")
            time.sleep(1)
            fleet.stage.cluster.start()
        number = dice.randrange(SCHEDULERS)
        victim = fleet.schedulers[number]
        if dice.random() < 0.6:
            victim.kill()
            killed += 1
            time.sleep(dice.uniform(0.2, 2))
            fleet.restart_scheduler(number)
        else:
            stopped += 1
            os.kill(victim.pid, signal.SIGSTOP)
            time.sleep(dice.uniform(1, 9))
            os.kill(victim.pid, signal.SIGCONT)
        time.sleep(dice.uniform(0.5, 2))
    verdict.note(f"{killed} schedulers killed, {stopped} stopped, the database restarted twice")


def judge(fleet: Fleet, load: Load, verdict: Verdict) -> None:
    stage = fleet.stage
    thirds = sum(count // 3 for count in load.things.values())
    total = sum(map(len, load.expected.values())) + thirds + sum(load.pair_events.values())
    of_load = lambda found: sum(len(found[id]) for id in {*load.single, load.every, load.third, *load.pairs, load.ended, load.missed})
    # Proactive ones fire ten seconds later; the last take their time.
    until(lambda: of_load(firings(stage)) >= total, 60)
    time.sleep(3)
    found = firings(stage)
    verdict.note(f"{load.sent} events, {total} firings expected, {of_load(found)} found")
    for sentence, ids in {
        "an event fires each automation that expects it, once": [*load.single, load.every],
        "an end after its start fires, once": [load.ended],
        "a start without an end fires, once": [load.missed],
    }.items():
        missing = sum((collections.Counter(load.expected[id]) - collections.Counter(found[id])).total() for id in ids)
        surplus = sum((collections.Counter(found[id]) - collections.Counter(load.expected[id])).total() for id in ids)
        verdict.check(not missing and not surplus, sentence, f"{missing} missing, {surplus} too many")
    verdict.check(len(found[load.third]) == thirds, "every third event of a thing fires", f"{len(found[load.third])} of {thirds}")
    wrong = sum(len(found[id]) != load.pair_events[number] for number, id in enumerate(load.pairs))
    verdict.check(not wrong, "each pair of events fires, once", f"{wrong} of {len(load.pairs)} automations wrong")
    verdict.check(not any(found[id] for id in load.idle), "automations whose events do not come stay quiet")
    waiting = stage.count("SELECT count(*) FROM automation_event_follower")
    verdict.check(waiting == 0, "no event waits any more", waiting)
    verdict.check(all(service.alive for service in fleet.server.services), "all services are alive")
