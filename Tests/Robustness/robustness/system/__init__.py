"""The whole system under faults: several processes of each service, many deployments, and a checker that reads the history.

Two gateways, three schedulers, two monitors and a vault serve deployments with schedules of every kind, automations and limits,
while they are killed and stopped, the database is restarted and loses its connections, and the clock of one scheduler is moved.
Then the history that the database holds is compared with what was planned, accepted and promised (`history/checker.py`).

Most deployments belong to pools that this process serves itself, by the requests of a worker and its flow: a real run is a Python
process that costs one to two seconds of CPU, so a few thousand of them would measure Python. Prefect's own process workers serve
a few deployments beside them.

A run of theirs belongs to a process, which gives up when its gateway is away for too long. So those runs need not come to an end
by themselves, and what is left of them is cancelled; everything else is asked of them too.
"""

import collections
import pathlib
import shutil
import subprocess
import time

from history.checker import PROMISES, breaches
from history.model import SECOND

from ..automations import until
from ..stage import Stage
from ..verdict import Verdict
from .deployments import LONG, SHORT, STOCK_POOLS, Deployments
from .door import Door, Ledger
from .faults import Disturber, drawn
from .fleet import CLOCK, Fleet, microseconds
from .reading import Reading
from .stock import FLOWS, StockWorkers
from .workers import LEASE, SERVED_POOLS, Hands, Writer

SETTINGS = {
    # Few runs in advance, so that schedulers have to make some all the time, and faults meet them at it.
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME": "PT90S",
    "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "2",
    # Runs that wait for a slot try again soon, so that the limits are always contended for.
    "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "2",
    "PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS": "2",
}
# How long a new schedule may take until it has runs.
MARGIN = 10 * SECOND
# Where logs and the database are left after a failure.
KEPT = pathlib.Path(".build/robustness/system")
# How many breaches of a kind are shown.
SHOWN = 5


def play(stage: Stage, verdict: Verdict, is_long: bool, seed: int) -> None:
    if stage.is_reference:
        verdict.note("plays with Apus only")
        return
    size = LONG if is_long else SHORT
    stage.cluster.settings["track_commit_timestamp"] = "on"
    with stage.database():
        fleet, stock = Fleet(stage), None
        try:
            fleet.start()
            stock = StockWorkers(fleet, size.stock_workers)
            act(stage, verdict, fleet, stock, size, seed)
        finally:
            if stock:
                stock.stop()
            if verdict.failed:
                keep(stage)
                verdict.note(f"the logs and the database are in {KEPT}")


def keep(stage: Stage) -> None:
    """Leaves what can be read after a failure."""
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    for log in stage.folder.glob("*.log"):
        shutil.copy(log, KEPT)
    with open(KEPT / "database.sql", "w") as file:
        subprocess.run([stage.cluster.bin / "pg_dump"], env=stage.cluster.environment("apus"), stdout=file, check=False)


def act(stage: Stage, verdict: Verdict, fleet: Fleet, stock: StockWorkers, size, seed: int) -> None:
    ledger = Ledger()
    door = Door(fleet.gateways, ledger)
    deployments = Deployments(door, size, seed, str(FLOWS))
    deployments.make()
    hands, writer = Hands(fleet.gateways, ledger, deployments, seed), Writer(fleet.gateways, ledger)
    for each in (hands, writer, stock):
        each.start()
    actions = drawn(seed, size.seconds, {name: member.program for name, member in fleet.members.items()}, CLOCK if fleet.has_clock else None)
    verdict.note(f"seed {seed}: {len(deployments.all)} deployments, {sum(len(each.stored) for each in deployments.all)} schedules, "
                 f"{size.stock_workers} stock workers, {size.seconds:.0f} s")
    if not fleet.has_clock:
        verdict.note("no clock is moved: there is no libfaketime (Debian and Ubuntu: apt-get install faketime)")
    disturber = Disturber(fleet, actions)
    disturber.run()
    ready = fleet.ready(within=20)
    time.sleep(3)
    end = hands.until = microseconds()
    reading = Reading(stage, deployments)
    drain(verdict, reading, hands, stock, door, end)
    writer.stop()
    hands.stop()
    until(lambda: not any(reading.slots().values()), LEASE + 15)
    history = reading.history(MARGIN, end)
    history.faults, history.ready, history.slots = disturber.faults, ready, reading.slots()
    history.takings, history.holdings, history.accepted = hands.takings, hands.holdings, ledger.accepted
    tell(verdict, history, ledger, hands, writer, disturber)


def drain(verdict: Verdict, reading: Reading, hands: Hands, stock: StockWorkers, door: Door, end: int) -> None:
    """Lets everything that is due come to its end."""
    began = time.monotonic()
    is_drained = until(lambda: not reading.unended(SERVED_POOLS, end) and not reading.unfired(), 90)
    verdict.note(f"{'all' if is_drained else 'NOT all'} runs that are served here ended within {time.monotonic() - began:.1f} s after the end")
    alive = stock.alive
    until(lambda: not reading.unended(STOCK_POOLS, end), 30)
    for pool in STOCK_POOLS:
        door.must("PATCH", f"/work_pools/{pool}", {"is_paused": True})
    until(lambda: not reading.unended(STOCK_POOLS, 0), 15)
    verdict.check(alive == stock.count, "all stock workers are alive", f"{alive} of {stock.count}")
    stock.stop()
    left = reading.unended(STOCK_POOLS, end)
    for run in left:
        door.must("POST", f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLED"}, "force": True})
    if left:
        verdict.note(f"{len(left)} runs of stock workers were left by their processes and cancelled")


def tell(verdict: Verdict, history, ledger: Ledger, hands: Hands, writer: Writer, disturber: Disturber) -> None:
    kinds = collections.Counter(fault.what.rsplit(" ", 1)[0] if "move" in fault.what else fault.what.split(": ")[1] for fault in disturber.faults)
    verdict.note("faults: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    ends = collections.Counter(run.in_order[-1].type for run in history.runs if run.states)
    verdict.note(f"{len(history.runs)} runs ({', '.join(f'{count} {type}' for type, count in sorted(ends.items()))}), "
                 f"{sum(len(plan.dates) for plan in history.plans)} dates planned, {len(history.takings)} runs taken here, "
                 f"{len(history.accepted)} writes accepted, {len(ledger.failures)} requests failed, {len(history.holdings)} global slots held")
    problems = hands.problems + writer.problems
    verdict.check(not problems, "all clients came to their end", "; ".join(problems[:SHOWN]))
    found = collections.defaultdict(list)
    for breach in breaches(history):
        found[breach.kind].append(breach.text)
    for kind, promise in PROMISES.items():
        texts = found[kind]
        verdict.check(not texts, promise, f"{len(texts)}: {texts[0]}" if texts else "")
        for text in texts[1:SHOWN]:
            verdict.note(f"{kind}: {text}")
