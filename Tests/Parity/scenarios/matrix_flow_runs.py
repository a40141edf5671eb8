"""The transition matrix of flow runs: states × proposals × what the rules look at, each case on a run of its own."""

import functools
import json

from harness import covering
from harness.runs import (
    DATA, DECAY, TRANSITIONS, Moments, deployment_row, details, flow_policy, flow_run_row, headers, initial, limit_row, proposal, split,
    stored_details, task_run_row, timed, title)
from harness.scenario import scenario
from harness.session import Deviation
from harness.slots import lease
from harness.transitions import ALONE, MADE, Case, play, state_row, text

SCHEDULED = ["SCHEDULED", "SCHEDULED/Late", "SCHEDULED/AwaitingRetry", "SCHEDULED/Resuming", "SCHEDULED/AwaitingConcurrencySlot"]
ENDED = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]
STATES = ["RUNNING", "RUNNING/Retrying", "none"] + SCHEDULED + [
    "PENDING", "PENDING/Submitting", "PAUSED", "PAUSED/Suspended", "CANCELLING"] + ENDED + ["COMPLETED/Cached", "CRASHED/TimedOut"]
PROPOSALS = ["RUNNING", "RUNNING/Retrying", "RUNNING/(empty)"] + SCHEDULED + [
    "PENDING", "PENDING/Submitting", "PENDING/submitting", "PENDING/InfrastructurePending", "PAUSED", "PAUSED/Suspended",
    "CANCELLING"] + ENDED + ["COMPLETED/Skipped", "FAILED/TimedOut"]
TYPES = ["RUNNING", "SCHEDULED", "PENDING", "PAUSED", "CANCELLING"] + ENDED

POLICIES = {name: flow_policy(**policy) for name, policy in {
    "none": {},
    "no retries": {"retries": 0},
    "old names": {"max_retries": 2, "retry_delay_seconds": 30.0, "retries": 2, "retry_delay": 30},
    "once": {"retries": 1, "retry_delay": 20},
    "once, at once": {"retries": 1},
    "twice": {"retries": 2, "retry_delay": 10, "pause_keys": ["k"]},
    "retried in process": {"retries": 1, "retry_delay": 10, "retry_type": "in_process"},
    "rescheduled": {"retries": 3, "retry_type": "reschedule", "pause_keys": ["k", "l"]},
    "resuming": {"resuming": True},
    "resuming, retries": {"resuming": True, "retries": 1, "retry_delay": 10, "pause_keys": ["k"]},
    "paused before": {"pause_keys": ["k"]},
    "nulls": {"resuming": None},
    "null keys": {"pause_keys": None},
}.items()}
# Limits of a deployment: how many slots they have and how many are taken before the case, by the run itself if it holds one.
LIMITS = {
    "limited": {"limit": 3, "taken": 2}, "full": {"limit": 3, "taken": 3}, "one slot": {"limit": 1, "taken": 1},
    "cancels new": {"limit": 3, "taken": 2, "options": {"collision_strategy": "CANCEL_NEW"}},
    "full, cancels new": {"limit": 3, "taken": 3, "options": {"collision_strategy": "CANCEL_NEW"}},
    "short lease": {"limit": 3, "taken": 2, "options": {"collision_strategy": "ENQUEUE", "grace_period_seconds": 61}},
    "lowered": {"limit": 1, "taken": 3}, "limit 0": {"limit": 0, "taken": 1}, "decayed": {"limit": 3, "taken": 3, "decay": DECAY},
    "off": {"limit": 3, "taken": 2, "active": False},
}
ACTIVE = [name for name in LIMITS if name != "off"]
# The lease that a state names: none, or one that is gone, or one that the run holds; one that it holds may go unnamed.
LEASES = {None: None, "lease": "lease", "held": "held lease", "unnamed": None}
HELD = ["held", "unnamed"]
CURRENT, OLD, FIRST, FIRST_RENEWING = (f"prefect/{version} (API 0.8.4)" for version in ("3.9.1", "3.4.10", "3.0.2", "3.4.11"))
RENEWING = [CURRENT, FIRST_RENEWING]
# What each condition is where a sheet does not vary it.
QUIET = {
    "from": "RUNNING", "to": "RUNNING", "force": False, "deployment": None, "pid": None, "policy": "none", "run_count": 0, "api": None,
    "client": None, "transition": "", "planned": None, "planning": None, "pause_timeout": None, "pause_reschedule": False,
    "pausing_key": None, "pausing_reschedule": False, "pausing_timeout": None, "data": "none", "proposed_data": "none", "message": None,
    "parent": None, "lease": None, "proposed_lease": None, "deferred": None, "made": False, "below": None,
}


