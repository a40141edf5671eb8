"""Artifacts and the collections of their keys."""

from harness.scenario import scenario

MISSING = "00000000-0000-4000-8000-00000000dead"


def run(s, part="run"):
    """A flow run of this scenario, and a task run of it."""
    flow = s.post("/flows/", {"name": s.name(f"{part}-flow"), "tags": [s.name("flow")]}).json()["id"]
    run = s.post("/flow_runs/", {"flow_id": flow, "name": s.name(part), "tags": [part]}).json()["id"]
    task = s.post("/task_runs/", {"flow_run_id": run, "task_key": "t", "dynamic_key": part, "name": s.name(f"{part}-task")}).json()["id"]
    return run, task


@scenario("create, read, change, delete", issue=3)
def _(s):
    s.post("/artifacts/", {})
    made = s.post("/artifacts/", {"key": None, "type": "markdown", "description": "d", "data": "# x", "metadata_": {"a": "b"}}).json()
    s.get(f"/artifacts/{made['id']}")
    for body in ({"data": {"a": [1, None, 1.5]}}, {"description": None}, {"metadata_": {"c": "x" * 501}}, {}, {"data": None, "metadata_": None}):
        s.patch(f"/artifacts/{made['id']}", body)
        s.get(f"/artifacts/{made['id']}")
    s.delete(f"/artifacts/{made['id']}")
    s.delete(f"/artifacts/{made['id']}")
    s.get(f"/artifacts/{made['id']}")
    s.patch(f"/artifacts/{made['id']}", {"data": 1})
    for data in (0, 1.5, True, "", [], {}, None, {"ü": "🦊", "deep": {"a": [{}]}}, 1e22, 2**60):
        s.post("/artifacts/", {"data": data})
    s.post("/artifacts/", {"flow_run_id": MISSING, "task_run_id": MISSING, "metadata_": {"long": "ü" * 600, "": ""}})


@scenario("what is refused or missing", issue=3)
def _(s):
    s.cases("POST", "/artifacts/", [None, [], "x", {"zip": 1}, {"id": MISSING}])
    s.fuzz("POST", "/artifacts/", {}, {
        "key": ["A", "a b", "ü", "a_b", 1], "type": [1], "description": [[]], "metadata_": [[], {"a": 1}, {"a": None}, "x"],
        "flow_run_id": ["x", 1], "task_run_id": ["x"]})
    made = s.post("/artifacts/", {"data": 1}).json()["id"]
    s.cases("PATCH", f"/artifacts/{made}", [None, [], {"zip": 1}, {"key": "k"}, {"type": "t"}, {"description": 1}, {"metadata_": {"a": 1}}])
    s.get(f"/artifacts/{made}")
    for path in (f"/artifacts/{MISSING}", "/artifacts/x", f"/artifacts/{s.name('none')}/latest"):
        s.get(path)
    s.delete(f"/artifacts/{MISSING}")
    s.patch(f"/artifacts/{MISSING}", {})


@scenario("the collection of a key follows its latest artifact", issue=3)
def _(s):
    key = s.name("key")
    flow_run, task_run = run(s)
    made = [s.post("/artifacts/", body | {"key": key}).json()["id"] for body in (
        {"type": "table", "description": "one", "data": [1], "metadata_": {"n": "1"}},
        {"type": "markdown", "data": "two", "flow_run_id": flow_run, "task_run_id": task_run}, {})]
    s.get(f"/artifacts/{key}/latest")
    mine = {"artifacts": {"key": {"any_": [key]}}}
    s.post("/artifacts/latest/filter", mine)
    s.post("/artifacts/filter", mine | {"sort": "CREATED_DESC"})
    s.patch(f"/artifacts/{made[0]}", {"data": "not the latest"})
    s.get(f"/artifacts/{key}/latest")
    s.patch(f"/artifacts/{made[2]}", {"data": {"the": "latest"}, "description": "three"})
    s.get(f"/artifacts/{key}/latest")
    s.delete(f"/artifacts/{made[0]}")
    s.get(f"/artifacts/{key}/latest")
    s.delete(f"/artifacts/{made[2]}")
    s.get(f"/artifacts/{key}/latest")
    s.post("/artifacts/latest/filter", mine)
    s.delete(f"/artifacts/{made[1]}")
    s.get(f"/artifacts/{key}/latest")
    s.post("/artifacts/latest/count", mine)


