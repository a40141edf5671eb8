"""The transition matrix of task runs: states × proposals × what the rules look at, each case on a run of its own."""

import functools

from harness import covering
from harness.runs import (
    DATA, DECAY, TRANSITIONS, Moments, details, flow_run_row, headers, initial, legacy_limit_row, limit_row, proposal, split, stored_details,
    task_policy, task_run_row, timed, title)
from harness.scenario import scenario
from harness.session import Deviation
from harness.slots import lease
from harness.transitions import ALONE, MADE, Case, play, state_row, text

ENDED = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]
STATES = ["RUNNING", "none", "SCHEDULED", "SCHEDULED/AwaitingRetry", "PENDING", "PENDING/Submitting", "RUNNING/Retrying", "RUNNING/Rerunning",
          "PAUSED", "PAUSED/NotReady", "CANCELLING"] + ENDED + ["COMPLETED/Cached"]
PROPOSALS = ["RUNNING", "RUNNING/Mine", "RUNNING/(empty)", "SCHEDULED", "SCHEDULED/AwaitingRetry", "SCHEDULED/Late", "PENDING",
             "PENDING/Submitting", "PAUSED", "PAUSED/Suspended", "CANCELLING"] + ENDED + ["COMPLETED/Cached", "FAILED/TimedOut"]
TYPES = ["RUNNING", "SCHEDULED", "PENDING", "PAUSED", "CANCELLING"] + ENDED
# The flow run around the task run; none of them, or one without a state.
FLOWS = ["RUNNING", None, "none", "SCHEDULED", "PENDING", "PAUSED", "PAUSED/Suspended", "CANCELLING"] + ENDED

POLICIES = {name: task_policy(**policy) for name, policy in {
    "none": {},
    "no retries": {"retries": 0, "retry_delay": 10},
    "once": {"retries": 1, "retry_delay": 20},
    "once, at once": {"retries": 1},
    "old names": {"max_retries": 2, "retry_delay_seconds": 30.0, "retries": 2, "retry_delay": 30},
    "list": {"retries": 3, "retry_delay": [10, 20, 40]},
    "fractions": {"retries": 3, "retry_delay": [10.5, 20.25]},
    "a fraction": {"retries": 3, "retry_delay": 30.5},
    "jitter": {"retries": 3, "retry_delay": 20, "retry_jitter_factor": 0.1},
    "jitter on a list": {"retries": 3, "retry_delay": [20, 40], "retry_jitter_factor": 0.05},
    "jitter on nothing": {"retries": 3, "retry_jitter_factor": 0.5},
    "jitter 0": {"retries": 3, "retry_delay": 20, "retry_jitter_factor": 0.0},
    "empty list": {"retries": 3, "retry_delay": []},
}.items()}
# What is known of the result under the key that is proposed: when it expires, whether it may be taken, how long the key is.
CACHES = {
    None: {}, "new": {"longer": 1}, "kept": {"expires": "never"}, "kept for long": {"expires": "future"}, "expired": {"expires": "past"},
    "kept, refreshed": {"expires": "never", "refresh": True}, "kept, not refreshed": {"expires": "never", "refresh": False},
    "too long": {"longer": 2000},
}
# The tags of a run, and their limits: how many slots they have and how many are taken before the case, by the run itself if it holds
# them. A tag has a limit, one that an old server left (`legacy`), both, or none.
FREE, FULL, ZERO, OFF = {"limit": 3, "taken": 2}, {"limit": 3, "taken": 3}, {"limit": 0, "taken": 1}, {"limit": 3, "taken": 3, "active": False}
TAGS = {
    "none": {}, "some": {"a": {}}, "limited": {"a": {"limit": FREE}}, "full": {"a": {"limit": FULL}}, "limit 0": {"a": {"limit": ZERO}},
    "one slot": {"a": {"limit": {"limit": 1, "taken": 1}}}, "lowered": {"a": {"limit": {"limit": 1, "taken": 3}}}, "off": {"a": {"limit": OFF}},
    "decayed": {"a": {"limit": FULL | {"decay": DECAY}}},
    "one of two": {"a": {"limit": FREE}, "b": {}}, "two": {"a": {"limit": FREE}, "b": {"limit": FREE}},
    "one of two full": {"a": {"limit": FREE}, "b": {"limit": FULL}}, "one of two 0": {"a": {"limit": FREE}, "b": {"limit": ZERO}},
    "one of two off": {"a": {"limit": FREE}, "b": {"limit": OFF}},
    "legacy": {"a": {"legacy": FREE}}, "legacy full": {"a": {"legacy": FULL}}, "legacy 0": {"a": {"legacy": ZERO}},
    "two legacy": {"a": {"legacy": FREE}, "b": {"legacy": FREE}}, "one of two legacy full": {"a": {"legacy": FREE}, "b": {"legacy": FULL}},
    "legacy behind": {"a": {"limit": FREE, "legacy": FULL}}, "legacy behind off": {"a": {"limit": OFF, "legacy": FREE}},
    "legacy beside": {"a": {"limit": FREE}, "b": {"legacy": FREE}}, "full legacy beside": {"a": {"limit": FREE}, "b": {"legacy": FULL}},
    "legacy 0 beside": {"a": {"limit": FREE}, "b": {"legacy": ZERO}}, "legacy beside full": {"a": {"limit": FULL}, "b": {"legacy": FREE}},
}
LIMITED = [name for name, tags in TAGS.items() if any(tags.values())]
QUIET = {
    "from": "RUNNING", "to": "RUNNING", "force": False, "flow": "RUNNING", "flow_count": 1, "seen_count": 1, "pause_timeout": None,
    "pause_reschedule": False, "policy": "none", "run_count": 0, "retriable": None, "planned": None, "planning": None, "data": "none",
    "proposed_data": "none", "transition": "", "deferred": None, "parameters": "", "tags": "none", "cache_key": None, "message": None,
    "api": None, "client": None, "pausing_key": None, "made": False, "held": False,
}


