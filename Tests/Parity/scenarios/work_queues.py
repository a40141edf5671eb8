"""The queues of pools, and queues as agents know them."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
DEFAULT = Deviation("D.35: the reference answers 500 for a pool's default queue", status=409)


def pool(s, part="pool", **more):
    """A work pool of this scenario."""
    name = s.name(part)
    s.post("/work_pools/", {"name": name, "type": "process"} | more)
    return name


def priorities(s, name):
    """The queues of a pool in their order."""
    s.note("priorities", [[each["name"].removeprefix(s.salt), each["priority"]]
                          for each in s.post(f"/work_pools/{name}/queues/filter", {}).json()])


@scenario("queues of a pool: create, read, change, delete", issue=3)
def _(s):
    name = pool(s)
    path = f"/work_pools/{name}/queues"
    s.post(path, {"name": s.name("q"), "description": "d", "concurrency_limit": 2})
    s.post(path, {"name": s.name("nulls"), "description": None, "is_paused": False, "concurrency_limit": None, "filter": None, "priority": None})
    for body in ({"description": "new", "concurrency_limit": None}, {}, {"concurrency_limit": 0}, {"filter": {"tags": ["a"]}}, {"filter": None},
                 {"last_polled": "2026-01-01T00:00:00Z"}, {"last_polled": None}, {"is_paused": True}, {"is_paused": True}, {"is_paused": False},
                 {"is_paused": False}, {"name": s.name("renamed")}):
        s.patch(f"{path}/{s.name('q')}", body)
        s.get(f"{path}/{s.name('q')}")
    renamed = f"{path}/{s.name('renamed')}"
    s.get(renamed)
    s.patch(renamed, {"name": "default"})
    s.cases("PATCH", renamed, [None, [], {"zip": 1}, {"name": None}, {"name": 1}, {"priority": None}, {"priority": 0}, {"priority": "x"},
                               {"description": None}, {"is_paused": None}, {"is_paused": "maybe"}, {"concurrency_limit": -1},
                               {"last_polled": "x"}, {"filter": []}, {"filter": {"tags": "x"}}, {"filter": {"deployment_ids": ["x"]}}])
    s.get(renamed)
    s.delete(renamed)
    s.delete(renamed)
    s.patch(renamed, {})
    s.delete(f"{path}/default", deviates=DEFAULT)
    s.get(f"{path}/default")
    s.patch(f"/work_pools/{s.name('none')}/queues/default", {})
    s.delete(f"/work_pools/{s.name('none')}/queues/default")


@scenario("priorities move out of the way", issue=3)
def _(s):
    name = pool(s)
    path = f"/work_pools/{name}/queues"
    for part in "abcd":
        s.post(path, {"name": s.name(part)})
    priorities(s, name)
    for part, priority in (("d", 1), ("a", 3), ("b", 9), ("c", 9), ("d", 9), ("default", 2), ("a", 1), ("a", 1)):
        s.patch(f"{path}/{part if part == 'default' else s.name(part)}", {"priority": priority})
        priorities(s, name)
    s.delete(f"{path}/{s.name('a')}")
    priorities(s, name)
    s.post(path, {"name": s.name("first"), "priority": 1})
    priorities(s, name)
    s.post(f"{path}/filter", {"work_queues": {"name": {"startswith_": [s.name("F"), "def"]}}})
    s.post(f"{path}/filter", {"work_queues": {"name": {"any_": [s.name("b")]}}})
    s.post(f"{path}/filter", {"work_queues": {"operator": "or_", "name": {"any_": [s.name("b")], "startswith_": []}, "id": {"any_": []}}})
    s.fuzz("POST", f"{path}/filter", {}, {"work_queues": [[], {"zip": 1}, {"name": {"like_": "x"}}, {"id": {"any_": ["x"]}}],
                                          "limit": [-1, 201, 1, 0], "offset": [-1, 2]})


@scenario("limits of queues and pools hold as runs become pending", issue=3)
def _(s):
    full = Deviation("a worker gets no run beyond the limit of its queue or pool", status=200)
    for part, more, of_queue in (("queue", {}, {"concurrency_limit": 1}), ("pool", {"concurrency_limit": 1}, {})):
        name = pool(s, part, **more)
        s.post(f"/work_pools/{name}/queues", {"name": s.name("q")} | of_queue)
        flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
        first, second = (s.post("/flow_runs/", {
            "flow_id": flow, "name": s.name(f"{part} {each}"), "work_pool_name": name, "work_queue_name": s.name("q"),
            "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": s.time(seconds)}}}, record=False).json()["id"]
            for each, seconds in (("first", -20), ("second", -10)))

        def poll(deviates=None):
            offered = s.post(f"/work_pools/{name}/get_scheduled_flow_runs", {}, record=False).json()
            s.note("offered", {"names": [each["flow_run"]["name"].removeprefix(s.name(part)) for each in offered]})
            s.steps[-1].deviates = deviates

        def move(run, type, deviates=None):
            s.post(f"/flow_runs/{run}/set_state", {"state": {"type": type}}, deviates=deviates, ignore=("state.state_details.scheduled_time",))
        poll()
        move(first, "PENDING")
        poll()
        move(second, "PENDING", full)
        move(first, "RUNNING")
        if part == "pool":
            s.patch(f"/work_pools/{name}/queues/{s.name('q')}", {"is_paused": True})
            third = s.post("/flow_runs/", {"flow_id": flow, "name": s.name("pool third"), "work_pool_name": name, "state": {"type": "SCHEDULED"}},
                           record=False).json()["id"]
            poll(Deviation("a run of a paused queue that still runs counts in its pool"))
            move(third, "PENDING", full)
            s.get(f"/work_pools/{name}/queues/{s.name('q')}", ignore=("last_polled",))


@scenario("a paused queue that was polled of late is ready again", issue=3)
def _(s):
    name = pool(s)
    queue = f"/work_pools/{name}/queues/default"
    s.patch(queue, {"is_paused": True})
    s.patch(queue, {"is_paused": False, "last_polled": s.time(-5)})
    s.get(queue)
    s.patch(queue, {"is_paused": True, "last_polled": s.time(-300)})
    s.patch(queue, {"is_paused": False})
    s.get(queue)


@scenario("slots of a pool and of a queue", issue=3)
def _(s):
    name = pool(s, concurrency_limit=5)
    s.post(f"/work_pools/{name}/queues", {"name": s.name("second"), "concurrency_limit": 2})
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    status = f"/work_pools/{name}/concurrency_status"
    s.post(status, {})
    for number, (state, queue) in enumerate((("RUNNING", "default"), ("PENDING", "default"), ("CANCELLING", "default"), ("SCHEDULED", "default"),
                                             ("RUNNING", s.name("second")), ("COMPLETED", s.name("second")))):
        s.post("/flow_runs/", {"flow_id": flow, "name": s.name(f"run{number}"), "state": {"type": state}, "work_pool_name": name,
                               "work_queue_name": queue})
    inexact = ("queues.flow_runs.time_in_current_state", "flow_runs.time_in_current_state")
    holders = ("queues[].flow_runs", "flow_runs")
    for body in ({}, None, {"limit": 1}, {"limit": 1, "page": 2}, {"limit": 1, "page": 9}, {"limit": 0}, {"flow_run_limit": 0}):
        s.post(status, body, ignore=inexact, unordered=holders)
    s.fuzz("POST", status, {}, {"flow_run_limit": [-1, 201, "x"], "limit": [-1, 201], "page": [0, "x"]})
    s.post(f"/work_pools/{s.name('none')}/concurrency_status", {})
    id = s.get(f"/work_pools/{name}/queues/default").json()["id"]
    status = f"/work_queues/{id}/concurrency_status"
    for body in ({}, None, {"limit": 3}, {"limit": 2, "page": 9}, {"limit": 0}):
        s.post(status, body, ignore=inexact, unordered=holders)
    s.fuzz("POST", status, {}, {"limit": [-1, 201], "page": [0, "x"]})
    s.post(f"/work_queues/{MISSING}/concurrency_status", {})
    second = s.get(f"/work_pools/{name}/queues/{s.name('second')}").json()["id"]
    s.get(f"/work_queues/{second}")
    s.get(f"/work_pools/{name}")


@scenario("queues of agents: create, read, change, delete", issue=3)
def _(s):
    made = s.post("/work_queues/", {"name": s.name("q"), "description": "d", "concurrency_limit": 1, "priority": 700}, ignore=("work_pool_id",)).json()
    ignore = ("work_pool_id", "priority")
    s.post("/work_queues/", {"name": s.name("q")})
    s.get(f"/work_queues/{made['id']}", ignore=ignore)
    s.get(f"/work_queues/name/{s.name('q')}", ignore=ignore)
    for body in ({"description": "new"}, {}, {"concurrency_limit": None}, {"is_paused": True}, {"is_paused": False}, {"priority": 701}):
        s.patch(f"/work_queues/{made['id']}", body)
        s.get(f"/work_queues/{made['id']}", ignore=("work_pool_id",))
    s.cases("PATCH", f"/work_queues/{made['id']}", [None, [], {"zip": 1}, {"name": None}, {"priority": None}, {"description": None}, {"is_paused": None},
                                                   {"filter": {"tags": [1]}}])
    s.cases("POST", "/work_queues/", [None, {}, [], {"name": None}, {"name": "a/b"}, {"name": s.name("x"), "zip": 1},
                                      {"name": s.name("x"), "priority": 0}, {"name": s.name("x"), "filter": {"deployment_ids": "x"}}])
    other = s.post("/work_queues/", {"name": s.name("other"), "priority": 710}, ignore=ignore).json()["id"]
    for body in ({"work_queues": {"name": {"startswith_": [s.salt]}}}, {"work_queues": {"id": {"any_": [other]}}}, {"work_queues": {"id": {"any_": []}}},
                 {"work_queues": {"name": {"startswith_": [s.salt]}}, "limit": 1, "offset": 1}):
        s.post("/work_queues/filter", body, ignore=ignore)
    s.fuzz("POST", "/work_queues/filter", {}, {"work_queues": [[], {"zip": 1}, {"name": {"like_": "x"}}], "limit": [-1, 201, 0], "offset": [-1]})
    s.delete(f"/work_queues/{other}")
    s.delete(f"/work_queues/{other}")
    s.get(f"/work_queues/{other}")
    s.get(f"/work_queues/name/{s.name('other')}")
    s.patch(f"/work_queues/{MISSING}", {})
    s.get("/work_queues/x")


@scenario("a queue of agents: status and runs", issue=3)
def _(s):
    queue = s.post("/work_queues/", {"name": s.name("q"), "concurrency_limit": 3, "priority": 720}, ignore=("work_pool_id",)).json()["id"]
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    for number in range(4):
        s.post("/flow_runs/", {"flow_id": flow, "name": s.name(f"r{number}"), "work_queue_name": s.name("q"), "state": {
            "type": "SCHEDULED", "state_details": {"scheduled_time": s.time(3600 * (number + 1))}}})
    s.get(f"/work_queues/{queue}/status")
    look = {"headers": {"x-prefect-ui": "true"}}
    for body in ({}, None, {"limit": 1}, {"limit": 0}, {"scheduled_before": s.time(7200)}, {"scheduled_before": s.time(900)}):
        s.post(f"/work_queues/{queue}/get_runs", body, **look)
    s.post(f"/work_queues/{queue}/get_runs", headers={"x-prefect-ui": "maybe"})
    s.fuzz("POST", f"/work_queues/{queue}/get_runs", {}, {"limit": [-1, 201, "x"], "scheduled_before": ["x", 1]}, **look)
    s.get(f"/work_queues/{queue}/status")
    s.post("/flow_runs/", {"flow_id": flow, "name": s.name("busy"), "work_queue_name": s.name("q"), "state": {"type": "RUNNING"}})
    s.post(f"/work_queues/{queue}/get_runs", {}, **look)
    s.patch(f"/work_queues/{queue}", {"is_paused": True})
    s.post(f"/work_queues/{queue}/get_runs", {}, **look)
    s.post(f"/work_queues/{MISSING}/get_runs", {})
    s.get(f"/work_queues/{MISSING}/status")
    old = s.post("/work_queues/", {"name": s.name("old"), "concurrency_limit": 2, "priority": 730, "filter": {"tags": [s.name("t")], "zip": 1}},
                 ignore=("work_pool_id",)).json()["id"]
    deployment = s.post("/deployments/", {"flow_id": flow, "name": s.name("d")}).json()["id"]
    for number, tags in enumerate(([s.name("t")], [s.name("t"), "x"], ["x"])):
        s.post(f"/deployments/{deployment}/create_flow_run", {"name": s.name(f"d{number}"), "tags": tags, "state": {
            "type": "SCHEDULED", "state_details": {"scheduled_time": s.time(3600 * (number + 1))}}}, unordered=("tags",))
    s.post(f"/work_queues/{old}/get_runs", {}, unordered=("[].tags",), **look)
    s.patch(f"/work_queues/{old}", {"filter": {"deployment_ids": [deployment]}})
    s.post(f"/work_queues/{old}/get_runs", {}, unordered=("[].tags",), **look)
    s.patch(f"/work_queues/{old}", {"filter": {"deployment_ids": []}, "concurrency_limit": None})
    s.post(f"/work_queues/{old}/get_runs", {}, unordered=("[].tags",), **look)
    s.get(f"/work_queues/{old}", ignore=("work_pool_id",))


@scenario("a poll makes a queue of agents ready", slow=True, issue=3)
def _(s):
    queue = s.post("/work_queues/", {"name": s.name("q"), "priority": 740}, ignore=("work_pool_id",)).json()["id"]
    s.post(f"/work_queues/{queue}/get_runs", {})
    s.until("GET", f"/work_queues/{queue}", lambda r: r.json()["status"] == "READY", ignore=("work_pool_id",))
    s.get(f"/work_queues/{queue}/status")
    s.patch(f"/work_queues/{queue}", {"is_paused": True})
    s.patch(f"/work_queues/{queue}", {"is_paused": False})
    s.get(f"/work_queues/{queue}", ignore=("work_pool_id",))


@scenario("events of queues", slow=True, issue=3)
def _(s):
    name = pool(s)
    path = f"/work_pools/{name}/queues"
    s.post(path, {"name": s.name("q"), "concurrency_limit": 2})
    s.patch(f"{path}/{s.name('q')}", {"description": "d", "concurrency_limit": None, "name": s.name("r"), "priority": 9})
    s.patch(f"{path}/{s.name('r')}", {"is_paused": True, "description": "d"})
    s.patch(f"{path}/{s.name('r')}", {"is_paused": False, "filter": {}})
    s.delete(f"{path}/{s.name('r')}")
    s.delete(f"/work_pools/{name}")
    s.events("prefect.work-queue.", 7)


@scenario("what is offered of a pool is told with its state")
def _(s):
    name = pool(s)
    s.post(f"/work_pools/{name}/queues", {"name": s.name("q")}, record=False)
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    for part, seconds in (("late", -40), ("due", -30)):
        s.post("/flow_runs/", {"flow_id": flow, "name": s.name(part), "work_pool_name": name, "work_queue_name": s.name("q"), "parameters": {"n": 2**70},
                               "state": {"type": "SCHEDULED", "name": s.name("Planned"), "message": "m",
                                         "state_details": {"scheduled_time": s.time(seconds)}}}, record=False)
    for body in ({}, {"work_queue_names": [s.name("q")]}, {"scheduled_before": s.time(-35)}, {"limit": 1}, {"limit": 0}):
        s.post(f"/work_pools/{name}/get_scheduled_flow_runs", body)
