"""Deployments as far as schedules need them, and the runs that appear."""

from harness.scenario import scenario
from harness.session import Deviation
from harness.transitions import ALONE

MISSING = "00000000-0000-4000-8000-00000000dead"
REFUSED = Deviation("D.35: the reference answers 500", status=422)
# Fixed grids far from daylight changes: two servers asked within the same hour give the same dates.
DAILY = {"schedule": {"interval": 86400, "anchor_date": "2030-01-01T05:00:00Z", "timezone": "UTC"}}
HALF_DAY = {"schedule": {"interval": 43200, "anchor_date": "2030-01-01T03:30:00+01:00", "timezone": "Europe/Berlin"}}


def deploy(s, part="deployment", **more):
    """A deployment of this scenario."""
    flow = s.post("/flows/", {"name": s.name("flow"), "labels": {"f": 1}}).json()["id"]
    return s.post("/deployments/", {"flow_id": flow, "name": s.name(part)} | more).json()


def runs_of(s, id, count, **options):
    """The deployment's runs, once there are so many."""
    s.until("POST", "/flow_runs/filter", lambda r: len(r.json()) >= count, within=40,
            json={"flow_runs": {"deployment_id": {"any_": [id]}}, "sort": "EXPECTED_START_TIME_ASC"}, unordered=("[].tags",), **options)
    return s.last.json()


@scenario("create, upsert, read, delete")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow"), "labels": {"f": 1}, "tags": ["ft"]}).json()["id"]
    body = {"flow_id": flow, "name": s.name("d"), "tags": ["b", "a"], "parameters": {"x": 1}, "labels": {"d": "x"}, "entrypoint": "a.py:f",
            "path": "/p", "version": "1", "description": "text", "paused": True, "parameter_openapi_schema": {"type": "object", "properties": {}},
            "enforce_parameter_schema": False, "job_variables": {"k": 1}, "pull_steps": [{"step": {"a": 1}}]}
    made = s.post("/deployments/", body).json()
    s.get(f"/deployments/{made['id']}")
    s.get(f"/deployments/name/{s.name('flow')}/{s.name('d')}")
    s.post("/deployments/", {"flow_id": flow, "name": s.name("d"), "tags": ["c"]})
    s.post("/deployments/filter", {"deployments": {"id": {"any_": [made["id"]]}}})
    s.post("/deployments/count", {"deployments": {"id": {"any_": [made["id"]]}}})
    s.delete(f"/deployments/{made['id']}")
    s.delete(f"/deployments/{made['id']}")
    s.get(f"/deployments/{made['id']}")
    s.get(f"/deployments/name/{s.name('flow')}/{s.name('d')}")


@scenario("refused bodies")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    s.post("/deployments/", [], deviates=REFUSED)
    s.cases("POST", "/deployments/", [None, {}, {"name": "x"}, {"flow_id": flow}])
    s.fuzz("POST", "/deployments/", {"flow_id": flow, "name": s.name("bad")}, {
        "flow_id": [MISSING, "x"], "name": [None, 1], "tags": ["x", [1]], "parameters": [[], "x"], "zip": [1], "paused": ["maybe"],
        "work_pool_name": [s.name("none")], "schedules": [{}, [1], [{}], [{"schedule": {}}], [{"schedule": {"interval": 0}}], [{"schedule": {"interval": -5}}],
                                                          [{"schedule": {"interval": "x"}}], [{"schedule": {"interval": 60, "timezone": "Nowhere/Land"}}]]},
           ignore=("exception_detail",))


@scenario("an interval schedule makes runs", slow=True)
def _(s):
    made = deploy(s, schedules=[DAILY], tags=["t"], parameters={"x": 1})
    runs = runs_of(s, made["id"], 3)
    s.note("keys", [run["idempotency_key"] for run in runs])
    s.get(f"/flow_run_states/?flow_run_id={runs[0]['id']}")
    s.get(f"/deployments/{made['id']}/schedules")
    s.post("/deployments/get_scheduled_flow_runs", {"deployment_ids": [made["id"]], "scheduled_before": "2100-01-01T00:00:00Z"}, unordered=("[].tags",))


@scenario("a schedule in a zone keeps the zone in its keys", slow=True)
def _(s):
    made = deploy(s, schedules=[HALF_DAY])
    runs_of(s, made["id"], 3)


