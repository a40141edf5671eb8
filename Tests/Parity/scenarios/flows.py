"""Flows: create, read, filter, count, change, delete."""

from harness.scenario import scenario

MISSING = "00000000-0000-4000-8000-00000000dead"


@scenario("create, upsert, read, change, delete")
def _(s):
    name = s.name("flow")
    flow = s.post("/flows/", {"name": name, "tags": ["b", "a", "b"], "labels": {"n": 1, "f": 1.5, "b": True, "s": "x"}}).json()
    s.post("/flows/", {"name": name, "tags": ["other"], "labels": {"other": "x"}})
    s.post("/flows/", {"name": name})
    s.get(f"/flows/{flow['id']}")
    s.get(f"/flows/name/{name}")
    for body in ({"tags": ["new"]}, {}, {"tags": []}):
        s.patch(f"/flows/{flow['id']}", body)
        s.get(f"/flows/{flow['id']}")
    s.delete(f"/flows/{flow['id']}")
    s.delete(f"/flows/{flow['id']}")
    s.get(f"/flows/{flow['id']}")
    s.get(f"/flows/name/{name}")


@scenario("what is not there")
def _(s):
    s.get(f"/flows/{MISSING}")
    s.patch(f"/flows/{MISSING}", {})
    s.delete(f"/flows/{MISSING}")
    s.get("/flows/x")
    s.get(f"/flows/name/{s.name('none')}")
    s.get("/flows/name/a%2Fb")


@scenario("names of many kinds")
def _(s):
    for name in ("Upper Case", "ünïcode 🦊", "a.b", "a b", " ", "", "a\nb", "a\tb", "'\"`;--", "x" * 1000, "{braces}", "a:b@c?d=e#f"):
        s.post("/flows/", {"name": name and s.salt + name})
        if s.last.is_success:
            s.get(f"/flows/{s.last.json()['id']}")
    s.get(f"/flows/name/{s.salt}Upper%20Case")
    s.get(f"/flows/name/{s.salt}%C3%BCn%C3%AFcode%20%F0%9F%A6%8A")


@scenario("refused bodies")
def _(s):
    base = {"name": s.name("bad")}
    s.cases("POST", "/flows/", [None, {}, [], "x", 1, {"tags": []}, {"zip": 1}])
    s.fuzz("POST", "/flows/", base, {
        "name": [None, 1, [], {}, "a/b", "a%b", "a&b", "a<b", "a>b"],
        "tags": [None, "a", [1], [None], {}],
        "labels": [None, [], "x", {"k": None}, {"k": []}, {"k": {}}],
        "zip": [1], "id": [MISSING]})
    flow = s.post("/flows/", base).json()
    s.cases("PATCH", f"/flows/{flow['id']}", [None, [], "x", {"tags": None}, {"tags": "x"}, {"tags": [1]}, {"name": "x"}, {"zip": 1}])
    s.get(f"/flows/{flow['id']}")


@scenario("labels keep their types")
def _(s):
    labels = {"int": 1, "float": 1.0, "big": 2**53 + 1, "true": True, "text": "1", "": "", "ü": "ü", "exp": 1e22}
    flow = s.post("/flows/", {"name": s.name("labels"), "labels": labels}).json()
    s.get(f"/flows/{flow['id']}")


