"""Concurrency limits of deployments: slots that flow runs take, keep, lose and give back."""

from datetime import datetime, timezone

from harness.scenario import scenario
from harness.session import Deviation

ROOT = "/v2/concurrency_limits"
NEW = {"user-agent": "prefect/3.9.1 (API 0.8.4)"}
OLD = {"user-agent": "prefect/3.4.10 (API 0.8.4)"}
FIRST = {"user-agent": "prefect/3.0.2 (API 0.8.4)"}
OWN = Deviation("D.35: only the slot that the run holds is given back")
HELD = Deviation("whatever enters RUNNING holds a slot")
STUCK = Deviation("D.35: the reference answers 500, and the run is stuck", status=201)


def deploy(s, part="d", most=1, **more):
    """A deployment with a limit of its own."""
    flow = s.post("/flows/", {"name": s.name("flow")}, record=False).json()["id"]
    body = {"flow_id": flow, "name": s.name(part)} | ({"concurrency_limit": most} if most else {}) | more
    made = s.post("/deployments/", body, record=False).json()
    limit = (made.get("global_concurrency_limit") or {}).get("id")
    return {"id": made["id"], "flow": flow, "limit": limit}


def run(s, deployment, part, state=None, **more):
    """A run of a deployment, waiting for its time unless a state is given."""
    body = {"flow_id": deployment["flow"], "deployment_id": deployment["id"], "name": s.name(part),
            "state": state or {"type": "SCHEDULED"}} | more
    return s.post("/flow_runs/", body, record=False).json()["id"]


def move(s, id, type, headers=NEW, force=False, deviates=None, **state):
    """One transition. When a run that got no slot is to ask again depends on the clock."""
    return s.post(f"/flow_runs/{id}/set_state", {"state": {"type": type} | state, "force": force}, headers=headers, deviates=deviates,
                  ignore=("state.state_details.scheduled_time",)).json()


def outcome(s, id, type, deviates=None):
    """One transition, of which only the verdict is compared and whether the state names a lease: its id may be one more."""
    answer = s.post(f"/flow_runs/{id}/set_state", {"state": {"type": type}}, headers=NEW, record=False).json()
    s.note(f"{type} is proposed", {"body": {
        "status": answer["status"], "state": answer["state"]["name"],
        "has_lease": bool(answer["state"]["state_details"]["deployment_concurrency_lease_id"])}})
    s.steps[-1].deviates = deviates


def told(reason, status, state, has_lease):
    """A deviation of `outcome`."""
    return Deviation(reason, body={"status": status, "state": state, "has_lease": has_lease})


def show(s, id):
    """What a run is."""
    s.get(f"/flow_runs/{id}", ignore=("labels", "next_scheduled_start_time", "state.state_details.scheduled_time"))


def slots(s, deployment, deviates=None):
    """How many slots of the deployment's limit are taken."""
    answer = s.get(f"{ROOT}/{deployment['limit']}", record=False).json()
    s.note("occupied slots", {"active_slots": answer["active_slots"]})
    if deviates: s.steps[-1].deviates = deviates


@scenario("a slot is taken before the run, and given back at its end", issue=2)
def _(s):
    d = deploy(s)
    for ending in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
        id = run(s, d, ending)
        move(s, id, "PENDING")
        show(s, id)
        slots(s, d)
        move(s, id, "PENDING", name="Submitting")
        move(s, id, "RUNNING")
        slots(s, d)
        move(s, id, ending)
        slots(s, d)
        show(s, id)
    id = run(s, d, "cancelling")
    move(s, id, "PENDING")
    move(s, id, "CANCELLING")
    slots(s, d)
    move(s, id, "CANCELLED")
    slots(s, d)