@scenario("a paused deployment and an inactive schedule make none", slow=True)
def _(s):
    paused = deploy(s, "paused", schedules=[DAILY], paused=True)
    inactive = deploy(s, "inactive", schedules=[DAILY | {"active": False}])
    active = deploy(s, "active", schedules=[DAILY])
    runs_of(s, active["id"], 3)
    for each in (paused, inactive):
        s.post("/flow_runs/count", {"flow_runs": {"deployment_id": {"any_": [each["id"]]}}})


@scenario("runs are made now when asked", slow=True)
def _(s):
    made = deploy(s, schedules=[DAILY], paused=True)
    s.post(f"/deployments/{made['id']}/schedule", {"min_runs": 5, "max_runs": 5})
    runs_of(s, made["id"], 1)
    s.post(f"/deployments/{MISSING}/schedule", {})


# The reference's own loop may write runs of a schedule that it read before the schedule went: without it there is nothing to race.
@scenario("a new schedule replaces the runs of the old one", issue=3, settings=ALONE)
def _(s):
    made = deploy(s, schedules=[DAILY])
    runs = {"flow_runs": {"deployment_id": {"any_": [made["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
    for schedule in (None, HALF_DAY):
        if schedule:
            deploy(s, schedules=[schedule])
            s.post("/flow_runs/filter", runs)
        s.post(f"/deployments/{made['id']}/schedule", {})
        s.post("/flow_runs/filter", runs, unordered=("[].tags",))


@scenario("a run from a deployment", issue=3)
def _(s):
    made = deploy(s, parameters={"x": 1, "y": 2}, tags=["t"], labels={"l": 1})
    run = s.post(f"/deployments/{made['id']}/create_flow_run", {"parameters": {"x": 3}, "tags": ["u"], "name": s.name("run")}, unordered=("tags",)).json()
    s.get(f"/flow_runs/{run['id']}", unordered=("tags",))
    s.post(f"/deployments/{MISSING}/create_flow_run", {})


@scenario("deleting many", issue=3)
def _(s):
    id = s.post("/flows/", {"name": s.name("many")}).json()["id"]
    ids = [s.post("/deployments/", {"flow_id": id, "name": s.name(part), "tags": [s.name("t")]}).json()["id"] for part in "abcd"]
    for part, deployment in zip("ab", ids):
        s.post(f"/deployments/{deployment}/create_flow_run", {"name": s.name(part)})
    s.post("/deployments/bulk_delete", {"deployments": {"name": {"any_": [s.name("a"), s.name("b")]}}}, unordered=("deleted",))
    s.post("/deployments/bulk_delete", {"deployments": {"name": {"any_": [s.name("a")]}}})
    s.post("/flow_runs/count", {"flow_runs": {"deployment_id": {"any_": ids}}})
    s.fuzz("POST", "/deployments/bulk_delete", {"deployments": {"name": {"any_": []}}}, {"limit": [0, 51, -1, "x", 50, None], "deployments": [[], {"zip": 1}]})
    s.post("/deployments/bulk_delete", {"deployments": {"tags": {"all_": [s.name("t")]}}, "limit": 50}, unordered=("deleted",))
    s.post("/deployments/count", {"deployments": {"id": {"any_": ids}}})


@scenario("queues of old that take a deployment's runs", issue=3)
def _(s):
    id = s.post("/flows/", {"name": s.name("f")}).json()["id"]
    deployment = s.post("/deployments/", {"flow_id": id, "name": s.name("d"), "tags": [s.name("x"), "y"]}).json()["id"]
    s.get(f"/deployments/{deployment}/work_queue_check")
    for part, filter in (("tags", {"tags": [s.name("x")]}), ("other", {"tags": [s.name("z")]}), ("id", {"tags": [s.name("x")], "deployment_ids": [deployment]}),
                         ("else", {"tags": [s.name("x")], "deployment_ids": [s.id("else")]})):
        s.post("/work_queues/", {"name": s.name(part), "filter": filter, "priority": 800}, ignore=("work_pool_id",))
    s.get(f"/deployments/{deployment}/work_queue_check", unordered=("",), ignore=("work_pool_id", "priority"))
    s.get(f"/deployments/{s.id('none')}/work_queue_check")


@scenario("events of many that are deleted", slow=True, issue=3)
def _(s):
    id = s.post("/flows/", {"name": s.name("many")}).json()["id"]
    for part in "ab":
        s.post("/deployments/", {"flow_id": id, "name": s.name(part)})
    s.post("/deployments/bulk_delete", {"deployments": {"name": {"any_": [s.name("a")]}}})
    s.post("/flows/bulk_delete", {"flows": {"id": {"any_": [id]}}})
    s.events("prefect.deployment.deleted", 1)
    s.events("prefect.flow.deleted", 1)