def matrix(name, crossed=("from", "to"), **conditions):
    """Declares a sheet of the matrix."""
    conditions = covering.sheet(QUIET, conditions)
    chosen = functools.cache(lambda: covering.cases(conditions, crossed))

    @scenario(name, settings=ALONE)
    def _(s):
        flow = s.post("/flows/", {"name": s.name("flow")}, record=False).json()["id"]
        deployment = s.post("/deployments/", {"name": s.name("d"), "flow_id": flow}, record=False).json()["id"]
        moments = Moments(s.base)
        play(s, [case_of(s, number, conditions, case, flow, deployment, moments)
                 for number, case in enumerate(chosen())])


def case_of(s, number, conditions, case, flow, deployment, moments):
    """The rows and the request of one case."""
    run, state, parent, parent_state, above = (s.id(f"{number} {part}") for part in ("run", "state", "parent", "parent state", "above"))
    ids = {run: "<run>", state: "<initial>", parent: "<parent>", parent_state: "<parent's initial>", above: "<above>", flow: "<flow>",
           deployment: "<deployment>"}
    before, after = (each and s.id(each) for each in TRANSITIONS[case["transition"]])
    leases = {name: s.id(f"{number} {name}") for name in ("lease", "other lease", "held lease")}
    ids |= {id: f"<{name}>" for name, id in leases.items()} | {s.id(name): f"<transition {name}>" for name in "ab"}
    planned, timeout, planning = (moments.at(case[name]) for name in ("planned", "pause_timeout", "planning"))
    if case["from"].startswith("SCHEDULED") and not planned:
        planned = moments.expected
    known = stored_details(
        flow_run_id=run, transition_id=before, scheduled_time=planned and text(planned), pause_timeout=timeout and text(timeout),
        pause_reschedule=case["pause_reschedule"] or None, deployment_concurrency_lease_id=leases.get(LEASES[case["lease"]]))
    proposed = details(
        transition_id=after, scheduled_time=planning and text(planning), pause_key=case["pausing_key"],
        pause_reschedule=case["pausing_reschedule"] or None, deferred=case["deferred"],
        pause_timeout=text(moments.at(case["pausing_timeout"])) if case["pausing_timeout"] else None,
        deployment_concurrency_lease_id=leases.get(case["proposed_lease"]))
    columns = timed(case, moments, case["run_count"]) | {
        "state_id": state if case["from"] != "none" else None, "empirical_policy": POLICIES[case["policy"]],
        "deployment_id": {None: None, "free": deployment}.get(case["deployment"], s.id(f"{number} deployment")),
        "infrastructure_pid": case["pid"], "parent_task_run_id": parent if case["parent"] else None}
    rows = {"flow_run": [flow_run_row(run, flow, moments, columns)]}
    rows |= initial("flow_run", state, run, case, moments, known, DATA[case["data"]])
    looked_at = {"flow_run": run}
    limits, held = {}, []
    if case["deployment"] in LIMITS:
        limit = s.id(f"{number} limit")
        limits, ids[limit], ids[columns["deployment_id"]] = {"limit": limit}, "<limit>", "<deployment>"
        of = LIMITS[case["deployment"]]
        rows["concurrency_limit_v2"] = [limit_row(limit, s.name(f"limit {number}"), of, moments)]
        rows["deployment"] = [deployment_row(columns["deployment_id"], s.name(f"d {number}"), flow, limit, of.get("options"), moments)]
        if case["lease"] in HELD:
            held = [lease(leases["held lease"], [limit], moments.entered, moments.future, flow_run=run)]
    if case["parent"]:
        looked_at["task_run"] = parent
        rows["parent_flow_run"] = [flow_run_row(above, flow, moments, {})]
        type = case["parent"] if case["parent"] != "none" else None
        when = text(moments.expected) if type == "SCHEDULED" else None
        rows["task_run"] = [task_run_row(parent, above, moments, timed({"from": case["parent"]}, moments, 1) | {
            "state_id": parent_state if type else None, "run_count": 1})]
        rows["task_run_state"] = [state_row("task_run", parent_state, parent, type, type.capitalize(), moments.entered,
                                              stored_details(flow_run_id=above, task_run_id=parent, scheduled_time=when))] if type else []
    if case["below"]:
        below, below_state = s.id(f"{number} below"), s.id(f"{number} below state")
        ids |= {below: "<below>", below_state: "<below's initial>"}
        looked_at["task_run below"] = below
        rows["task_run_below"] = [task_run_row(below, run, moments, timed({"from": case["below"]}, moments, 2) | {
            "state_id": below_state, "run_count": 2, "flow_run_run_count": 1})]
        rows.setdefault("task_run_state", []).append(state_row(
            "task_run", below_state, below, *split(case["below"]), moments.entered, stored_details(flow_run_id=run, task_run_id=below)))
    body = proposal(case, moments, proposed, DATA[case["proposed_data"]])
    path = f"/flow_runs/{run}/set_state"
    if case["made"]:
        path = "/flow_runs/"
        body = {"flow_id": flow, "name": s.name(f"made {number}"), "deployment_id": columns["deployment_id"],
                "parent_task_run_id": columns["parent_task_run_id"], "empirical_policy": POLICIES[case["policy"]], "state": body["state"]}
        looked_at["flow_run"] = MADE
    return Case(title(conditions, case), rows, path, body, headers(case), looked_at, moments.labels(), ids,
                functools.partial(deviations, case), limits, held)