def matrix(name, crossed=("from", "to"), **conditions):
    """Declares a sheet of the matrix."""
    conditions = covering.sheet(QUIET, conditions)
    chosen = functools.cache(lambda: covering.cases(conditions, crossed))

    @scenario(name, settings=ALONE)
    def _(s):
        flow = s.post("/flows/", {"name": s.name("flow")}, record=False).json()["id"]
        moments = Moments(s.base)
        play(s, [case_of(s, number, conditions, case, flow, moments) for number, case in enumerate(chosen())])


def case_of(s, number, conditions, case, flow, moments):
    """The rows and the request of one case."""
    run, state, above, above_state = (s.id(f"{number} {part}") for part in ("run", "state", "above", "above state"))
    ids = {run: "<run>", state: "<initial>", above: "<above>", above_state: "<flow run's state>", flow: "<flow>"}
    before, after = (each and s.id(each) for each in TRANSITIONS[case["transition"]])
    parameters, parameters_after = (each and s.id(f"parameters {each}") for each in TRANSITIONS[case["parameters"]])
    ids |= {s.id(name): f"<transition {name}>" for name in "ab"} | {s.id(f"parameters {name}"): f"<parameters {name}>" for name in "ab"}
    enclosing = above if case["flow"] else None
    cache = CACHES[case["cache_key"]]
    key = s.name(f"key {number}") + "k" * cache.get("longer", 0) if cache else None
    planned, planning = (moments.at(case[name]) for name in ("planned", "planning"))
    if case["from"].startswith("SCHEDULED") and not planned:
        planned = moments.expected
    known = stored_details(flow_run_id=enclosing, task_run_id=run, transition_id=before, scheduled_time=planned and text(planned),
                           task_parameters_id=parameters, deferred=case["deferred"])
    proposed = details(transition_id=after, scheduled_time=planning and text(planning), task_parameters_id=parameters_after,
                       deferred=case["deferred"], retriable=case["retriable"], pause_key=case["pausing_key"],
                       cache_key=key, refresh_cache=cache.get("refresh"))
    columns = timed(case, moments, case["run_count"]) | {
        "state_id": state if case["from"] != "none" else None, "empirical_policy": POLICIES[case["policy"]],
        "flow_run_run_count": case["seen_count"], "tags": [s.name(f"{number} {tag}") for tag in TAGS[case["tags"]]]}
    rows = {"task_run": [task_run_row(run, enclosing, moments, columns)]}
    rows |= initial("task_run", state, run, case, moments, known, DATA[case["data"]])
    for artifact in rows["artifact"]:
        artifact["flow_run_id"] = enclosing
    limits, held = limits_of(s, number, case, run, moments, rows, ids)
    if cache.get("expires"):
        kept, kept_state, kept_row = (s.id(f"{number} {part}") for part in ("kept", "kept state", "kept row"))
        ids |= {kept: "<kept>", kept_state: "<kept state>"}
        rows["task_run_below"] = [task_run_row(kept, None, moments, timed({"from": "COMPLETED"}, moments, 1) | {"state_id": kept_state})]
        found = initial("task_run", kept_state, kept, {"from": "COMPLETED/Kept"}, moments, stored_details(
            task_run_id=kept, cache_key=key), DATA["described"])
        for table, more in found.items():
            rows[table] += [row | ({"flow_run_id": None} if table == "artifact" else {}) for row in more]
        rows["task_run_state_cache"] = [{
            "id": kept_row, "created": moments.entered, "updated": moments.entered, "cache_key": key, "task_run_state_id": kept_state,
            "cache_expiration": None if cache["expires"] == "never" else moments.at(cache["expires"])}]
    if enclosing:
        has_state = case["flow"] != "none"
        rows["parent_flow_run"] = [flow_run_row(above, flow, moments, timed({"from": case["flow"]}, moments, case["flow_count"]) | {
            "state_id": above_state if has_state else None})]
        if has_state:
            timeout = case["pause_timeout"] and text(moments.at(case["pause_timeout"]))
            rows["flow_run_state"] = [state_row("flow_run", above_state, above, *split(case["flow"]), moments.entered, stored_details(
                flow_run_id=above, pause_timeout=timeout, pause_reschedule=case["pause_reschedule"]))]
    path, looked_at = f"/task_runs/{run}/set_state", {"task_run": run}
    body = proposal(case, moments, proposed, DATA[case["proposed_data"]])
    if case["made"]:
        path, looked_at = "/task_runs/", {"task_run": MADE}
        body = {"flow_run_id": enclosing, "task_key": s.name(f"made {number}"), "dynamic_key": "0", "name": s.name(f"made {number}"),
                "tags": columns["tags"], "empirical_policy": POLICIES[case["policy"]], "state": body["state"]}
    return Case(title(conditions, case), rows, path, body, headers(case), looked_at, moments.labels(), ids,
                functools.partial(deviations, case), limits, held)


