"""The deployments of the play, their pools, queues, limits and automations."""

import dataclasses
import datetime
import random

from history.model import Chain, Limit

from .door import Door
from .fleet import microseconds

# What counts towards a limit of a queue or pool, of a deployment, of a tag.
QUEUED = frozenset({"PENDING", "RUNNING"})
HELD = frozenset({"PENDING", "RUNNING", "CANCELLING"})
TAGGED = frozenset({"RUNNING", "CANCELLING"})
TAG, TAG_LIMIT = "system-tag", 2
GLOBAL, GLOBAL_LIMIT = "system-global", 2
STOCK_POOLS = ("stock-1", "stock-2")
# Pools that the play itself serves, with the most runs at a time.
SERVED_POOLS = {"open-1": None, "open-2": None, "limited": None, "queued": None, "narrow": 1}


@dataclasses.dataclass(frozen=True)
class Size:
    """How much is played, and for how long."""

    seconds: float
    deployments: int
    # About how many seconds are between two runs of a deployment.
    pace: int
    stock_workers: int
    stock_deployments: int
    stock_pace: int


SHORT = Size(seconds=55, deployments=40, pace=12, stock_workers=1, stock_deployments=1, stock_pace=20)
LONG = Size(seconds=600, deployments=200, pace=60, stock_workers=5, stock_deployments=10, stock_pace=75)


@dataclasses.dataclass
class Deployment:
    name: str
    pool: str
    queue: str | None = None
    schedules: list[dict] = dataclasses.field(default_factory=list)
    limit: int | None = None
    strategy: str = "ENQUEUE"
    # How long its runs run, whether they have a task run with the limited tag, and whether they take a global slot.
    seconds: float = 0.3
    is_tagged: bool = False
    is_global: bool = False
    # Waits for nothing but its time.
    is_punctual: bool = False
    id: str = ""
    made: int = 0
    # The schedules as the server stored them, by id.
    stored: dict[str, dict] = dataclasses.field(default_factory=dict)

    @property
    def limits(self) -> list[str]:
        return [f"deployment {self.name}"] if self.limit else []