@scenario("without a free slot a run waits", issue=2)
def _(s):
    d = deploy(s)
    first, second = run(s, d, "first"), run(s, d, "second")
    move(s, first, "PENDING")
    move(s, second, "PENDING")
    show(s, second)
    move(s, second, "PENDING")
    slots(s, d)
    move(s, first, "RUNNING")
    move(s, first, "COMPLETED")
    appointment = s.get(f"/flow_runs/{second}", record=False).json()["next_scheduled_start_time"]
    s.note("the waiting run is due", {"now": datetime.fromisoformat(appointment.replace("Z", "+00:00")) <= datetime.now(timezone.utc)})
    s.steps[-1].deviates = Deviation("a slot that becomes free brings forward the run that waits for it")
    move(s, second, "PENDING")
    slots(s, d)
    move(s, second, "PENDING")


@scenario("without a free slot a run is cancelled where the deployment says so", issue=2)
def _(s):
    d = deploy(s, concurrency_options={"collision_strategy": "CANCEL_NEW", "grace_period_seconds": 61})
    first, second = run(s, d, "first"), run(s, d, "second")
    move(s, first, "PENDING")
    move(s, second, "PENDING")
    show(s, second)
    slots(s, d)
    third = run(s, d, "third")
    move(s, third, "PENDING", force=True)
    slots(s, d)
    move(s, third, "COMPLETED", force=True, deviates=None)
    slots(s, d, OWN)


@scenario("a limit of zero, an inactive one, and deployments without", issue=2)
def _(s):
    d = deploy(s, "zero", most=1)
    s.patch(f"{ROOT}/{d['limit']}", {"limit": 0})
    move(s, run(s, d, "zero"), "PENDING")
    s.patch(f"{ROOT}/{d['limit']}", {"limit": 1, "active": False})
    move(s, run(s, d, "inactive"), "PENDING")
    free = deploy(s, "free", most=None)
    move(s, run(s, free, "free"), "PENDING")
    gone = deploy(s, "gone")
    id = run(s, gone, "gone")
    holder = run(s, gone, "holder")
    move(s, holder, "PENDING")
    s.patch(f"/deployments/{gone['id']}", {"concurrency_limit": None})
    move(s, id, "PENDING")
    shared = s.post(f"{ROOT}/", {"name": s.name("shared"), "limit": 1}, record=False).json()["id"]
    pair = [deploy(s, part, most=None, global_concurrency_limit_id=shared) for part in ("x", "y")]
    for each in pair:
        move(s, run(s, each, "shared"), "PENDING")
    s.get(f"{ROOT}/{shared}")
    s.post(f"/flow_runs/{holder}/set_state", {"state": {"type": "COMPLETED"}}, headers=NEW, deviates=STUCK)


@scenario("a run that enters RUNNING without having been pending takes a slot, and one that is made in a state does not", issue=2)
def _(s):
    d = deploy(s, most=2)
    straight = run(s, d, "straight")
    outcome(s, straight, "RUNNING", told("whatever enters RUNNING holds a slot", "ACCEPT", "Running", True))
    slots(s, d, HELD)
    holder = run(s, d, "holder")
    move(s, holder, "PENDING")
    outcome(s, straight, "COMPLETED", told("a run's states name its lease", "ACCEPT", "Completed", True))
    slots(s, d, OWN)
    for state in ("PENDING", "RUNNING", "PAUSED", "COMPLETED"):
        run(s, d, f"made {state}", {"type": state})
    slots(s, d, OWN)


