"""What the web interface draws: histories, graphs, counts."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"


def flow(s, part="flow", **more):
    """A flow of this scenario."""
    return s.post("/flows/", {"name": s.name(part)} | more).json()["id"]


def runs(s, id):
    """Flow runs in several states around the scenario's time, each with a task run."""
    made = []
    for number, (state, details) in enumerate((
            ("SCHEDULED", {"scheduled_time": s.time(400)}), ("SCHEDULED", {"scheduled_time": s.time(900)}), ("PENDING", {}), ("RUNNING", {}),
            ("COMPLETED", {}), ("FAILED", {}), ("CANCELLED", {}), ("CRASHED", {}))):
        run = s.post("/flow_runs/", {"flow_id": id, "name": s.name(f"r{number}"), "tags": ["even"] if number % 2 == 0 else [],
                                     "state": {"type": state, "state_details": details}}).json()["id"]
        s.post("/task_runs/", {"flow_run_id": run, "task_key": "t", "dynamic_key": "0", "name": s.name(f"t{number}"),
                               "state": {"type": state, "state_details": details}})
        made.append(run)
    return made


ESTIMATES = ("states.sum_estimated_run_time", "states.sum_estimated_lateness")


@scenario("history of flow runs and task runs", issue=3)
def _(s):
    id = flow(s)
    ids = runs(s, id)
    mine = {"flows": {"id": {"any_": [id]}}}
    for path in ("/flow_runs/history", "/task_runs/history"):
        span = {"history_start": s.time(-600), "history_end": s.time(1200), "history_interval_seconds": 600}
        for body in ({}, {"history_interval_seconds": 1200.5}, {"history_interval_seconds": "600"}, {"flow_runs": {"tags": {"all_": ["even"]}}},
                     {"task_runs": {"name": {"like_": "t1"}}}, {"deployments": {}}, {"flow_runs": {"id": {"any_": ids[:1]}}},
                     {"history_end": s.time(-600)}, {"history_end": s.time(-900)}, {"history_end": s.time(-599.9)}):
            s.post(path, span | mine | body, unordered=("[].states",), ignore=ESTIMATES)
        exact = {"history_start": "2031-05-02T10:00:00+02:00", "history_end": "2031-05-02T10:02:00+02:00", "history_interval_seconds": 60.5}
        s.post(path, exact | mine)
        s.post(path, {"history_start": "2020-01-01T00:00:00Z", "history_end": "2020-01-01T01:00:00Z", "history_interval_seconds": 1} | mine)
        s.cases("POST", path, [None, {}, []])
        s.fuzz("POST", path, exact | mine, {"history_start": ["x", []], "history_end": ["x"], "flow_runs": [[], {"zip": 1}],
                                            "history_interval_seconds": [0, -1, 0.999, "x", "PT60S", []]})
    late = {"type": "SCHEDULED", "name": "Late", "state_details": {"scheduled_time": "2031-05-02T08:00:59.999999Z"}}
    s.post("/flow_runs/", {"flow_id": id, "name": s.name("exact"), "state": late})
    for interval in (1, 60, 60.000001):
        s.post("/flow_runs/history", mine | {"history_start": "2031-05-02T08:00:00Z", "history_end": "2031-05-02T08:01:01Z",
                                             "history_interval_seconds": interval}, ignore=("[].interval_start",))
    s.post("/flow_runs/history", mine | {"history_start": s.time(-600), "history_end": s.time(600), "history_interval_seconds": 6000,
                                         "work_pools": {}, "work_queues": {}})
    s.post("/flow_runs/history", mine | {"history_start": s.time(-600), "history_end": s.time(600), "history_interval_seconds": 6000,
                                         "work_pool_queues": {"zip": 1}, "flow_runs": {"state": {"type": {"any_": ["FAILED"]}}}}, ignore=ESTIMATES)


@scenario("histories that no calendar holds", issue=3)
def _(s):
    refused = Deviation("the reference answers 500", status=422)
    span = {"history_start": "2031-01-01T00:00:00Z", "history_end": "2031-01-02T00:00:00Z"}
    for interval in (1e12, 1e300, "inf", "nan"):
        s.post("/flow_runs/history", span | {"history_interval_seconds": interval}, deviates=refused)
    s.post("/flow_runs/history", {"history_start": "9999-12-31T00:00:00Z", "history_end": "9999-12-31T12:00:00Z", "history_interval_seconds": 86400 * 2},
           deviates=refused)


