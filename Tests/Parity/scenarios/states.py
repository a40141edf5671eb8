"""State transitions of flow runs and task runs, as far as no deployment or retry rule takes part."""

from harness.scenario import scenario
from harness.session import Deviation
from harness.transitions import ALONE

MISSING = "00000000-0000-4000-8000-00000000dead"
TYPES = ("SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def run(s, state=None, **more):
    """A new flow run, in a state when one is given."""
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    body = {"flow_id": flow, "name": s.name("run")} | ({"state": state} if state else {}) | more
    return s.post("/flow_runs/", body).json()["id"]


def move(s, id, type, force=False, kind="flow_runs", **state):
    """One transition, and what the run is afterwards."""
    s.post(f"/{kind}/{id}/set_state", {"state": {"type": type} | state, "force": force})


@scenario("the life of a flow run")
def _(s):
    for ending in ({"type": "COMPLETED"}, {"type": "FAILED", "message": "broken"}, {"type": "CANCELLED"}, {"type": "CRASHED"}):
        id = run(s)
        move(s, id, "PENDING", name="Submitting")
        move(s, id, "RUNNING")
        s.get(f"/flow_runs/{id}")
        s.post(f"/flow_runs/{id}/set_state", {"state": ending})
        s.get(f"/flow_runs/{id}")
        s.get(f"/flow_run_states/?flow_run_id={id}")


@scenario("pending again is refused, also under another worker")
def _(s):
    id = run(s)
    move(s, id, "PENDING")
    move(s, id, "PENDING")
    move(s, id, "PENDING", name="InfrastructurePending")
    move(s, id, "PENDING", name="InfrastructurePending")
    move(s, id, "PENDING", force=True)
    s.get(f"/flow_run_states/?flow_run_id={id}")


@scenario("a repeated transition id is not taken twice")
def _(s):
    id = run(s)
    for type, part in (("RUNNING", "a"), ("RUNNING", "a"), ("COMPLETED", "a"), ("COMPLETED", "b"), ("COMPLETED", "b")):
        move(s, id, type, state_details={"transition_id": s.id(part)})
    s.get(f"/flow_runs/{id}")
    s.get(f"/flow_run_states/?flow_run_id={id}")


@scenario("a copy of an earlier request arrives when the run has ended")
def _(s):
    id = run(s)
    for type, part in (("RUNNING", "a"), ("COMPLETED", "b")):
        move(s, id, type, state_details={"transition_id": s.id(part)})
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "RUNNING", "state_details": {"transition_id": s.id("a")}}, "force": False},
           deviates=Deviation("a request that was delivered twice must not start a run that has ended", holds=lambda body: body["status"] == "REJECT"))


@scenario("every transition from a fresh run")
def _(s):
    for first in TYPES:
        for second in TYPES:
            id = run(s, {"type": first})
            move(s, id, second)


@scenario("every transition, forced")
def _(s):
    for first in TYPES:
        for second in TYPES:
            id = run(s, {"type": first})
            move(s, id, second, force=True)
        s.get(f"/flow_runs/{id}")


@scenario("out of a terminal state")
def _(s):
    for ending in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
        id = run(s, {"type": "RUNNING"})
        move(s, id, ending)
        for type in ("RUNNING", "PENDING", "SCHEDULED", "COMPLETED", "FAILED", "CANCELLING"):
            move(s, id, type)
        s.get(f"/flow_runs/{id}")
        move(s, id, "RUNNING", force=True)
        s.get(f"/flow_runs/{id}")


@scenario("a scheduled run waits for its time", settings=ALONE)
def _(s):
    late = run(s, {"type": "SCHEDULED", "state_details": {"scheduled_time": "2020-01-01T00:00:00Z"}})
    move(s, late, "PENDING")
    move(s, late, "RUNNING")
    s.get(f"/flow_runs/{late}")
    early = run(s, {"type": "SCHEDULED", "state_details": {"scheduled_time": "2041-01-01T00:00:00Z"}})
    move(s, early, "PENDING")
    # How long to wait is counted from now.
    s.post(f"/flow_runs/{early}/set_state", {"state": {"type": "RUNNING"}}, ignore=("details.delay_seconds",))
    move(s, early, "RUNNING", force=True)
    s.get(f"/flow_runs/{early}")


@scenario("state data, details and messages are kept")
def _(s):
    id = run(s)
    move(s, id, "RUNNING", message="ünïcode", name="My State")
    move(s, id, "COMPLETED", message="", data={"type": "unpersisted"},
         state_details={"untrackable_result": True, "task_parameters_id": s.id("p"), "traceparent": "00-x"})
    s.get(f"/flow_runs/{id}")
    id = run(s)
    move(s, id, "COMPLETED", data={"storage_key": "k", "storage_block_id": None, "expiration": None, "serializer": {"type": "json"}})
    move(s, id, "FAILED", data=[1, "x", {"a": None}], force=True)
    move(s, id, "FAILED", data=None, force=True)
    s.get(f"/flow_runs/{id}")
    s.get(f"/flow_run_states/?flow_run_id={id}")