def _adds_to_no_keys(case):
    """Whether a pause is let through whose key has no set to go to."""
    return (case["policy"] == "null keys" and case["from"].startswith("RUNNING") and case["to"].startswith("PAUSED") and not case["force"]
            and case["transition"] != "same" and case["api"] != "bad"
            and not (case["pausing_reschedule"] and (case["parent"] or not case["deployment"])))


# Where Apus answers better on purpose: why, the status, and for which cases; see README.md.
DEVIATIONS = {
    "pause_keys that are null are taken for none": (201, _adds_to_no_keys),
    "a run may be made with a result": (201, lambda case: case["made"] and case["proposed_data"] not in ("none", "unpersisted")),
}


def deviations(case, outcome, taken):
    """Where Apus answers better on purpose, in the answer and in the slots; what the reference came to is given."""
    if _is_handed_out_after_its_end(case, outcome):
        reason = "a run that has ended is not handed out"
        return (Deviation(reason, status=200, holds=lambda body: body["answer"]["status"] == "ABORT" and not _written({"body": body})),
                _unchanged(_Slots(case, outcome, taken)) if taken else None)
    of_case = next((Deviation(reason, status=status) for reason, (status, holds) in DEVIATIONS.items() if holds(case)), None)
    if of_case or not taken:
        return of_case or _mirrored(case, outcome), None
    return _slots(case, outcome, taken)


def _is_handed_out_after_its_end(case, outcome):
    """Whether PENDING is proposed for a deployment's run that has ended, and the reference does not refuse it for another reason."""
    answer = outcome["body"].get("answer") if isinstance(outcome["body"], dict) else None
    return (answer and case["from"] != "none" and split(case["from"])[0] in ("COMPLETED", "FAILED", "CRASHED") and split(case["to"])[0] == "PENDING"
            and case["deployment"] and not case["force"] and not case["made"] and answer["details"].get("reason") not in (
                "Deployment not found.", "Run is already COMPLETED.", "This run has already made this state transition."))


def _written(outcome, name="flow_run"):
    """The last state that was written of a run; none if there is none."""
    states = (outcome["body"].get(name) or {"states": []})["states"]
    return states[-1] if states else None