@scenario("lateness", issue=3)
def _(s):
    id = flow(s)
    mine = {"flows": {"id": {"any_": [id]}}}
    s.post("/flow_runs/lateness", mine)
    s.post("/flow_runs/", {"flow_id": id, "state": {"type": "COMPLETED"}})
    s.post("/flow_runs/", {"flow_id": id, "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": s.time(3600)}}})
    s.post("/flow_runs/lateness", mine)
    s.post("/flow_runs/lateness", {"flow_runs": {"id": {"any_": []}}})
    s.cases("POST", "/flow_runs/lateness", [[], {"flow_runs": {"zip": 1}}, {"work_pool_queues": {"zip": 1}}])
    s.post("/flow_runs/", {"flow_id": id, "name": s.name("late"), "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": s.time(-3600)}}})
    late = s.post("/flow_runs/lateness", mine, record=False).json()
    s.note("late by a third of an hour or so", 1199 < late < 1230)


@scenario("graph of a run", issue=3)
def _(s):
    id = flow(s)
    run = s.post("/flow_runs/", {"flow_id": id, "name": s.name("parent"), "state": {"type": "RUNNING"}}).json()["id"]
    s.get(f"/flow_runs/{run}/graph-v2")
    s.get(f"/flow_runs/{run}/graph")

    def task(part, state, inputs=None, at=0):
        return s.post("/task_runs/", {"flow_run_id": run, "task_key": part, "dynamic_key": "0", "name": s.name(part), "task_inputs": inputs or {},
                                      "state": {"type": state}}).json()["id"]
    a = task("a", "COMPLETED")
    b = task("b", "RUNNING", {"x": [{"input_type": "task_run", "id": a}]})
    c = task("c", "PENDING", {"x": [{"input_type": "task_run", "id": b}]})
    s.get(f"/flow_runs/{run}/graph", unordered=("", "[].upstream_dependencies"), ignore=("estimated_run_time",))
    task("d", "FAILED", {"x": [{"input_type": "constant", "type": "int"}, {"input_type": "parameter", "name": "p"}],
                         "__parents__": [{"input_type": "task_run", "id": b}]})
    wrapper = task("wrapper", "RUNNING", {"wait": [{"input_type": "task_run", "id": c}]})
    sub = s.post("/flow_runs/", {"flow_id": id, "name": s.name("sub"), "parent_task_run_id": wrapper, "state": {"type": "RUNNING"}}).json()["id"]
    task("after", "PENDING", {"x": [{"input_type": "flow_run", "id": sub}]})
    many = task("many", "PENDING", {"x": [{"input_type": "task_run", "id": a}, {"input_type": "task_run", "id": wrapper}],
                                    "y": [{"input_type": "task_run", "id": b}]})
    for body in ({"key": s.name("a"), "type": "table", "flow_run_id": run, "task_run_id": a, "data": [1]},
                 {"key": s.name("a"), "type": "progress", "flow_run_id": run, "task_run_id": a, "data": 0.5},
                 {"type": "markdown", "flow_run_id": run, "data": "x"}, {"type": "result", "flow_run_id": run}, {"flow_run_id": run}):
        s.post("/artifacts/", body)
    s.get(f"/flow_runs/{run}/graph-v2")
    s.get(f"/flow_runs/{run}/graph-v2?since=2031-01-01T00:00:00Z")
    s.get(f"/flow_runs/{MISSING}/graph-v2")
    s.get(f"/flow_runs/{MISSING}/graph")
    s.get(f"/flow_runs/{run}/graph-v2?since=x", deviates=Deviation("a time is refused in the words that bodies are refused in", status=422))
    task("last", "PENDING", {"x": [{"input_type": "task_run", "id": many}]})
    s.get(f"/flow_runs/{run}/graph-v2", deviates=Deviation("the reference repeats an edge for each input of the other node", status=200))
    s.get(f"/flow_runs/{run}/graph", deviates=Deviation("the reference answers 500 for inputs that are no task runs", status=200))


@scenario("a graph of too many nodes", issue=3, settings={"PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES": "2", "PREFECT_API_MAX_FLOW_RUN_GRAPH_ARTIFACTS": "1"})
def _(s):
    run = s.post("/flow_runs/", {"flow_id": flow(s), "name": s.name("run")}).json()["id"]
    for number in range(3):
        s.post("/artifacts/", {"flow_run_id": run, "type": "link", "data": number})
        s.post("/task_runs/", {"flow_run_id": run, "task_key": "t", "dynamic_key": str(number), "name": s.name(f"t{number}")})
        s.get(f"/flow_runs/{run}/graph-v2")


