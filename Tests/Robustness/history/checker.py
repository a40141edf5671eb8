"""Decides from a history alone whether a system kept its promises. Nothing here reads a clock, a file or a database."""

import collections
import dataclasses

from .model import SECOND, Fault, History, Limit, Run

ENDED = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})
# What may come between two starts of a run: a retry, a new appointment, a pause.
ALLOWS_ANOTHER_START = frozenset({"SCHEDULED", "PENDING", "PAUSED"})
# How late anything may be, besides the time in which nobody could be served.
GRACE = 10 * SECOND
# How soon after the last fault every service has to be ready.
RECOVERY = 10 * SECOND


@dataclasses.dataclass(frozen=True)
class Breach:
    """One promise that was not kept; `kind` is one of `RULES`."""

    kind: str
    text: str


def breaches(history: History) -> list[Breach]:
    """All that is wrong, in the order of the rules."""
    return [Breach(kind, text) for kind, rule in RULES.items() for text in rule(history)]


def missing_runs(history: History):
    made = {(run.schedule, run.date) for run in history.runs}
    for plan in history.plans:
        for date in plan.dates:
            if plan.begin <= date <= plan.end and (plan.schedule, date) not in made:
                yield f"schedule {plan.schedule} made no run for {seconds(date)}"


def surplus_runs(history: History):
    made = collections.Counter((run.schedule, run.date) for run in history.runs if run.schedule)
    for (schedule, date), count in made.items():
        if count > 1:
            yield f"schedule {schedule} made {count} runs for {seconds(date)}"


def unplanned_runs(history: History):
    plans = {plan.schedule: plan for plan in history.plans}
    dates = {plan.schedule: frozenset(plan.dates) for plan in history.plans}
    for run in history.runs:
        plan = plans.get(run.schedule)
        if plan and run.date < plan.made:
            yield f"schedule {run.schedule} made run {run.id} for {seconds(run.date)}, before it was there at {seconds(plan.made)}"
        if plan and plan.begin <= run.date <= plan.end and run.date not in dates[run.schedule]:
            yield f"schedule {run.schedule} made run {run.id} for {seconds(run.date)}, which is none of its dates"


def started_twice(history: History):
    for run in history.runs:
        is_started = False
        for state in run.in_order:
            if state.type == "RUNNING":
                if is_started:
                    yield f"run {run.id} became RUNNING again at {seconds(state.at)}: {story(run)}"
                is_started = True
            elif state.type in ALLOWS_ANOTHER_START:
                is_started = False


def taken_twice(history: History):
    for run in history.runs:
        is_taken = False
        for state in run.in_order:
            # A worker that prepares a run says so in other states of type PENDING.
            if state.type == "PENDING" and state.name == "Pending":
                if is_taken:
                    yield f"run {run.id} became PENDING again at {seconds(state.at)}: {story(run)}"
                is_taken = True
            elif state.type == "SCHEDULED":
                is_taken = False
    workers = collections.defaultdict(set)
    for taking in history.takings:
        workers[taking.run, taking.state].add(taking.worker)
    for (run, _), names in workers.items():
        if len(names) > 1:
            yield f"run {run} was given to {' and '.join(sorted(names))} by the same state"
    rounds = {run.id: sum(state.type == "PENDING" and state.name == "Pending" for state in run.states) for run in history.runs}
    for run, count in collections.Counter(taking.run for taking in history.takings).items():
        if count > rounds.get(run, 0):
            yield f"run {run} was given out {count} times and has {rounds.get(run, 0)} states that say so"


def limits_exceeded(history: History):
    for limit in history.limits:
        changes = [change for run in history.runs if limit.name in run.limits for change in occupation(run, limit)]
        for holding in history.holdings:
            if holding.limit == limit.name and holding.end > holding.begin:
                changes += [(holding.begin, 1), (holding.end, -1)]
        # What is given back at a moment comes before what is taken then: both may be one transaction.
        taken = most = moment = 0
        for at, change in sorted(changes):
            taken += change
            if taken > most:
                most, moment = taken, at
        if most > limit.most:
            yield f"{most} of {limit.most} slots of {limit.name} were taken at {seconds(moment)}"


def occupation(run: Run, limit: Limit):
    """When a run begins and ends to take a slot of a limit."""
    is_occupying = False
    for state in run.in_order:
        if (state.type in limit.occupying) != is_occupying:
            is_occupying = not is_occupying
            yield state.at, 1 if is_occupying else -1


def writes_lost(history: History):
    for write in history.accepted:
        if not history.found.get(write):
            yield f"the {write.kind} {write.key} was accepted and is not there"