@scenario("a run that crashed and comes back runs only with a slot", issue=2)
def _(s):
    d = deploy(s)
    late, other = run(s, d, "late"), run(s, d, "other")
    for type in ("PENDING", "RUNNING", "CRASHED"):
        move(s, late, type)
    for type in ("PENDING", "RUNNING"):
        move(s, other, type)
    outcome(s, late, "RUNNING", told("without a free slot, whoever proposes RUNNING asks again", "WAIT", "Crashed", True))
    slots(s, d)
    s.post("/flow_runs/count", {"flow_runs": {"deployment_id": {"any_": [d["id"]]}, "state": {"type": {"any_": ["RUNNING"]}}}},
           deviates=Deviation("one run has the one slot"))
    move(s, other, "COMPLETED")
    outcome(s, late, "RUNNING")
    slots(s, d, HELD)
    outcome(s, late, "COMPLETED")
    slots(s, d)
    new = deploy(s, "new", concurrency_options={"collision_strategy": "CANCEL_NEW"})
    move(s, run(s, new, "holder"), "PENDING")
    outcome(s, run(s, new, "straight"), "RUNNING",
            told("a new run without a slot is cancelled where the deployment says so", "REJECT", "Cancelled", False))
    zero = deploy(s, "zero")
    s.patch(f"{ROOT}/{zero['limit']}", {"limit": 0}, record=False)
    outcome(s, run(s, zero, "zero"), "RUNNING", told("a limit of 0 runs nothing", "ABORT", "Scheduled", False))


@scenario("runs that wait for a slot when their deployment is deleted", issue=2)
def _(s):
    gone = Deviation("a run that waits ends with its deployment", body={"state": "Cancelled"})
    for bulk in (False, True):
        d = deploy(s, f"d {bulk}")
        holder, waiting, scheduled = (run(s, d, f"{part} {bulk}") for part in ("holder", "waiting", "scheduled"))
        move(s, holder, "PENDING")
        move(s, waiting, "PENDING")
        if bulk:
            s.post("/deployments/bulk_delete", {"deployments": {"id": {"any_": [d["id"]]}}})
        else:
            s.delete(f"/deployments/{d['id']}")
        s.note("the run that waits", {"body": {"state": s.get(f"/flow_runs/{waiting}", record=False).json()["state_name"]}})
        s.steps[-1].deviates = gone
        s.get(f"/flow_runs/{scheduled}")
        s.get(f"/flow_runs/{holder}", ignore=("labels",))
        s.post("/deployments/get_scheduled_flow_runs", {"deployment_ids": [d["id"]], "scheduled_before": "2100-01-01T00:00:00Z"})


@scenario("the first clients of 3.0 take none", issue=2)
def _(s):
    d = deploy(s)
    for part in ("a", "b"):
        move(s, run(s, d, part), "PENDING", headers=FIRST)
    slots(s, d)


@scenario("a lease that was lost while pending is taken again, or the run ends", issue=2)
def _(s):
    d = deploy(s)
    id = run(s, d, "first")
    lease = move(s, id, "PENDING")["state"]["state_details"]["deployment_concurrency_lease_id"]
    s.post(f"{ROOT}/leases/{lease}/renew", {})
    s.post(f"{ROOT}/decrement-with-lease", {"lease_id": lease})
    s.post(f"{ROOT}/leases/{lease}/renew", {})
    slots(s, d)
    again = move(s, id, "RUNNING")["state"]["state_details"]["deployment_concurrency_lease_id"]
    s.note("another lease", {"is_new": again != lease})
    slots(s, d)
    move(s, id, "COMPLETED")
    slots(s, d)
    loser, winner = run(s, d, "loser"), run(s, d, "winner")
    lease = move(s, loser, "PENDING")["state"]["state_details"]["deployment_concurrency_lease_id"]
    s.post(f"{ROOT}/decrement-with-lease", {"lease_id": lease})
    move(s, winner, "PENDING")
    move(s, loser, "RUNNING")
    show(s, loser)
    slots(s, d, OWN)


@scenario("a client that does not renew keeps its slot until the end", issue=2)
def _(s):
    d = deploy(s)
    for headers in (OLD, {}):
        id = run(s, d, "old")
        lease = move(s, id, "PENDING", headers=headers)["state"]["state_details"]["deployment_concurrency_lease_id"]
        move(s, id, "RUNNING", headers=headers)
        slots(s, d)
        s.post(f"{ROOT}/leases/{lease}/renew", {}, deviates=Deviation("the lease lasts as long as the run", status=204))
        move(s, run(s, d, "other"), "PENDING", headers=headers)
        move(s, id, "COMPLETED", headers=headers)
        slots(s, d)