def _mirrored(case, outcome):
    """The reference puts the task run that stands for a deferred subflow before task workers, and under their rules."""
    if not case["parent"] or not case["deferred"] or (outcome["status"] < 500 and not _written(outcome)):
        return None
    def is_mirror(body):
        flow, task = _written({"body": body}), _written({"body": body}, "task_run")
        count = 1 + (flow["type"] == "RUNNING") if flow else None
        return bool(flow and task and all(flow[key] == task[key] for key in ("type", "name")) and body["task_run"]["run_count"] == count
                    and flow["details"]["scheduled_time"] == task["details"]["scheduled_time"])
    if outcome["status"] < 500 and is_mirror(outcome["body"]):
        return None
    return Deviation("the task run of a subflow has the subflow's states, deferred or not", status=201, holds=is_mirror)


class _Slots:
    """What came of a case with a limit on the reference, as the deviations look at it."""

    def __init__(self, case, outcome, taken):
        self.case, self.outcome, self.taken = case, outcome, taken
        self.limit = LIMITS[case["deployment"]]
        self.initial = split(case["from"])[0] if case["from"] != "none" else None
        self.written = _written(outcome)
        self.answer = outcome["body"].get("answer") or {}
        self.is_held, self.is_renewed = case["lease"] in HELD, case["client"] in RENEWING
        self.count = 0 if "decay" in self.limit else self.limit["taken"]

    def given_back(self):
        """The slots without that of the run."""
        return {"slots": {"limit": max(0, self.count - self.is_held)}, "leases": []}

    def kept(self, end):
        """The slots with that of the run, and how long it lasts."""
        return {"slots": {"limit": self.count}, "leases": [
            {"id": "<held lease>", "limits": ["limit"], "slots": 1, "task run": None, "ends": end}]}


def _slots(case, outcome, taken):
    """Apus gives back what a run holds, whatever its state says of it, and nothing else."""
    its = _Slots(case, outcome, taken)
    if outcome["status"] == 500 and case["deployment"] not in ACTIVE:
        reason = "a limit that is switched off keeps nobody from ending"
        return Deviation(reason, status=201), Deviation(reason, body=its.given_back()) if taken != its.given_back() else None
    if not its.answer:
        return None, None
    if its.is_held and its.initial == "SCHEDULED" and _asks_for_slot(its):
        return _keeps_slot(its)
    if not its.written:
        return _shown(its), _unchanged(its) if its.answer["status"] == "WAIT" else None
    if _runs_without_slot(its):
        return _holds_slot(its)
    if its.is_held and its.initial == "PENDING" and its.written["type"] in ("RUNNING", "CANCELLING") and not (case["force"] or its.is_renewed):
        return None, Deviation("the slot of a client that does not renew its lease lasts as long as the run", body=its.kept("<endless>"))
    if _is_over(its) and taken != its.given_back():
        return None, Deviation("only the slot that the run holds is given back, and always", body=its.given_back())
    return None, None


def _asks_for_slot(its):
    """Whether the reference looked for a slot."""
    return (split(its.case["to"])[0] == "PENDING" and not its.case["force"] and its.case["client"] != FIRST and (
        its.written and its.written["type"] == "PENDING" or its.answer["details"].get("reason") == "Deployment concurrency limit reached."))


def _keeps_slot(its):
    """The reference looks for another slot, and has two, or none to start with."""
    reason = "a run that waited for its retry with its slot does not compete with itself"
    same = json.loads(json.dumps(its.outcome["body"]).replace("<new lease>", "<held lease>"))
    seconds = its.limit.get("options", {}).get("grace_period_seconds", 300)
    return (Deviation(reason, status=201, body=same if its.answer["status"] == "ACCEPT" else None),
            Deviation(reason, body=its.kept(f"<now{round(seconds / 10) * 10:+d}s>")))


def _runs_without_slot(its):
    """Whether the reference let a run enter RUNNING that holds no slot."""
    return (its.written["type"] == "RUNNING" and its.initial not in ("RUNNING", "CANCELLING") and not its.case["force"]
            and not its.is_held and not its.case["made"] and not its.taken["leases"])


