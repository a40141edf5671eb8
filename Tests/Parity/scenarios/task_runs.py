"""Task runs over REST, and their states."""

from harness.scenario import scenario

MISSING = "00000000-0000-4000-8000-00000000dead"


def flow_run(s, part="flow", **more):
    """A flow run of this scenario."""
    flow = s.post("/flows/", {"name": s.name(part)}).json()["id"]
    return s.post("/flow_runs/", {"flow_id": flow, "name": s.name("parent-" + part)} | more).json()["id"]


@scenario("create, upsert, read, rename, delete")
def _(s):
    parent = flow_run(s, labels={"l": 1})
    base = {"flow_run_id": parent, "task_key": "key", "dynamic_key": "0"}
    task = s.post("/task_runs/", base | {"name": s.name("task")}).json()
    s.post("/task_runs/", base | {"name": s.name("again"), "tags": ["x"]})
    s.get(f"/task_runs/{task['id']}")
    s.get(f"/task_run_states/?task_run_id={task['id']}")
    s.get(f"/task_run_states/{task['state']['id']}")
    s.patch(f"/task_runs/{task['id']}", {"name": s.name("renamed")})
    s.patch(f"/task_runs/{task['id']}", {})
    s.get(f"/task_runs/{task['id']}")
    s.patch(f"/task_runs/{task['id']}", {"name": ""})
    s.get(f"/task_runs/{task['id']}")
    s.cases("PATCH", f"/task_runs/{task['id']}", [None, [], {"name": 1}, {"zip": 1}, {"tags": []}])
    s.delete(f"/task_runs/{task['id']}")
    s.delete(f"/task_runs/{task['id']}")
    s.get(f"/task_runs/{task['id']}")