@scenario("counts and next runs of flows", issue=3)
def _(s):
    one, two = flow(s, "one"), flow(s, "two")
    for part in "ab":
        s.post("/deployments/", {"flow_id": one, "name": s.name(part)})
    for seconds in (600, 60, 1200):
        s.post("/flow_runs/", {"flow_id": one, "name": s.name(f"in{seconds}"), "state": {
            "type": "SCHEDULED", "state_details": {"scheduled_time": s.time(seconds)}}})
    s.post("/flow_runs/", {"flow_id": two, "state": {"type": "RUNNING"}})
    for path in ("/ui/flows/count-deployments", "/ui/flows/next-runs"):
        s.post(path, {"flow_ids": [one, two, MISSING, one]})
        s.post(path, {"flow_ids": []})
        s.cases("POST", path, [None, {}, [], {"flow_ids": None}, {"flow_ids": "x"}, {"flow_ids": ["x"]}])
        s.post(path, {"flow_ids": [s.id(str(number)) for number in range(201)]})


@scenario("points of a chart", issue=3)
def _(s):
    id = flow(s)
    runs(s, id)
    mine = {"flows": {"id": {"any_": [id]}}}
    inexact = ("duration", "lateness")
    for body in ({"sort": "NAME_ASC"}, {"sort": "NAME_DESC", "limit": 2}, {"sort": "NAME_ASC", "offset": 6}, {"limit": 0},
                 {"sort": "NAME_ASC", "flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}}}, {"work_pools": {}}, {"deployments": {}},
                 {"sort": "NAME_ASC", "task_runs": {"name": {"like_": "t1"}}}, {"limit": 1000, "sort": "NAME_ASC"}):
        s.post("/ui/flow_runs/history", mine | body, ignore=inexact)
    s.fuzz("POST", "/ui/flow_runs/history", mine, {"limit": [1001, "x"], "offset": [-1], "sort": ["NOPE"], "flow_runs": [[], {"zip": 1}]})
    s.post("/ui/flow_runs/history", {"limit": -1}, deviates=Deviation("the reference answers 503 for a negative limit", status=422))


@scenario("counts of task runs", issue=3)
def _(s):
    id = flow(s)
    ids = runs(s, id)
    wrapper = s.post("/task_runs/", {"flow_run_id": ids[0], "task_key": "w", "dynamic_key": "w"}).json()["id"]
    s.post("/flow_runs/", {"flow_id": id, "parent_task_run_id": wrapper})
    s.post("/ui/flow_runs/count-task-runs", {"flow_run_ids": [*ids, MISSING, ids[0]]})
    s.cases("POST", "/ui/flow_runs/count-task-runs", [None, {}, {"flow_run_ids": ["x"]}, {"flow_run_ids": []}])
    mine = {"flows": {"id": {"any_": [id]}}}
    for body in ({}, {"task_runs": {"state": {"type": {"any_": ["FAILED"]}}}}, {"flow_runs": {"tags": {"all_": ["even"]}}}, {"deployments": {}}):
        s.post("/ui/task_runs/count", mine | body)
    s.cases("POST", "/ui/task_runs/count", [[], {"task_runs": []}, {"flows": {"zip": 1}}])


@scenario("outcomes of task runs on the dashboard", issue=3)
def _(s):
    id = flow(s)
    runs(s, id)
    mine = {"flows": {"id": {"any_": [id]}}}
    path = "/ui/task_runs/dashboard/counts"
    for span in ({"after_": s.time(-3600)}, {"after_": s.time(-3600), "before_": s.time(3600)}, {"after_": s.time(3600)},
                 {"after_": s.time(-60), "before_": s.time(-3600)}):
        s.post(path, mine | {"task_runs": {"start_time": span}}, unordered=("",))
    s.post(path, mine | {"task_runs": {"start_time": {"after_": s.time(-3600)}, "state": {"type": {"any_": ["RUNNING"]}}}}, unordered=("",))
    s.post(path, mine | {"task_runs": {"start_time": {"after_": s.time(-3600)}}, "work_pools": {}, "work_queues": {}})
    s.cases("POST", path, [None, {}, {"task_runs": None}, {"task_runs": {}}, {"task_runs": {"start_time": {}}}, {"task_runs": {"start_time": {"before_": s.time()}}},
                           {"task_runs": {"zip": 1}}])


@scenario("a task run with the name of its flow run", issue=3)
def _(s):
    run = s.post("/flow_runs/", {"flow_id": flow(s), "name": s.name("run")}).json()["id"]
    for body in ({"flow_run_id": run}, {"flow_run_id": None}):
        made = s.post("/task_runs/", body | {"task_key": s.name("t"), "dynamic_key": "0", "name": s.name("task"), "state": {"type": "COMPLETED"}}).json()
        s.get(f"/ui/task_runs/{made['id']}")
    s.get(f"/ui/task_runs/{MISSING}")
    s.get("/ui/task_runs/x")