def limits_of(s, number, case, run, moments, rows, ids):
    """The limits of a case's tags by name, and the lease that the run holds on them; their rows are added."""
    limits = {}
    for tag, kinds in TAGS[case["tags"]].items():
        for kind, of in kinds.items():
            id = limits[f"{tag} {kind}"] = s.id(f"{number} {tag} {kind}")
            ids[id] = f"<{tag} {kind}>"
            if kind == "limit":
                rows.setdefault("concurrency_limit_v2", []).append(limit_row(id, "tag:" + s.name(f"{number} {tag}"), of, moments))
            else:
                holders = [run] * case["held"] + [s.id(f"holder {each}") for each in range(of["taken"] - case["held"])]
                ids |= {holder: f"<holder {each}>" for each, holder in enumerate(holders) if holder != run}
                rows.setdefault("concurrency_limit", []).append(legacy_limit_row(id, s.name(f"{number} {tag}"), of["limit"], holders, moments))
    of_lease = [id for name, id in limits.items() if name.endswith(" limit")]
    if not case["held"] or not of_lease:
        return limits, []
    held = s.id(f"{number} held lease")
    ids[held] = "<held lease>"
    return limits, [lease(held, of_lease, moments.entered, moments.future, task_run=run)]


def _has_rules(case):
    """Whether more than the minimal policy holds."""
    return case["deferred"] is True or not case["force"]


