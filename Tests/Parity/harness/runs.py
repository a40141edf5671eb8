"""Builds the cases of the transition matrices: rows of flow runs and task runs in given states, and what is proposed."""

from datetime import timedelta

from harness.transitions import state_row

DEFAULT_NAMES = {type: type.capitalize() for type in (
    "SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED")}
FINAL = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
# Data of a state, by name.
DATA = {
    "none": None, "result": {"type": "result", "storage_key": "k"}, "described": {
        "artifact_key": "report", "artifact_type": "table", "artifact_description": "d", "x": [1]}, "unpersisted": {"type": "unpersisted"},
    "empty": {}, "text": "x", "empty text": "", "zero": 0, "number": 3, "list": [1], "empty list": [], "false": False,
}
# The transition ids of the initial state and of the proposal.
TRANSITIONS = {"": (None, None), "only before": ("a", None), "only proposed": (None, "a"), "same": ("a", "a"), "another": ("a", "b")}

# How many slots become free in a second where they decay: a few since the limit was looked at last, none while a case is played.
DECAY = 0.00001


def split(state):
    """Type and name of a state that is written `TYPE` or `TYPE/Name`."""
    type, _, name = state.partition("/")
    return type, name or DEFAULT_NAMES[type]


class Moments:
    """The times that a case is built of, reckoned from the scenario's; every one is told apart afterwards."""

    def __init__(self, base):
        self.far_past = base - timedelta(days=30)
        self.past = base - timedelta(hours=1)
        self.created = base - timedelta(seconds=600)
        self.expected = base - timedelta(seconds=500)
        self.started = base - timedelta(seconds=400)
        self.entered = base - timedelta(seconds=300)
        self.ended = base - timedelta(seconds=350)
        self.future = base + timedelta(days=1)
        self.far_future = base + timedelta(days=30)

    def labels(self):
        """By time, what it is called."""
        return {moment: name for name, moment in vars(self).items()}

    def at(self, word):
        """A time by its name; nothing for nothing."""
        return getattr(self, word.replace(" ", "_")) if word else None


def title(sheet, case):
    """A case in short: what it leads between, and each condition that is not the quiet one, which is the first of its values."""
    quiet = {name: values[0] for name, values in sheet.items()}
    said = [f"{name}={value!r}" for name, value in case.items() if name not in ("from", "to") and value != quiet[name]]
    return f"{case['from']} → {case['to']}  " + " ".join(said)


def details(**known):
    """What is known of a proposed state."""
    return {name: value for name, value in known.items() if value is not None}


def stored_details(**known):
    """State details as the servers store them, all members there."""
    return dict.fromkeys((
        "flow_run_id", "task_run_id", "child_flow_run_id", "scheduled_time", "cache_key", "cache_expiration", "pause_timeout", "pause_key",
        "run_input_keyset", "refresh_cache", "retriable", "transition_id", "task_parameters_id", "traceparent",
        "deployment_concurrency_lease_id")) | {"deferred": False, "untrackable_result": False, "pause_reschedule": False} | details(**known)


def flow_policy(**known):
    """The policy of a flow run as the servers store it."""
    return {"max_retries": 0, "retry_delay_seconds": 0.0, "retries": None, "retry_delay": None, "pause_keys": [], "resuming": False,
            "retry_type": None} | known


def task_policy(**known):
    """The policy of a task run as the servers store it."""
    return {"max_retries": 0, "retry_delay_seconds": 0.0, "retries": None, "retry_delay": None, "retry_jitter_factor": None} | known


def timed(case, moments, run_count):
    """The columns of a run in the state that a case starts from."""
    type, name = split(case["from"]) if case["from"] != "none" else (None, None)
    has_started = run_count > 0 or type in ("RUNNING", "PAUSED", "CANCELLING") + FINAL
    return {
        "state_type": type, "state_name": name, "state_timestamp": moments.entered if type else None, "run_count": run_count,
        "expected_start_time": moments.expected if type else None,
        "next_scheduled_start_time": moments.expected if type == "SCHEDULED" else None,
        "start_time": moments.started if has_started else None, "end_time": moments.ended if type in FINAL else None,
        "total_run_time": "PT7S"}