def writes_doubled(history: History):
    for write in history.accepted:
        if history.found.get(write, 0) > 1:
            yield f"the {write.kind} {write.key} was accepted once and is there {history.found[write]} times"


def late(history: History):
    outages = merged([fault for fault in history.faults if fault.is_outage])
    completions = {run.id: state.at for run in history.runs for state in run.states if state.type == "COMPLETED"}
    for run in history.runs:
        if run.date is not None and run.is_punctual:
            begun = [state.at for state in run.states if state.type in ("PENDING", "RUNNING")]
            due, done, what = run.date, min(begun, default=None), "was handed out"
        elif run.cause in completions:
            due, done, what = completions[run.cause], min((state.at for state in run.states), default=None), "was made"
        else:
            continue
        if done is None:
            continue
        excused = sum(max(0, min(end, done) - max(begin, due)) for begin, end in outages)
        if done - due > GRACE + excused:
            yield (f"run {run.id} {what} {(done - due) / SECOND:.1f} s after {seconds(due)}, "
                   f"of which {excused / SECOND:.1f} s were an outage")


def merged(faults: list[Fault]) -> list[tuple[int, int]]:
    """The times of faults, each moment once."""
    found: list[tuple[int, int]] = []
    for fault in sorted(faults, key=lambda fault: fault.begin):
        if found and fault.begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], fault.end))
        else:
            found.append((fault.begin, fault.end))
    return found


def not_ended(history: History):
    ends = {plan.schedule: plan.end for plan in history.plans}
    for run in history.runs:
        if run.is_unattended or (run.date is not None and run.date > ends.get(run.schedule, run.date)):
            continue
        if not run.states or run.in_order[-1].type not in ENDED:
            yield f"run {run.id} did not end: {story(run)}"


def not_fired(history: History):
    caused = collections.Counter((run.deployment, run.cause) for run in history.runs if run.cause)
    for chain, run in completed(history):
        if not caused[chain.second, run.id]:
            yield f"run {run.id} completed and made no run of {chain.second}"


def fired_twice(history: History):
    caused = collections.Counter((run.deployment, run.cause) for run in history.runs if run.cause)
    expected = collections.Counter((chain.second, run.id) for chain, run in completed(history))
    for (deployment, cause), count in caused.items():
        if count > expected[deployment, cause]:
            yield f"run {cause} made {count} runs of {deployment}; {expected[deployment, cause]} were to be"


def completed(history: History):
    """Each completion that has to make a run, with the chain that says so."""
    for chain in history.chains:
        for run in history.runs:
            if run.deployment == chain.first and any(state.type == "COMPLETED" for state in run.states):
                yield chain, run


def slots_leaked(history: History):
    for counter, count in history.slots.items():
        if count:
            yield f"{counter} counts {count} although all runs have ended"


def not_ready(history: History):
    for service, after in history.ready.items():
        if after is None:
            yield f"{service} was not ready after the last fault"
        elif after > RECOVERY:
            yield f"{service} was ready {after / SECOND:.1f} s after the last fault"


def story(run: Run) -> str:
    """The states of a run on one line."""
    return " ".join(f"{state.name}@{seconds(state.at)}" for state in run.in_order) or "no state"


def seconds(moment: int) -> str:
    return f"{moment / SECOND:.3f}"


RULES = {
    "missing run": missing_runs,
    "surplus run": surplus_runs,
    "unplanned run": unplanned_runs,
    "started twice": started_twice,
    "taken twice": taken_twice,
    "limit exceeded": limits_exceeded,
    "write lost": writes_lost,
    "write doubled": writes_doubled,
    "late": late,
    "not ended": not_ended,
    "not fired": not_fired,
    "fired twice": fired_twice,
    "slot leaked": slots_leaked,
    "not ready": not_ready,
}
# What each rule promises, for who reads the outcome.
PROMISES = {
    "missing run": "every date of every schedule has its run",
    "surplus run": "no date of a schedule has two runs",
    "unplanned run": "no run is there for a date that its schedule does not have",
    "started twice": "no run is started twice",
    "taken twice": "no run is given to two workers",
    "limit exceeded": "no limit is exceeded at any moment",
    "write lost": "every accepted write is there",
    "write doubled": "no accepted write is there twice",
    "late": "nothing is late by more than the outage and 10 s",
    "not ended": "every run comes to its end",
    "not fired": "every completion fires its automation",
    "fired twice": "no completion fires an automation twice",
    "slot leaked": "no slot is left over when all runs have ended",
    "not ready": "every service is ready within 10 s of the last fault",
}