@scenario("filter and count")
def _(s):
    ids = [s.post("/flows/", {"name": s.name(part), "tags": tags}).json()["id"]
           for part, tags in (("a", []), ("b", ["x"]), ("c", ["x", "y"]), ("d_1", ["y"]))]
    s.post("/flow_runs/", {"flow_id": ids[0], "name": s.name("run"), "tags": ["t"]})
    mine = {"like_": s.salt}
    for flows in ({"name": mine}, {"name": {"any_": [s.name("a"), s.name("zz")]}}, {"name": {"any_": []}},
                  {"name": {"like_": s.name("A")}}, {"name": {"like_": s.salt + "%1"}}, {"id": {"any_": ids[:2]}},
                  {"name": mine, "id": {"not_any_": ids[:2]}}, {"name": mine, "id": {"not_any_": []}},
                  {"id": {"any_": ids[:3], "not_any_": ids[:1]}}, {"name": mine, "tags": {"all_": ["x"]}},
                  {"name": mine, "tags": {"all_": ["x", "y"]}}, {"name": mine, "tags": {"is_null_": True}},
                  {"name": mine, "tags": {"is_null_": False}}, {"name": mine, "tags": {"all_": []}},
                  {"name": mine, "tags": {"operator": "or_", "all_": ["x"], "is_null_": True}},
                  {"name": mine, "deployment": {"is_null_": True}}, {"name": mine, "deployment": {"is_null_": False}},
                  {"operator": "or_", "id": {"any_": ids[:1]}, "name": {"any_": [s.name("b")]}},
                  {"name": mine, "tags": None, "id": {}}):
        s.post("/flows/filter", {"flows": flows})
        s.post("/flows/count", {"flows": flows})
    for other in ({"flow_runs": {}}, {"flow_runs": {"name": {"any_": [s.name("run")]}}}, {"flow_runs": {"tags": {"all_": ["none"]}}},
                  {"task_runs": {}}, {"deployments": {}}, {"work_pools": {}}, {"flow_runs": {"state": {"type": {"any_": ["PENDING"]}}}}):
        s.post("/flows/filter", {"flows": {"name": mine}} | other)
        s.post("/flows/count", {"flows": {"name": mine}} | other)


@scenario("filter: sort and pages")
def _(s):
    for part in ("m", "c", "x", "a", "t"):
        s.post("/flows/", {"name": s.name(part)})
    mine = {"flows": {"name": {"like_": s.salt}}}
    for sort in ("NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC", None):
        s.post("/flows/filter", mine | {"sort": sort})
    for page in ({"limit": 2}, {"limit": 2, "offset": 3}, {"limit": 0}, {"limit": 200}, {"offset": 9}):
        s.post("/flows/filter", mine | page)
    s.fuzz("POST", "/flows/filter", mine, {"limit": [-1, 201, "x", 1.5], "offset": [-1, "x"], "sort": ["NOPE", 1],
                                           "flows": [[], {"zip": 1}, {"id": {"any_": ["x"]}}, {"name": {"operator": "or_"}}],
                                           "flow_runs": [[], {"zip": 1}, {"state": {"type": {"any_": ["NOPE"]}}}]})
    for page in ({}, {"limit": 2}, {"limit": 2, "page": 2}, {"limit": 2, "page": 3}, {"limit": 2, "page": 9}, {"limit": 0}, {"page": 0},
                 {"limit": 2, "offset": 1}, {"limit": 201}):
        s.post("/flows/paginate", mine | page)


@scenario("a flow's runs go with it")
def _(s):
    flow = s.post("/flows/", {"name": s.name("gone")}).json()["id"]
    run = s.post("/flow_runs/", {"flow_id": flow}).json()["id"]
    task = s.post("/task_runs/", {"flow_run_id": run, "task_key": "t", "dynamic_key": "0"}).json()["id"]
    s.delete(f"/flows/{flow}")
    s.get(f"/flow_runs/{run}")
    s.get(f"/task_runs/{task}")


@scenario("deleting many", issue=3)
def _(s):
    for part in "abc":
        s.post("/flows/", {"name": s.name(part)})
    s.post("/flows/bulk_delete", {"flows": {"name": {"any_": [s.name("a"), s.name("b")]}}}, unordered=("deleted",))
    s.post("/flows/bulk_delete", {"flows": {"name": {"any_": [s.name("a")]}}})
    s.fuzz("POST", "/flows/bulk_delete", {"flows": {"name": {"any_": []}}}, {"limit": [0, 51, -1, "x", 50, None, 10**20, -(10**20), "9" * 20, "-" + "9" * 20, 1e20]})
    s.post("/flows/count", {"flows": {"name": {"like_": s.salt}}})


@scenario("events of flows", slow=True)
def _(s):
    flow = s.post("/flows/", {"name": s.name("e"), "tags": ["t"], "labels": {"l": 1}}).json()["id"]
    s.post("/flows/", {"name": s.name("e"), "tags": ["ignored"]})
    s.patch(f"/flows/{flow}", {"tags": ["u"]})
    s.patch(f"/flows/{flow}", {})
    s.delete(f"/flows/{flow}")
    s.events("prefect.flow.", 4)