def initial(kind, id, run, case, moments, known, data):
    """The rows of the state that a case starts from, with the artifact of its data."""
    if case["from"] == "none":
        return {f"{kind}_state": [], "artifact": []}
    type, name = split(case["from"])
    artifact = None
    rows = []
    if data is not None and not (isinstance(data, dict) and data.get("type") == "unpersisted"):
        artifact = id[:-4] + "a5a5"
        rows = [{"id": artifact, "created": moments.entered, "updated": moments.entered, "data": data, f"{kind}_id": run}]
    return {f"{kind}_state": [state_row(kind, id, run, type, name, moments.entered, known, "before", artifact)], "artifact": rows}


def flow_run_row(id, flow, moments, columns):
    """A row of `flow_run` with what is given of it."""
    return {"id": id, "created": moments.created, "updated": moments.created, "name": f"run {id[:8]}", "flow_id": flow,
            "state_type": None, "state_name": None, "state_timestamp": None, "state_id": None, "run_count": 0,
            "expected_start_time": None, "next_scheduled_start_time": None, "start_time": None, "end_time": None,
            "total_run_time": "PT7S", "parameters": {}, "context": {}, "tags": [], "auto_scheduled": False, "job_variables": {},
            "labels": {}, "empirical_policy": {}, "deployment_id": None, "parent_task_run_id": None, "infrastructure_pid": None,
            } | columns


def task_run_row(id, flow_run, moments, columns):
    """A row of `task_run` with what is given of it."""
    return {"id": id, "created": moments.created, "updated": moments.created, "name": f"task {id[:8]}", "task_key": f"key {id}",
            "dynamic_key": "0", "flow_run_id": flow_run, "state_type": None, "state_name": None, "state_timestamp": None,
            "state_id": None, "run_count": 0, "expected_start_time": None, "next_scheduled_start_time": None, "start_time": None,
            "end_time": None, "total_run_time": "PT7S", "empirical_policy": {}, "task_inputs": {}, "tags": [], "labels": {},
            "flow_run_run_count": 0} | columns


def proposal(case, moments, known, data):
    """The body that proposes what a case leads to."""
    type, _, name = case["to"].partition("/")
    state = {"type": type, "state_details": known}
    if name:
        state["name"] = "" if name == "(empty)" else name
    if case.get("message") is not None:
        state["message"] = case["message"]
    if data is not None:
        state["data"] = data
    return {"state": state} | ({"force": True} if case.get("force") else {})


def headers(case):
    """What a client says of itself."""
    said = {}
    if case.get("api"):
        said["x-prefect-api-version"] = case["api"]
    if case.get("client"):
        said["user-agent"] = case["client"]
    return said


def limit_row(id, name, of, moments):
    """A row of `concurrency_limit_v2`: how many slots it has, how many are taken, and whether it is active or its slots decay."""
    return {"id": id, "created": moments.far_past, "updated": moments.far_past, "name": name, "limit": of["limit"], "active_slots": of["taken"],
            "active": of.get("active", True), "denied_slots": 0, "slot_decay_per_second": of.get("decay", 0), "avg_slot_occupancy_seconds": 2}


def legacy_limit_row(id, tag, limit, holders, moments):
    """A row of `concurrency_limit`."""
    return {"id": id, "created": moments.created, "updated": moments.created, "tag": tag, "concurrency_limit": limit, "active_slots": holders}


def deployment_row(id, name, flow, limit, options, moments):
    """A row of `deployment` with a limit."""
    return {"id": id, "created": moments.created, "updated": moments.created, "name": name, "flow_id": flow, "concurrency_limit_id": limit,
            "concurrency_options": options, "labels": {}}