@scenario("refused bodies")
def _(s):
    path = f"/flow_runs/{run(s)}/set_state"
    s.cases("POST", path, [None, {}, [], "x", {"force": True}, {"state": None}, {"state": []}, {"state": "x"}, {"state": {}},
                           {"state": {"name": "x"}}, {"state": {"type": "NOPE"}}, {"state": {"type": "running"}}, {"state": {"type": None}},
                           {"state": {"type": "RUNNING"}, "force": "maybe"}, {"state": {"type": "RUNNING", "zip": 1}},
                           {"state": {"type": "RUNNING", "name": 1}}, {"state": {"type": "RUNNING", "message": 1}},
                           {"state": {"type": "RUNNING", "state_details": []}}, {"state": {"type": "RUNNING", "state_details": {"zip": 1}}},
                           {"state": {"type": "RUNNING", "state_details": {"transition_id": "x"}}},
                           {"state": {"type": "RUNNING", "state_details": {"scheduled_time": "x"}}},
                           {"state": {"type": "RUNNING", "state_details": {"run_input_keyset": []}}},
                           {"state": {"type": "RUNNING", "timestamp": "2026-01-01T00:00:00Z"}}])
    s.post(path)
    s.post(path, content=b"{")
    s.post(f"/flow_runs/{MISSING}/set_state", {})
    s.post(f"/task_runs/{MISSING}/set_state", {"state": {"type": "RUNNING"}})
    s.post("/flow_runs/x/set_state", {"state": {"type": "RUNNING"}})
    s.post(path, {"state": {"type": "RUNNING"}, "force": "yes", "zip": 1})


@scenario("run count and times follow the transitions", settings=ALONE)
def _(s):
    id = run(s, {"type": "SCHEDULED", "state_details": {"scheduled_time": "2020-01-01T00:00:00Z"}})
    for type, name in (("PENDING", "Pending"), ("RUNNING", "Running"), ("SCHEDULED", "AwaitingRetry"), ("RUNNING", "Retrying"),
                       ("CANCELLING", "Cancelling"), ("CANCELLED", "Cancelled")):
        move(s, id, type, name=name)
        s.get(f"/flow_runs/{id}")


@scenario("a failed flow run is retried as its policy says", issue=2)
def _(s):
    id = run(s, empirical_policy={"retries": 1, "retry_delay": 0})
    for type in ("RUNNING", "FAILED", "RUNNING", "FAILED"):
        move(s, id, type)
        s.get(f"/flow_runs/{id}")


@scenario("retries go on until they are used up, and say so in the policy", issue=2)
def _(s):
    for policy in ({"retries": 2, "retry_delay": 4}, {"retries": 0}, {"retries": None, "max_retries": 1}, {"retries": 1, "retry_type": "reschedule"},
                   {"retries": 1, "resuming": True, "pause_keys": ["k"]}):
        id = run(s, empirical_policy=policy)
        for type in ("RUNNING", "FAILED", "RUNNING", "FAILED", "FAILED"):
            move(s, id, type, message="m", force=type == "RUNNING", data={"type": "unpersisted"})
        s.get(f"/flow_runs/{id}")
        s.get(f"/flow_run_states/?flow_run_id={id}")
    id = run(s, {"type": "RUNNING"}, empirical_policy={"retries": 1})
    move(s, id, "CRASHED")
    move(s, id, "FAILED", force=True)
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "RUNNING"}}, headers={"x-prefect-api-version": "0.8.3"})
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "FAILED"}}, headers={"x-prefect-api-version": "0.8.3"})
    s.get(f"/flow_runs/{id}")


@scenario("who may pause", issue=2)
def _(s):
    for first in TYPES:
        for name in ("Paused", "Suspended", "Other"):
            move(s, run(s, {"type": first}), "PAUSED", name=name)
    id = run(s, {"type": "RUNNING"})
    for details in ({"pause_key": "a"}, {"pause_key": "a"}, {"pause_key": "b"}, {"pause_reschedule": True}, {"pause_key": "c", "pause_reschedule": True}):
        move(s, id, "PAUSED", name="Paused", state_details=details)
        s.get(f"/flow_runs/{id}", unordered=("empirical_policy.pause_keys",))
        move(s, id, "RUNNING")
    move(s, id, "PAUSED", name="Suspended", state_details={"pause_key": "a"})
    move(s, id, "PAUSED", name="Suspended", state_details={"pause_reschedule": True})
    move(s, id, "PAUSED", name="Suspended", state_details={"pause_key": "a"}, force=True)
    s.get(f"/flow_runs/{id}", unordered=("empirical_policy.pause_keys",))
    s.get(f"/flow_run_states/?flow_run_id={id}")


@scenario("out of a pause", issue=2, settings=ALONE)
def _(s):
    for name in ("Paused", "Suspended"):
        for details in ({}, {"pause_timeout": "2020-01-01T00:00:00Z"}, {"pause_timeout": "2041-01-01T00:00:00Z"}, {"pause_reschedule": True}):
            for type in TYPES:
                id = run(s, {"type": "PAUSED", "name": name, "state_details": details})
                move(s, id, type, name="Resuming" if type == "SCHEDULED" else None)
                move(s, id, "RUNNING")
                s.get(f"/flow_runs/{id}")