@scenario("a run that waits in its process for a retry keeps its slot", issue=2)
def _(s):
    d = deploy(s)
    id = run(s, d, "retry", empirical_policy={"retries": 1, "retry_delay": 0})
    move(s, id, "PENDING")
    move(s, id, "RUNNING")
    move(s, id, "FAILED")
    slots(s, d)
    move(s, id, "RUNNING")
    slots(s, d)
    move(s, id, "FAILED")
    slots(s, d)
    other = run(s, d, "given up", empirical_policy={"retries": 1, "retry_delay": 0})
    for type in ("PENDING", "RUNNING", "FAILED"):
        move(s, other, type)
    move(s, other, "PENDING", deviates=Deviation("a run does not compete with itself", status=201))
    third = deploy(s, "third")
    id = run(s, third, "ended", empirical_policy={"retries": 1, "retry_delay": 0})
    for type in ("PENDING", "RUNNING", "FAILED"):
        move(s, id, type)
    move(s, id, "CANCELLED")
    slots(s, third, OWN)


@scenario("pausing gives the slot back", issue=2)
def _(s):
    d = deploy(s)
    id, other = run(s, d, "paused"), run(s, d, "other")
    move(s, id, "PENDING")
    move(s, id, "RUNNING")
    move(s, id, "PAUSED")
    slots(s, d)
    move(s, other, "PENDING")
    outcome(s, id, "RUNNING", told("without a free slot, whoever proposes RUNNING asks again", "WAIT", "Paused", True))
    slots(s, d)
    outcome(s, id, "COMPLETED")
    slots(s, d, OWN)
    full = deploy(s, "full")
    move(s, run(s, full, "holder"), "PENDING")
    third = run(s, full, "third", {"type": "PAUSED"})
    move(s, third, "PENDING")
    show(s, third)
    free = deploy(s, "free")
    id = run(s, free, "refused", {"type": "PAUSED"})
    move(s, id, "PENDING")
    slots(s, free)


@scenario("a run whose time has not come waits with its slot", issue=2)
def _(s):
    d = deploy(s)
    id = run(s, d, "later", {"type": "SCHEDULED", "state_details": {"scheduled_time": s.time(3600)}})
    move(s, id, "PENDING")
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "RUNNING"}}, headers=NEW, ignore=("details.delay_seconds",))
    slots(s, d)
    move(s, id, "SCHEDULED", name="Rescheduled")
    slots(s, d)


@scenario("deleting a run and forcing its end give the slot back", issue=2)
def _(s):
    d = deploy(s)
    for type in ("PENDING", "RUNNING", "CANCELLING"):
        id = run(s, d, type)
        for each in ("PENDING", "RUNNING", "CANCELLING"):
            move(s, id, each)
            if each == type:
                break
        slots(s, d)
        s.delete(f"/flow_runs/{id}")
        slots(s, d)
        id = run(s, d, f"forced {type}")
        move(s, id, "PENDING")
        move(s, id, "COMPLETED", force=True)
        slots(s, d)


@scenario("a limit that is switched off keeps nobody from ending", issue=2)
def _(s):
    d = deploy(s, "off")
    id = run(s, d, "held")
    move(s, id, "PENDING")
    s.patch(f"{ROOT}/{d['limit']}", {"active": False})
    move(s, id, "RUNNING")
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "COMPLETED"}}, headers=NEW, deviates=STUCK)


@scenario("a limit that is deleted keeps nobody from ending", issue=2)
def _(s):
    gone = deploy(s, "gone")
    id = run(s, gone, "held")
    move(s, id, "PENDING")
    s.delete(f"{ROOT}/{gone['limit']}")
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "CANCELLED"}}, headers=NEW, deviates=STUCK)