def _waits_by_no_list(case):
    return case["policy"] == "empty list" and case["from"].startswith("RUNNING") and case["to"].startswith("FAILED") and _has_rules(case)


def _ended_with_odd_data(case):
    return (case["from"].startswith("COMPLETED") and case["data"] in ("text", "number", "list") and _has_rules(case)
            and not case["to"].startswith(("CANCELLING", "PAUSED", "CRASHED")))


def _is_queued_with_data(case):
    return (case["deferred"] is True and case["to"].startswith("SCHEDULED") and case["proposed_data"] not in ("none", "unpersisted")
            and not (case["from"].startswith("COMPLETED") and case["data"] in ("result", "described")))


# Where Apus answers better on purpose: why, the status where it is one, and for which cases; see README.md.
DEVIATIONS = {
    "an empty list of delays is no delay": (None, _waits_by_no_list),
    "data that is no object is data like any other": (None, _ended_with_odd_data),
    "a background task may be scheduled with data": (201, _is_queued_with_data),
    "a run may be made with a result": (201, lambda case: case["made"] and case["proposed_data"] not in ("none", "unpersisted")),
}

def deviations(case, outcome, taken):
    """Where Apus answers better on purpose, in the answer and in the slots; what the reference came to is given."""
    of_case = next((Deviation(reason, status=status) for reason, (status, holds) in DEVIATIONS.items() if holds(case)), None)
    if of_case or not taken:
        return of_case, None
    if outcome["status"] == 500 and case["tags"].endswith("off"):
        reason = "a limit that is switched off keeps nobody from ending"
        return Deviation(reason, status=201), Deviation(reason, body=_slots(case, taken, is_held=False))
    if "answer" not in outcome["body"]:
        return None, None
    before = _slots(case, taken, is_held=case["held"])
    if outcome["body"]["answer"]["status"] in ("WAIT", "ABORT") and taken != before:
        return None, Deviation("a run that is refused takes no slot, and keeps those that it has", body=before)
    return None, None


def _slots(case, taken, is_held):
    """The slots of a case before it, with those of the run itself or without."""
    def left(name):
        tag, _, kind = name.partition(" ")
        of = TAGS[case["tags"]][tag][kind]
        if kind == "limit":
            return 0 if "decay" in of else of["taken"] - case["held"] + is_held
        return sorted(["<run>"] * is_held + [f"<holder {each}>" for each in range(case["held"], of["taken"])])
    return {"slots": {name: left(name) for name in taken["slots"]}, "leases": [
        each for each in taken["leases"] if each["id"] == "<held lease>" and is_held]}


matrix("anything", force=[False, True], flow=FLOWS, flow_count=[1, 0, 2], seen_count=[1, 0, 2], pause_timeout=[None, "past", "future"],
       pause_reschedule=[False, True], policy=[name for name in POLICIES if name != "empty list"], run_count=[0, 1, 2, 4],
       retriable=[None, False, True], planned=[None, "past", "future"], planning=[None, "past", "future"], data=["none", "result", "unpersisted"],
       proposed_data=["none", "described", "unpersisted", "empty"], transition=["", "same", "another"], deferred=[None, True, False],
       parameters=["", "only before", "only proposed", "another"], tags=["none", "some", "limited", "full", "two", "legacy"], message=[None, "m", ""],
       api=[None, "0.8.3", "0.8.4"], client=[None, "prefect/3.4.10 (API 0.8.4)"], **{"from": STATES, "to": PROPOSALS})

matrix("types and names", force=[False, True], run_count=[0, 1], **{"from": STATES, "to": PROPOSALS})

matrix("in a flow run", force=[False, True], flow=FLOWS, pause_timeout=[None, "past", "future"], pause_reschedule=[False, True],
       flow_count=[0, 1, 2], seen_count=[0, 1, 2], run_count=[0, 1], deferred=[None, True], pausing_key=[None, "k"],
       crossed=("from", "flow", "flow_count", "seen_count"),
       **{"from": ["PENDING", "RUNNING", "none", "SCHEDULED/AwaitingRetry", "FAILED", "COMPLETED"], "to": ["RUNNING", "RUNNING/Mine"]})