def _holds_slot(its):
    """Apus gives it a slot, or tells it to ask again; a new one is cancelled where the deployment says so."""
    reason, limit = "whatever enters RUNNING holds a slot", its.limit
    if not limit.get("active", True) or its.count >= limit["limit"]:
        is_cancelled = limit.get("options", {}).get("collision_strategy") == "CANCEL_NEW" and its.initial != "PAUSED" and not (
            its.initial == "SCHEDULED" and its.case["policy"] == "retried in process")
        status = "ABORT" if not limit["limit"] else "REJECT" if is_cancelled else "WAIT"
        written = ["CANCELLED"] if status == "REJECT" else []
        return Deviation(reason, status=201 if written else 200, holds=lambda body: body["answer"]["status"] == status and [
            state["type"] for state in body["flow_run"]["states"]] == written), None
    id = "<lease>" if its.initial == "PAUSED" and its.case["lease"] else "<new lease>"
    named = its.written["details"]["deployment_concurrency_lease_id"]
    seconds = limit.get("options", {}).get("grace_period_seconds", 300)
    ends = f"after {seconds} s" if its.is_renewed else "<endless>"
    holds = lambda body: body["answer"]["status"] == "ACCEPT" and all(  # noqa: E731
        details["deployment_concurrency_lease_id"] == id
        for details in (body["answer"]["state"]["state_details"], body["flow_run"]["states"][-1]["details"]))
    return (Deviation(reason, status=201, holds=holds) if named != id else None), Deviation(reason, body={
        "slots": {"limit": its.count + 1},
        "leases": [{"id": id, "limits": ["limit"], "slots": 1, "task run": None, "ends": ends}]})


def _shown(its):
    """The reference shows a state that stays without its lease after it took a slot for nothing."""
    body = json.loads(json.dumps(its.outcome["body"]))
    details, named = (body["answer"]["state"] or {}).get("state_details"), LEASES[its.case["lease"]]
    if not details or not named or details["deployment_concurrency_lease_id"]:
        return None
    details["deployment_concurrency_lease_id"] = f"<{named}>"
    return Deviation("a state that stays is shown as it is, with the lease that it names", body=body)


def _unchanged(its):
    """The reference renews the lease of a run that it tells to wait for its time, or takes a slot that nobody knows of."""
    before = its.kept("<future>") if its.is_held else its.given_back()
    return Deviation("a run that is told to wait changes no slot and no lease", body=before) if its.taken != before else None


def _is_over(its):
    """Whether a run that took its slot needs it no more."""
    if its.written["type"] in ("PENDING", "RUNNING", "CANCELLING"):
        return False
    if its.initial in ("PENDING", "RUNNING", "CANCELLING"):
        return not (its.written["name"] == "AwaitingRetry" and its.answer["status"] == "REJECT")
    return its.is_held and its.written["type"] != "SCHEDULED"


matrix("anything", force=[False, True], deployment=[None, "free"] + ACTIVE, pid=[None, "host:1", ""], policy=list(POLICIES), run_count=[0, 1, 2, 3],
       api=[None, "0.8.4", "0.8.3", "0.9.0", "bad"], client=[None, FIRST_RENEWING, OLD, "other"],
       transition=["", "", "only before", "only proposed", "another", "same"][1:], planned=[None, "past", "future"],
       planning=[None, "past", "future"], pause_timeout=[None, "past", "future"], pause_reschedule=[False, True],
       pausing_key=[None, "k", "new"], pausing_reschedule=[False, True], pausing_timeout=[None, "future"], data=["none", "result", "empty"],
       proposed_data=["none", "result", "unpersisted", "empty"], message=[None, "m", ""], parent=[None, "RUNNING"],
       lease=[None, "lease"], proposed_lease=[None, "other lease"], **{"from": STATES, "to": PROPOSALS})

matrix("types and names", force=[False, True], **{"from": STATES, "to": PROPOSALS})

matrix("pausing", force=[False, True], policy=["none", "paused before", "rescheduled", "null keys"], deployment=[None, "free"],
       pausing_key=[None, "k", "new", ""], pausing_reschedule=[False, True], pausing_timeout=[None, "past", "future"],
       parent=[None, "RUNNING"], run_count=[1], crossed=("from", "to", "pausing_key", "pausing_reschedule"),
       **{"from": ["RUNNING", "SCHEDULED", "PENDING", "none"], "to": ["PAUSED", "PAUSED/Suspended", "PAUSED/Other"]})