@scenario("filter, count and sort", issue=3)
def _(s):
    (one, task), (two, _) = run(s, "one"), run(s, "two")
    ids = [s.post("/artifacts/", body).json()["id"] for body in (
        {"key": s.name("a"), "type": "table", "flow_run_id": one, "task_run_id": task},
        {"key": s.name("b"), "type": "markdown", "flow_run_id": two},
        {"key": s.name("a"), "type": "link", "flow_run_id": one},
        {"type": "table", "flow_run_id": two}, {"type": None, "flow_run_id": one})]
    mine = {"flow_run_id": {"any_": [one, two]}}
    for artifacts in ({}, {"id": {"any_": ids[:2]}}, {"id": {"any_": []}}, {"key": {"any_": [s.name("a")]}}, {"key": {"like_": s.name("A")}},
                      {"key": {"like_": ""}}, {"key": {"exists_": True}}, {"key": {"exists_": False}}, {"key": {"any_": []}},
                      {"type": {"any_": ["table", "link"]}}, {"type": {"not_any_": ["table"]}}, {"type": {"not_any_": []}},
                      {"type": {"any_": ["table"], "not_any_": ["link"]}}, {"task_run_id": {"any_": [task]}}, {"type": None, "key": {}}):
        s.post("/artifacts/filter", {"artifacts": mine | artifacts, "sort": "CREATED_DESC"})
        s.post("/artifacts/count", {"artifacts": mine | artifacts})
        latest = {"latest_id" if each == "id" else each: value for each, value in artifacts.items()}
        s.post("/artifacts/latest/filter", {"artifacts": mine | latest, "sort": "CREATED_DESC"})
        s.post("/artifacts/latest/count", {"artifacts": mine | latest})
    s.post("/artifacts/count", {"artifacts": {"operator": "or_", "id": {"any_": ids[:1]}, "task_run_id": {"any_": [task]}, "key": {"any_": [s.name("b")]}}})
    for other in ({"flow_runs": {}}, {"flow_runs": {"tags": {"all_": ["one"]}}}, {"task_runs": {}}, {"task_runs": {"name": {"any_": [s.name("one-task")]}}},
                  {"flows": {}}, {"flows": {"name": {"any_": [s.name("two-flow")]}}}, {"flows": {"name": {"any_": []}}}, {"deployments": {}},
                  {"flow_runs": {"tags": {"all_": ["one"]}}, "flows": {"name": {"any_": [s.name("two-flow")]}}}, {"work_pools": {"zip": 1}}):
        for path in ("/artifacts/filter", "/artifacts/count", "/artifacts/latest/filter", "/artifacts/latest/count"):
            s.post(path, {"artifacts": mine, "sort": "CREATED_DESC"} | other)
    for sort in ("CREATED_DESC", "ID_DESC", "KEY_DESC", "KEY_ASC", None):
        s.post("/artifacts/latest/filter", {"artifacts": mine, "sort": sort}, unordered=() if sort and sort != "ID_DESC" else ("",))
    s.patch(f"/artifacts/{ids[1]}", {"data": 1})
    for sort in ("CREATED_DESC", "UPDATED_DESC"):
        s.post("/artifacts/filter", {"artifacts": mine, "sort": sort})
    for page in ({"limit": 2}, {"limit": 2, "offset": 3}, {"limit": 0}, {"offset": 9}):
        s.post("/artifacts/filter", {"artifacts": mine, "sort": "CREATED_DESC"} | page)
        s.post("/artifacts/latest/filter", {"artifacts": mine, "sort": "CREATED_DESC"} | page)
    for path in ("/artifacts/filter", "/artifacts/latest/filter"):
        s.fuzz("POST", path, {"artifacts": mine}, {
            "limit": [-1, 201, "x", 1.5], "offset": [-1, "x"], "sort": ["NOPE", 1], "flow_runs": [[], {"zip": 1}],
            "artifacts": [[], {"zip": 1}, {"name": {}}, {"id": {"any_": ["x"]}}, {"latest_id": {"any_": ["x"]}}, {"key": {"operator": "or_"}},
                          {"type": {"like_": "x"}}, {"flow_run_id": {"is_null_": True}}]})
    s.cases("POST", "/artifacts/count", [[], {"artifacts": []}, {"artifacts": {"zip": 1}}])


@scenario("events of collections", slow=True, issue=3)
def _(s):
    key = s.name("events")
    flow_run, task_run = run(s)
    s.post("/artifacts/", {"data": "without a key"})
    one = s.post("/artifacts/", {"key": key, "type": "table", "data": [1], "description": "d"}).json()["id"]
    two = s.post("/artifacts/", {"key": key, "data": {"n": 2}, "flow_run_id": flow_run, "task_run_id": task_run}).json()["id"]
    collection = s.get(f"/artifacts/{key}/latest").json()["id"]
    s.patch(f"/artifacts/{two}", {"data": 3})
    s.delete(f"/artifacts/{two}")
    s.delete(f"/artifacts/{one}")
    s.events("prefect.artifact-collection.", 4)
    s.note("one collection", collection)