matrix("retries", force=[False, True], policy=list(POLICIES), run_count=[1, 2, 3, 4, 0], retriable=[None, False, True],
       flow=["RUNNING", None, "CANCELLED"], proposed_data=["none", "result", "unpersisted"], message=[None, "m"], deferred=[None, True],
       planning=[None, "future"], parameters=["", "only before"], crossed=("policy", "run_count", "retriable"),
       **{"from": ["RUNNING", "RUNNING/Retrying"], "to": ["FAILED", "FAILED/TimedOut"]})

matrix("out of an end", force=[False, True], data=list(DATA), proposed_data=["none", "result", "unpersisted", "empty"], run_count=[0, 1, 3],
       flow=["RUNNING", None, "PAUSED", "FAILED"], flow_count=[1, 2], seen_count=[0, 1, 2], deferred=[None, True],
       **{"from": ENDED + ["COMPLETED/Cached"], "to": TYPES + ["PENDING/Submitting"]})

matrix("background tasks", force=[False, True], deferred=[True, False], parameters=["", "only before", "only proposed", "another"],
       planned=[None, "past", "future"], planning=[None, "past", "future"], run_count=[0, 1], flow=[None, "RUNNING", "PAUSED"],
       policy=["none", "once"], **{"from": STATES, "to": TYPES + ["PENDING/Submitting", "SCHEDULED/AwaitingRetry"]})

matrix("kept results", force=[False, True], cache_key=list(CACHES), run_count=[0, 1], flow=["RUNNING", None, "FAILED", "PAUSED"],
       deferred=[None, True], data=["none", "result"], proposed_data=["none", "result", "unpersisted"], message=[None, "m"],
       **{"from": ["PENDING", "none", "SCHEDULED/AwaitingRetry", "RUNNING", "COMPLETED", "FAILED"],
          "to": ["RUNNING", "COMPLETED", "FAILED", "SCHEDULED"]})

matrix("waiting for a time", force=[False, True], planned=[None, "past", "future", "far future"], planning=[None, "past", "far past", "far future"],
       run_count=[0, 1], deferred=[None, True],
       **{"from": ["SCHEDULED", "SCHEDULED/AwaitingRetry", "PENDING", "RUNNING", "none"], "to": TYPES})

matrix("made in a state", made=[True], flow=FLOWS, flow_count=[1, 0, 2], policy=["none", "list", "jitter"], deferred=[None, True],
       parameters=["", "only proposed"], planning=[None, "past", "future"], transition=["", "only proposed"], retriable=[None, False],
       proposed_data=["none", "result", "unpersisted", "described"], message=[None, "m"], tags=["none", "some"],
       **{"from": ["none"], "to": PROPOSALS + ["RUNNING/AwaitingRetry"]})

matrix("slots of tags", tags=["limited", "full", "limit 0", "lowered", "off", "two", "one of two off", "legacy", "two legacy", "legacy beside"],
       held=[True, False], force=[False, True], flow=["RUNNING", None, "PAUSED", "COMPLETED"], deferred=[None, True], planned=[None, "future"],
       run_count=[0, 1], policy=["none", "once"], cache_key=[None, "kept"], crossed=("from", "to", "held"),
       **{"from": ["RUNNING", "none", "SCHEDULED", "SCHEDULED/AwaitingRetry", "PENDING", "PAUSED", "CANCELLING", "COMPLETED", "FAILED"],
          "to": TYPES + ["SCHEDULED/AwaitingRetry"]})

matrix("taking slots of tags", tags=LIMITED, held=[False, True], planned=[None, "future"], crossed=("from", "to", "tags", "held"),
       **{"from": ["PENDING", "RUNNING", "none", "SCHEDULED", "COMPLETED"], "to": ["RUNNING", "RUNNING/Mine"]})