matrix("out of a pause", force=[False, True], policy=["none", "resuming", "paused before", "retried in process"], deployment=[None, "free"],
       pause_timeout=[None, "past", "future"], pause_reschedule=[False, True], run_count=[1, 2], api=[None, "0.8.3"],
       pid=[None, "host:1"], crossed=("from", "to", "pause_timeout", "pause_reschedule", "deployment"),
       **{"from": ["PAUSED", "PAUSED/Suspended", "PAUSED/Resuming"], "to": TYPES + [
           "SCHEDULED/Resuming", "SCHEDULED/Late", "RUNNING/MY name", "RUNNING/(empty)", "RUNNING/Suspended", "FAILED/Suspended"]})

matrix("resuming goes on", force=[False, True], policy=["none", "resuming", "resuming, retries", "nulls"], api=[None, "0.8.4", "0.8.3"],
       run_count=[0, 1], **{"from": ["SCHEDULED/Resuming", "PENDING", "RUNNING", "PAUSED", "none"], "to": TYPES})

matrix("retries", force=[False, True], policy=list(POLICIES), run_count=[0, 1, 2, 3], api=[None, "0.8.4", "0.8.3"],
       proposed_data=["none", "result", "unpersisted"], message=[None, "m"], lease=[None, "lease"], deployment=[None, "free"],
       planning=[None, "future"], crossed=("to", "policy", "run_count", "api"),
       **{"from": ["RUNNING", "RUNNING/Retrying"], "to": ["FAILED", "FAILED/TimedOut", "CRASHED"]})

matrix("retries of old clients", api=["0.8.2", "0.7.9", "0.8.3", "0.8.4", None], below=["FAILED", "COMPLETED", "RUNNING", "FAILED/TimedOut"],
       force=[False, True], policy=["once", "twice", "no retries", "once, at once"], run_count=[1, 2],
       **{"from": ["RUNNING"], "to": ["FAILED", "CRASHED"]})

matrix("out of an end", force=[False, True], deployment=[None, "free"], api=[None, "0.8.4", "0.8.3"], data=["none", "result", "unpersisted", "empty"],
       policy=["none", "resuming, retries", "rescheduled"], run_count=[1], planning=[None, "past"],
       **{"from": ENDED, "to": TYPES + ["SCHEDULED/Late", "SCHEDULED/AwaitingRetry", "PENDING/Submitting"]})

matrix("results", force=[False, True], data=list(DATA), proposed_data=list(DATA), run_count=[1], parent=[None, "RUNNING"],
       crossed=("from", "to", "data", "proposed_data"), **{"from": ["COMPLETED", "FAILED"], "to": ["COMPLETED", "FAILED", "RUNNING"]})

matrix("names of pending", force=[False, True], planned=[None, "past", "future"], planning=[None, "past", "future"], lease=[None, "lease"],
       proposed_lease=[None, "other lease"], crossed=("from", "to", "planned", "planning"),
       **{"from": ["PENDING", "PENDING/Submitting", "PENDING/pending", "SCHEDULED", "CANCELLED", "CANCELLING", "RUNNING/Pending"],
          "to": ["PENDING", "PENDING/Submitting", "PENDING/submitting", "PENDING/pending", "PENDING/(empty)", "PENDING/InfrastructurePending"]})

matrix("cancelling", force=[False, True], pid=[None, "", "host:1"], pause_reschedule=[False, True], pause_timeout=[None, "past"],
       deployment=[None, "free"], message=[None, "m"], lease=[None, "lease"], transition=["", "another"],
       **{"from": SCHEDULED + ["PENDING", "RUNNING", "RUNNING/Resuming", "PAUSED", "PAUSED/Suspended", "PAUSED/Resuming", "CANCELLING", "none"],
          "to": ["CANCELLING", "CANCELLING/Mine", "CANCELLED"]})

matrix("waiting for a time", force=[False, True], planned=[None, "past", "future", "far future"], planning=[None, "past", "far past", "far future"],
       run_count=[0, 1], **{"from": ["SCHEDULED", "SCHEDULED/Late", "PENDING", "RUNNING", "none"], "to": TYPES})

matrix("sent twice", force=[False, True], transition=["", "only before", "only proposed", "same", "another"], policy=["none", "once"],
       data=["none", "result"], **{"from": STATES, "to": TYPES})