class Deployments:
    def __init__(self, door: Door, size: Size, seed: int, folder: str):
        self.door, self.size, self.folder = door, size, folder
        self.dice = random.Random(seed)
        self.all: list[Deployment] = []
        self.chains: list[Chain] = []
        self.limits: list[Limit] = []
        self.by_id: dict[str, Deployment] = {}

    def make(self) -> None:
        self._pools()
        self.flow = self.door.must("POST", "/flows/", {"name": "system"})["id"]
        chained = max(2, self.size.deployments // 25)
        served = self.size.deployments - self.size.stock_deployments - chained
        groups = ("deployment",) * 2 + ("queue",) * 2 + ("pool", "tag", "global") + ("none",) * 13
        for number in range(served):
            self._add(self._drawn(number, groups[number % len(groups)]))
        punctual = [each for each in self.all if each.is_punctual]
        for number in range(chained):
            second = Deployment(f"chained-{number}", "open-1", seconds=0.1)
            self._add(second)
            self._chain(punctual[number], second)
        for number in range(self.size.stock_deployments):
            interval = {"interval": float(self.size.stock_pace + number), "timezone": "UTC"}
            self._add(Deployment(f"stock-{number}", STOCK_POOLS[number % len(STOCK_POOLS)], schedules=[interval]))

    def _pools(self) -> None:
        for pool, most in {**SERVED_POOLS, **dict.fromkeys(STOCK_POOLS)}.items():
            self.door.must("POST", "/work_pools/", {"name": pool, "type": "process", "concurrency_limit": most})
            if most:
                self.limits.append(Limit(f"pool {pool}", most, QUEUED))
        for queue, most in (("one", 1), ("three", 3)):
            self.door.must("POST", "/work_pools/queued/queues", {"name": queue, "concurrency_limit": most})
            self.limits.append(Limit(f"queue queued/{queue}", most, QUEUED))
        self.door.must("POST", "/concurrency_limits/", {"tag": TAG, "concurrency_limit": TAG_LIMIT})
        self.limits.append(Limit(f"tag {TAG}", TAG_LIMIT, TAGGED))
        self.door.must("POST", "/v2/concurrency_limits/", {"name": GLOBAL, "limit": GLOBAL_LIMIT, "active": True})
        self.limits.append(Limit(f"global {GLOBAL}", GLOBAL_LIMIT, frozenset()))

    def _drawn(self, number: int, group: str) -> Deployment:
        """A deployment with a schedule of one kind after the other."""
        name, pace = f"{group}-{number}", self.size.pace
        match group:
            case "deployment":
                # Two schedules with the same dates, so that its runs collide each time, or with those of the time before.
                limit = 1 + number // 20 % 2
                same = self._schedule(0, pace)
                return Deployment(name, "limited", schedules=[same, same], limit=limit, seconds=pace / (6 if limit == 1 else 1.7),
                                  strategy=("ENQUEUE", "CANCEL_NEW")[number % 2])
            case "queue":
                # As much for all that share the queue as it can take in half of the time.
                most, sharing = ((1, 3)[number % 2], max(1, self.size.deployments // 20))
                return Deployment(name, "queued", ("one", "three")[number % 2], [self._schedule(number, pace)],
                                  seconds=pace * most / sharing / 3)
            case "pool":
                return Deployment(name, "narrow", None, [self._schedule(number, pace)],
                                  seconds=pace * SERVED_POOLS["narrow"] / max(1, self.size.deployments // 20) / 4)
        more = {"tag": {"is_tagged": True}, "global": {"is_global": True}, "none": {}}[group]
        return Deployment(name, f"open-{1 + number % 2}", schedules=[self._schedule(number, pace)], is_punctual=True,
                          seconds=self.dice.uniform(0.1, 0.6), **more)

    def _schedule(self, number: int, pace: int) -> dict:
        seconds = pace * self.dice.uniform(0.7, 1.5)
        today = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        zone = self.dice.choice(("UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata"))
        anchor = today - datetime.timedelta(days=self.dice.randrange(400), microseconds=self.dice.randrange(10**9))
        # A divisor of the minute, as a cron expression has no other steps.
        step = max(each for each in (5, 10, 15, 20, 30) if each <= pace)
        start = (today + datetime.timedelta(days=-1, seconds=self.dice.randrange(60))).strftime("DTSTART:%Y%m%dT%H%M%S")
        match number % 6:
            case 0:
                return {"interval": float(round(seconds)), "anchor_date": anchor.isoformat(), "timezone": zone}
            case 1:
                # The reference loses a microsecond of other fractions.
                return {"interval": round(seconds * 4) / 4, "timezone": "UTC"}
            case 2 if pace >= 60:
                return {"cron": f"{self.dice.choice(('*', '*/1', '*/2'))} * * * *", "timezone": zone, "day_or": True}
            case 2 | 3:
                return {"cron": f"* * * * * {self.dice.randrange(step)}-59/{step}", "timezone": zone, "day_or": True}
            case 4:
                return {"rrule": f"{start}\nRRULE:FREQ=SECONDLY;INTERVAL={round(seconds)}", "timezone": "UTC"}
            case _:
                marks = ",".join(str((self.dice.randrange(step) + each) % 60) for each in range(0, 60, step))
                return {"rrule": f"{start}\nRRULE:FREQ=MINUTELY;BYSECOND={marks}", "timezone": zone}

    def _add(self, each: Deployment) -> None:
        is_stock = each.pool in STOCK_POOLS
        body = {
            "name": each.name, "flow_id": self.flow, "work_pool_name": each.pool, "work_queue_name": each.queue,
            "schedules": [{"active": True, "schedule": schedule} for schedule in each.schedules],
            "concurrency_limit": each.limit, "enforce_parameter_schema": False, "parameters": {},
        }
        if each.limit:
            body["concurrency_options"] = {"collision_strategy": each.strategy}
            self.limits.append(Limit(f"deployment {each.name}", each.limit, HELD))
        if is_stock:
            body |= {"entrypoint": "short.py:short", "pull_steps": [
                {"prefect.deployments.steps.set_working_directory": {"directory": self.folder}}]}
        if len(each.schedules) > 1:
            body["schedules"] = [entry | {"slug": f"part-{number}"} for number, entry in enumerate(body["schedules"])]
        each.made = microseconds()
        made = self.door.must("POST", "/deployments/", body)
        each.id = made["id"]
        each.stored = {schedule["id"]: schedule["schedule"] for schedule in made["schedules"]}
        if len(each.stored) != len(each.schedules):
            raise RuntimeError(f"{each.name} has {len(each.stored)} of {len(each.schedules)} schedules")
        self.all.append(each)
        self.by_id[each.id] = each

    def _chain(self, first: Deployment, second: Deployment) -> None:
        trigger = {
            "type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Completed"], "threshold": 1, "within": 0,
            "match_related": {"prefect.resource.id": f"prefect.deployment.{first.id}", "prefect.resource.role": "deployment"}}
        cause = {"__prefect_kind": "jinja", "template": "{{ event.resource['prefect.resource.id'] }}"}
        action = {"type": "run-deployment", "source": "selected", "deployment_id": second.id, "parameters": {"cause": cause}}
        self.door.must("POST", "/automations/", {"name": f"{first.name} then {second.name}", "trigger": trigger, "actions": [action]})
        self.chains.append(Chain(first.id, second.id))