@scenario("create with everything")
def _(s):
    parent = flow_run(s)
    first = s.post("/task_runs/", {"flow_run_id": parent, "task_key": "a", "dynamic_key": "0"}).json()["id"]
    for body in (
            {"id": s.id("task"), "dynamic_key": "1", "name": s.name("n"), "tags": ["b", "a", "b"], "labels": {"x": 1},
             "task_version": "v", "cache_key": "c", "cache_expiration": "2041-01-01T00:00:00Z",
             "empirical_policy": {"retries": 2, "retry_delay": [1, 2], "retry_jitter_factor": 0.5}},
            {"dynamic_key": "2", "state": {"type": "RUNNING", "message": "m"}},
            {"dynamic_key": "3", "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "2041-01-01T00:00:00Z"}}},
            {"dynamic_key": "4", "task_inputs": {
                "x": [{"input_type": "task_run", "id": first}], "p": [{"input_type": "parameter", "name": "p"}],
                "c": [{"input_type": "constant", "type": "int"}], "f": [{"input_type": "flow_run", "id": parent}], "e": []}},
            {"dynamic_key": "5", "flow_run_id": None}, {"dynamic_key": "6", "name": None}):
        task = s.post("/task_runs/", {"flow_run_id": parent, "task_key": s.name("key")} | body)
        s.get(f"/task_runs/{task.json()['id']}")


@scenario("refused bodies")
def _(s):
    base = {"flow_run_id": flow_run(s), "task_key": "k", "dynamic_key": "0"}
    s.cases("POST", "/task_runs/", [None, {}, [], "x", {"task_key": "k"}, {"dynamic_key": "0"}])
    s.fuzz("POST", "/task_runs/", base, {
        "flow_run_id": ["x", MISSING, 1], "task_key": [None, 1], "dynamic_key": [None, 1, []], "name": [1, []], "tags": ["x", [1]],
        "labels": [[], {"k": None}], "cache_key": [1, "x" * 2001], "cache_expiration": ["x"], "zip": [1],
        "task_inputs": [[], {"x": "y"}], "empirical_policy": [{"zip": 1}, {"retry_delay": [1] * 51}, {"retry_jitter_factor": -1}],
        "state": [{}, [], {"type": "NOPE"}], "id": ["x"]})


@scenario("what is not there")
def _(s):
    s.get(f"/task_runs/{MISSING}")
    s.patch(f"/task_runs/{MISSING}", {"name": "x"})
    s.delete(f"/task_runs/{MISSING}")
    s.get(f"/task_run_states/{MISSING}")
    s.get(f"/task_run_states/?task_run_id={MISSING}")
    s.get("/task_run_states/?task_run_id=x")
    s.get("/task_run_states/")
    s.get("/task_runs/x")


@scenario("filter, count and sort")
def _(s):
    one, two = flow_run(s, "one", tags=["f"]), flow_run(s, "two")
    ids = []
    for number, (parent, more) in enumerate([
            (one, {"tags": ["x"]}), (one, {"tags": ["x", "y"]}), (two, {"state": {"type": "RUNNING"}}), (two, {"state": {"type": "COMPLETED"}}),
            (None, {"state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "2041-01-01T00:00:00Z"}}})]):
        ids.append(s.post("/task_runs/", {"flow_run_id": parent, "task_key": s.name("k"), "dynamic_key": str(number),
                                          "name": s.name(f"t{number}")} | more).json()["id"])
    mine = {"like_": s.salt}
    for each in (
            {"name": mine}, {"id": {"any_": ids[:2]}}, {"id": {"any_": []}}, {"name": {"any_": [s.name("t1")]}},
            {"name": mine, "flow_run_id": {}}, {"name": mine, "flow_run_id": {"any_": [one]}}, {"name": mine, "flow_run_id": {"is_null_": True}},
            {"name": mine, "flow_run_id": {"is_null_": False}}, {"name": mine, "flow_run_id": {"is_null_": None}},
            {"name": mine, "tags": {"all_": ["x"]}}, {"name": mine, "tags": {"is_null_": True}}, {"name": mine, "tags": {"is_null_": False}},
            {"name": mine, "state": {"type": {"any_": ["RUNNING", "COMPLETED"]}}}, {"name": mine, "state": {"name": {"any_": ["Pending"]}}},
            {"name": mine, "start_time": {"is_null_": True}}, {"name": mine, "start_time": {"is_null_": False}},
            {"name": mine, "end_time": {"is_null_": False}}, {"name": mine, "expected_start_time": {"after_": "2040-01-01T00:00:00Z"}},
            {"name": mine, "subflow_runs": {"exists_": False}}, {"name": mine, "subflow_runs": {"exists_": True}},
            {"operator": "or_", "id": {"any_": ids[:1]}, "name": {"any_": [s.name("t3")]}}):
        s.post("/task_runs/filter", {"task_runs": each, "sort": "NAME_ASC"})
        s.post("/task_runs/count", {"task_runs": each})
    for other in ({"flow_runs": {}}, {"flow_runs": {"id": {"any_": [one]}}}, {"flows": {"name": {"any_": [s.name("two")]}}}, {"deployments": {}}):
        s.post("/task_runs/filter", {"task_runs": {"name": mine}, "sort": "NAME_ASC"} | other)
        s.post("/task_runs/count", {"task_runs": {"name": mine}} | other)
    for sort in ("NAME_ASC", "NAME_DESC", "EXPECTED_START_TIME_ASC", "EXPECTED_START_TIME_DESC"):
        s.post("/task_runs/filter", {"task_runs": {"name": mine}, "sort": sort})
    s.post("/task_runs/filter", {"task_runs": {"name": mine}, "sort": "END_TIME_DESC", "limit": 200}, unordered=("",))
    for page in ({"limit": 2}, {"limit": 2, "offset": 2}, {"limit": 0}, {"offset": 9}):
        s.post("/task_runs/filter", {"task_runs": {"name": mine}, "sort": "NAME_ASC"} | page)
    s.post("/task_runs/paginate", {"task_runs": {"name": mine}, "sort": "NAME_ASC", "limit": 2, "page": 2})
    s.fuzz("POST", "/task_runs/filter", {}, {
        "limit": [-1, 201, "x"], "offset": [-1], "sort": ["NOPE", "START_TIME_ASC"],
        "task_runs": [[], {"zip": 1}, {"id": {"not_any_": []}}, {"state": {"type": {"not_any_": []}}}, {"tags": {"any_": []}},
                      {"state": {"type": {"any_": ["NOPE"]}}}, {"subflow_runs": {"exists_": "x"}}]})