matrix("subflows", force=[False, True], parent=["RUNNING", "none", "SCHEDULED", "PENDING", "PAUSED", "COMPLETED", "FAILED"],
       policy=["none", "once"], proposed_data=["none", "described", "unpersisted", "empty"], transition=["", "only proposed"],
       planned=[None, "future"], pausing_reschedule=[False, True], message=[None, "m"], deferred=[None, True, False],
       **{"from": STATES, "to": TYPES})

matrix("made in a state", made=[True], policy=list(POLICIES), deployment=[None, "free"] + list(LIMITS), api=[None, "0.8.3"],
       transition=["", "only proposed"], planning=[None, "past", "future"], pausing_key=[None, "k"], pausing_reschedule=[False, True],
       pausing_timeout=[None, "past"], proposed_data=["none", "result", "unpersisted", "described"],
       parent=[None, "RUNNING", "none", "COMPLETED"], message=[None, "m"], proposed_lease=[None, "other lease"],
       **{"from": ["none"], "to": PROPOSALS + ["RUNNING/AwaitingRetry"]})

matrix("slots of deployments", deployment=ACTIVE, lease=[None, "lease"], proposed_lease=[None, "other lease"], force=[False, True],
       client=[CURRENT, OLD, FIRST, None], policy=["none", "once", "resuming"], run_count=[0, 1], pid=[None, "host:1"], transition=["", "same"],
       planned=[None, "future"], pause_timeout=[None, "past", "future"], pause_reschedule=[False, True], parent=[None, "RUNNING"],
       **{"from": ["PENDING", "PENDING/Submitting", "RUNNING", "none"] + SCHEDULED + ["PAUSED", "PAUSED/Suspended", "CANCELLING"] + ENDED,
          "to": TYPES + ["SCHEDULED/Late", "SCHEDULED/AwaitingRetry", "PENDING/Submitting"]})

matrix("slots that are held", deployment=ACTIVE, lease=HELD, proposed_lease=[None, "other lease"], force=[False, True],
       client=[CURRENT, OLD, FIRST, None], policy=["none", "once", "rescheduled"], run_count=[1, 2], pid=[None, "host:1"],
       transition=["", "same"], planned=[None, "future"], api=[None, "0.8.3"], crossed=("from", "to", "lease"),
       **{"from": ["PENDING", "PENDING/Submitting", "RUNNING", "CANCELLING", "SCHEDULED/AwaitingRetry", "SCHEDULED"],
          "to": TYPES + ["SCHEDULED/AwaitingRetry", "PENDING/Submitting"]})

matrix("taking slots of deployments", deployment=ACTIVE, lease=[None, "lease"], client=[CURRENT, OLD, None], pause_timeout=[None, "past"],
       crossed=("from", "to", "deployment"),
       **{"from": ["none", "SCHEDULED", "SCHEDULED/Late", "SCHEDULED/AwaitingRetry", "SCHEDULED/AwaitingConcurrencySlot", "PAUSED", "COMPLETED",
                   "FAILED"], "to": ["PENDING", "PENDING/Submitting"]})

matrix("running on a slot", deployment=ACTIVE, lease=["held", "lease", None, "unnamed"], client=[CURRENT, OLD, None, FIRST],
       planned=[None, "future"], crossed=("from", "to", "deployment", "lease"),
       **{"from": ["PENDING", "PENDING/Submitting"], "to": ["RUNNING", "CANCELLING", "PENDING/Submitting"]})

matrix("coming back to a slot", deployment=ACTIVE, lease=[None, "lease"], proposed_lease=[None, "other lease"], client=[CURRENT, OLD, None, FIRST],
       policy=["none", "retried in process", "rescheduled"], run_count=[1], pause_timeout=[None, "past", "future"],
       planned=[None, "future"], parent=[None, "RUNNING"], crossed=("from", "deployment", "lease"),
       **{"from": ["none"] + SCHEDULED + ["PENDING", "PAUSED", "PAUSED/Suspended"] + ENDED, "to": ["RUNNING", "RUNNING/Retrying"]})

matrix("limits that are off", deployment=["off"], lease=[None, "lease", *HELD], force=[False, True], client=[CURRENT, OLD],
       policy=["none", "once"], run_count=[1],
       **{"from": ["PENDING", "RUNNING", "CANCELLING", "SCHEDULED/AwaitingRetry"], "to": ["PENDING", "RUNNING", "FAILED", "CANCELLED", "SCHEDULED"]})
