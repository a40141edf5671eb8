"""What the server does to runs by itself when their time is over."""

import time

from harness.scenario import scenario
from harness.session import Deviation

QUICK = {"PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "1",
         "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS": "2"}


def run_in(s, state, part="flow", **more):
    flow = s.post("/flows/", {"name": s.name(part)}).json()["id"]
    return s.post("/flow_runs/", {"flow_id": flow, "name": s.name("run"), "state": state} | more).json()


def until_state(s, run, name, within=40):
    s.until("GET", f"/flow_runs/{run['id']}", lambda r: r.json()["state_name"] == name, within=within,
            ignore=("estimated_start_time_delta", "estimated_run_time", "total_run_time"))


@scenario("a run that did not start in time is late", slow=True)
def _(s):
    due = run_in(s, {"type": "SCHEDULED", "state_details": {"scheduled_time": s.time(-60)}})
    other = run_in(s, {"type": "SCHEDULED", "name": "AwaitingRetry", "state_details": {"scheduled_time": s.time(-60)}})
    until_state(s, due, "Late")
    s.get(f"/flow_run_states/?flow_run_id={due['id']}")
    s.get(f"/flow_runs/{other['id']}", ignore=("estimated_start_time_delta",))
    s.post(f"/flow_runs/{due['id']}/set_state", {"state": {"type": "PENDING"}})


@scenario("a pause that is over fails its run", slow=True)
def _(s):
    run = run_in(s, {"type": "RUNNING"})
    s.post(f"/flow_runs/{run['id']}/set_state", {"state": {"type": "PAUSED", "state_details": {"pause_timeout": s.time(-5)}}, "force": True})
    until_state(s, run, "Failed")
    s.get(f"/flow_run_states/?flow_run_id={run['id']}")


@scenario("what belongs to a cancelled run is cancelled", slow=True, settings=QUICK)
def _(s):
    parent = run_in(s, {"type": "RUNNING"})
    task = s.post("/task_runs/", {"flow_run_id": parent["id"], "task_key": "t", "dynamic_key": "0", "state": {"type": "RUNNING"}}).json()
    done = s.post("/task_runs/", {"flow_run_id": parent["id"], "task_key": "t", "dynamic_key": "1", "state": {"type": "COMPLETED"}}).json()
    caller = s.post("/task_runs/", {"flow_run_id": parent["id"], "task_key": "s", "dynamic_key": "0", "state": {"type": "RUNNING"}}).json()
    child = run_in(s, {"type": "RUNNING"}, "child", parent_task_run_id=caller["id"])
    s.post(f"/flow_runs/{parent['id']}/set_state", {"state": {"type": "CANCELLED"}, "force": True})
    until_state(s, child, "Cancelled")
    s.until("GET", f"/task_runs/{task['id']}", lambda r: r.json()["state_name"] == "Cancelled",
            ignore=("estimated_start_time_delta", "estimated_run_time", "total_run_time"))
    s.get(f"/task_runs/{done['id']}", ignore=("estimated_start_time_delta", "estimated_run_time", "total_run_time"))


@scenario("a run that is cancelling for too long is cancelled", slow=True, settings=QUICK)
def _(s):
    run = run_in(s, {"type": "RUNNING"})
    s.post(f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CANCELLING"}, "force": True})
    until_state(s, run, "Cancelled")
    s.get(f"/flow_run_states/?flow_run_id={run['id']}")


@scenario("a run that waits and whose deployment is not there is cancelled", slow=True, settings=QUICK)
def _(s):
    run = run_in(s, {"type": "SCHEDULED", "state_details": {"scheduled_time": s.time(-60)}}, deployment_id=s.id("gone"))
    deadline = time.monotonic() + 8
    while (found := s.get(f"/flow_runs/{run['id']}", record=False).json())["state_type"] != "CANCELLED" and time.monotonic() < deadline:
        time.sleep(0.3)
    s.note("the run", {"body": {"state": found["state_type"]}})
    s.steps[-1].deviates = Deviation("polls offer no such run, so nobody else would end it", body={"state": "CANCELLED"})