@scenario("late is what waits for its time, once", issue=2)
def _(s):
    for first in TYPES:
        id = run(s, {"type": first})
        move(s, id, "SCHEDULED", name="Late")
        move(s, id, "SCHEDULED", name="Late")
    move(s, id, "SCHEDULED", name="Late", force=True)
    move(s, id, "SCHEDULED", name="AwaitingRetry")


@scenario("what nothing runs for is cancelled at once", issue=2)
def _(s):
    for first in ({"type": "SCHEDULED"}, {"type": "SCHEDULED", "name": "Resuming"}, {"type": "PENDING"}, {"type": "PAUSED"},
                  {"type": "PAUSED", "name": "Suspended", "state_details": {"pause_reschedule": True}}, {"type": "RUNNING"}):
        for pid in (None, "host:1"):
            for force in (False, True):
                id = run(s, first)
                if pid:
                    s.patch(f"/flow_runs/{id}", {"infrastructure_pid": pid})
                move(s, id, "CANCELLING", force=force, message="m", state_details={"transition_id": s.id("x")})
                s.get(f"/flow_runs/{id}")


@scenario("a result is not lost", issue=2)
def _(s):
    kept = {"type": "result", "storage_key": "k", "artifact_key": "report", "artifact_type": "table", "artifact_description": "d"}
    for data in (kept, {"type": "unpersisted"}, {}, None, "x", [1]):
        for after in (kept, {"type": "unpersisted"}, {}, None, "x"):
            for type, force in (("COMPLETED", False), ("COMPLETED", True), ("FAILED", False), ("RUNNING", False)):
                id = run(s, {"type": "RUNNING"})
                move(s, id, "COMPLETED", data=data)
                move(s, id, type, force=force, data=after)
        s.get(f"/flow_runs/{id}")


@scenario("older clients", issue=2)
def _(s):
    for version in ("0.8.3", "0.8.0", "0.8.4"):
        id = run(s, {"type": "RUNNING"}, empirical_policy={"retries": 1, "resuming": True, "pause_keys": ["k"]})
        for type in ("FAILED", "RUNNING", "COMPLETED", "SCHEDULED", "RUNNING"):
            s.post(f"/flow_runs/{id}/set_state", {"state": {"type": type}}, headers={"x-prefect-api-version": version})
            s.get(f"/flow_runs/{id}")


@scenario("pause and resume", issue=2)
def _(s):
    id = run(s, {"type": "RUNNING"})
    s.post(f"/flow_runs/{id}/resume")
    move(s, id, "PAUSED", name="Paused", state_details={"pause_timeout": "2041-01-01T00:00:00Z", "pause_key": "k"})
    s.get(f"/flow_runs/{id}")
    s.post(f"/flow_runs/{id}/resume", {})
    s.get(f"/flow_runs/{id}")
    s.post(f"/flow_runs/{id}/resume", {})


@scenario("the life of a task run set over REST")
def _(s):
    flow_run = run(s, {"type": "RUNNING"})
    for ending in ("COMPLETED", "FAILED", "CANCELLED"):
        task = s.post("/task_runs/", {"flow_run_id": flow_run, "task_key": "t", "dynamic_key": ending}).json()["id"]
        for type in ("PENDING", "RUNNING", ending, "RUNNING"):
            move(s, task, type, kind="task_runs")
        s.get(f"/task_runs/{task}")
        s.get(f"/task_run_states/?task_run_id={task}")


@scenario("a subflow moves the task run that stands for it")
def _(s):
    parent = run(s, {"type": "RUNNING"})
    task = s.post("/task_runs/", {"flow_run_id": parent, "task_key": "child", "dynamic_key": "0", "name": s.name("child")}).json()["id"]
    child = run(s, parent_task_run_id=task)
    s.get(f"/task_runs/{task}")
    for type in ("PENDING", "RUNNING", "COMPLETED"):
        move(s, child, type)
        s.get(f"/task_runs/{task}")
    s.get(f"/task_run_states/?task_run_id={task}")
    s.post("/flow_runs/filter", {"flow_runs": {"parent_flow_run_id": {"any_": [parent]}}})
    s.post("/flow_runs/filter", {"flow_runs": {"parent_task_run_id": {"any_": [task]}}})
    s.post("/task_runs/filter", {"task_runs": {"id": {"any_": [task]}, "subflow_runs": {"exists_": True}}})
    s.post("/task_runs/filter", {"task_runs": {"id": {"any_": [task]}, "subflow_runs": {"exists_": False}}})


@scenario("events of a flow run's transitions", slow=True)
def _(s):
    id = run(s, tags=["b", "a"])
    move(s, id, "PENDING")
    move(s, id, "PENDING")
    move(s, id, "RUNNING", message="go")
    move(s, id, "COMPLETED")
    s.events("prefect.flow-run.", 4)
