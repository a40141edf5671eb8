"""The filter grammar: every field and operator of every entity, one at a time, and across entities (contract appendix B)."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"


class World:
    """Rows of every kind that are tied to each other, and a criterion that lets only them through."""

    def __init__(self, s):
        self.s = s
        self.flows = [s.post("/flows/", {"name": s.name(f"flow-{part}"), "tags": tags}).json()["id"]
                      for part, tags in (("a", []), ("b", ["x"]), ("c", ["x", "y"]))]
        self.pools = [s.post("/work_pools/", {"name": s.name(f"pool-{part}"), "type": type}).json()["name"]
                      for part, type in (("a", "process"), ("b", "docker"))]
        self.queue = s.post(f"/work_pools/{self.pools[0]}/queues", {"name": s.name("queue")}).json()["id"]
        self.deployments = [s.post("/deployments/", {"flow_id": flow, "name": s.name(f"deployment-{part}"), "tags": tags} | more).json()["id"]
                            for flow, part, tags, more in (
            (self.flows[0], "a", [], {"work_pool_name": self.pools[0], "work_queue_name": s.name("queue")}),
            (self.flows[1], "b", ["x"], {"work_pool_name": self.pools[1], "paused": True}),
            (self.flows[1], "c", ["x", "y"], {"concurrency_limit": 3}))]
        self.runs = []
        self.tasks = []
        for number, (flow, body) in enumerate((
                (0, {"state": {"type": "PENDING"}, "idempotency_key": s.name("key"), "flow_version": "v1"}),
                (0, {"state": {"type": "RUNNING"}, "tags": ["x"], "deployment_id": self.deployments[0], "work_pool_name": self.pools[0],
                     "work_queue_name": s.name("queue")}),
                (1, {"state": {"type": "COMPLETED", "name": "Done"}, "tags": ["x", "y"], "deployment_id": self.deployments[1], "flow_version": "v2"}),
                (1, {"state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "2031-01-01T00:00:00Z"}}, "work_queue_name": "text",
                     "idempotency_key": s.name("other")}),
                (2, {"state": {"type": "FAILED"}, "tags": ["y"], "work_pool_name": self.pools[1]}))):
            run = s.post("/flow_runs/", {"flow_id": self.flows[flow], "name": s.name(f"run-{number}")} | body, record=False).json()["id"]
            self.runs.append(run)
            self.tasks.append(s.post("/task_runs/", {
                "flow_run_id": run, "task_key": "t", "dynamic_key": "0", "name": s.name(f"task-{number}"), "tags": body.get("tags", []),
                "state": body["state"]}, record=False).json()["id"])
        self.tasks.append(s.post("/task_runs/", {"flow_run_id": None, "task_key": s.name("t"), "dynamic_key": "0", "name": s.name("task-alone")}).json()["id"])
        self.sub = s.post("/flow_runs/", {"flow_id": self.flows[2], "name": s.name("run-sub"), "parent_task_run_id": self.tasks[1]}, record=False).json()["id"]
        # Both servers number what they meet in the same order.
        for id in (*self.runs, self.sub):
            s.get(f"/flow_runs/{id}", ignore=("estimated_run_time", "estimated_start_time_delta", "total_run_time"))
        for id in self.tasks:
            s.get(f"/task_runs/{id}", ignore=("estimated_run_time", "estimated_start_time_delta", "total_run_time"))

    def names(self, path, body):
        """What a list answers, as names, and what the count says of it."""
        filter = {key: value for key, value in body.items() if key not in ("sort", "limit", "offset")}
        listed = self.s.post(f"{path}/filter", {"sort": "NAME_ASC"} | body, record=False)
        counted = self.s.post(f"{path}/count", filter, record=False)
        found = [each["name"].removeprefix(self.s.salt) for each in listed.json()] if listed.is_success else listed.json()
        self.s.note(f"{path} {self._told(body)}", {"status": [listed.status_code, counted.status_code], "found": found, "count": counted.json()})

    def _told(self, body):
        return self.s.normaliser.text(str(body))[:300]

    def each(self, path, key, mine, criteria, others=()):
        """One criterion at a time beside the one that lets only our rows through, then the filters of other entities."""
        for each in criteria:
            self.names(path, {key: mine | each})
        for each in others:
            self.names(path, each | {key: mine | (each.get(key) or {})})


ACROSS = ({"flows": {}}, {"flow_runs": {}}, {"task_runs": {}}, {"deployments": {}}, {"work_pools": {}}, {"work_pool_queues": {}}, {"work_queues": {"zip": 1}},
          {"flow_runs": {"tags": {"any_": ["y"]}}}, {"task_runs": {"state": {"type": {"any_": ["FAILED", "PENDING"]}}}},
          {"flow_runs": {"tags": {"all_": ["x"]}}, "task_runs": {"state": {"type": {"any_": ["RUNNING"]}}}},
          {"deployments": {"paused": {"eq_": True}}}, {"work_pools": {"type": {"any_": ["docker"]}}}, {"flows": None, "deployments": None})


@scenario("flows", issue=3)
def _(s):
    world = World(s)
    world.each("/flows", "flows", {"name": {"like_": s.salt}}, (
        {"id": {"any_": world.flows[:2]}}, {"id": {"not_any_": world.flows[:2]}}, {"id": {"any_": world.flows, "not_any_": world.flows[:1]}}, {"id": {}},
        {"id": {"any_": []}}, {"id": {"not_any_": []}}, {"name": {"any_": [s.name("flow-a")]}}, {"name": {"any_": [s.name("flow-a")], "like_": "b"}},
        {"tags": {"all_": ["x"]}}, {"tags": {"all_": ["y", "x"]}}, {"tags": {"is_null_": True}}, {"tags": {"is_null_": False}},
        {"tags": {"operator": "or_", "all_": ["y"], "is_null_": True}}, {"tags": {"all_": ["x"], "is_null_": True}},
        {"deployment": {"is_null_": True}}, {"deployment": {"is_null_": False}}, {"deployment": {"is_null_": None}}, {"deployment": {"operator": "or_"}},
    ), ACROSS + ({"flow_runs": {}, "deployments": {}}, {"deployments": {"paused": {"eq_": True}}, "work_pools": {"type": {"any_": ["process"]}}}))
    world.names("/flows", {"flows": {"operator": "or_", "id": {"any_": world.flows[:1]}, "name": {"any_": [s.name("flow-c")]}}})
    s.fuzz("POST", "/flows/filter", {}, {"flows": [{"tags": {"any_": ["x"]}}, {"id": {"is_null_": True}}, {"id": {"operator": "or_"}}, {"operator": None},
                                                   {"operator": "and"}, {"name": {"not_any_": []}}, {"deployment": {"any_": []}}, {"created": {}}]})


@scenario("flow runs", issue=3)
def _(s):
    world = World(s)
    one, two = world.runs[:2]
    world.each("/flow_runs", "flow_runs", {"name": {"like_": s.salt}}, (
        {"id": {"any_": [one]}}, {"id": {"not_any_": [one]}}, {"id": {"any_": [one, two], "not_any_": [one]}}, {"name": {"any_": [s.name("run-1")]}},
        {"name": {"like_": s.name("RUN-_")}}, {"name": {"like_": s.salt + "%sub"}},
        {"tags": {"all_": ["x"]}}, {"tags": {"any_": ["x", "y"]}}, {"tags": {"any_": []}}, {"tags": {"is_null_": True}}, {"tags": {"is_null_": False}},
        {"tags": {"operator": "or_", "all_": ["y"], "any_": ["x"], "is_null_": True}}, {"tags": {"all_": ["x"], "any_": ["y"]}},
        {"deployment_id": {"any_": world.deployments[:1]}}, {"deployment_id": {"is_null_": True}}, {"deployment_id": {"is_null_": False}},
        {"deployment_id": {"operator": "or_", "any_": world.deployments[:1], "is_null_": True}}, {"deployment_id": {"any_": []}},
        {"work_queue_name": {"any_": [s.name("queue"), "text"]}}, {"work_queue_name": {"is_null_": True}}, {"work_queue_name": {"is_null_": False}},
        {"work_queue_name": {"operator": "or_", "any_": ["text"], "is_null_": True}},
        {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}, {"state": {"type": {"not_any_": ["RUNNING"]}}}, {"state": {"type": {"any_": []}}},
        {"state": {"name": {"any_": ["Done"]}}}, {"state": {"name": {"not_any_": ["Done", "Pending"]}}}, {"state": {"name": {}}}, {"state": {}},
        {"state": {"operator": "or_", "type": {"any_": ["FAILED"]}, "name": {"any_": ["Done"]}}}, {"state": {"operator": "or_", "type": {}, "name": {"any_": ["Done"]}}},
        {"state": {"type": {"any_": ["COMPLETED", "PENDING"], "not_any_": ["PENDING"]}}}, {"state": {"type": {"any_": ["PENDING"], "not_any_": ["PENDING"]}}},
        {"state": {"name": {"any_": ["Done", "Pending"], "not_any_": ["Done"]}}}, {"state": {"type": {"any_": ["PENDING"], "not_any_": []}}},
        {"state": {"operator": "or_", "type": {"any_": ["FAILED", "PENDING"], "not_any_": ["FAILED"]}, "name": {"any_": ["Done", "x"], "not_any_": ["x"]}}},
        {"state": {"type": {"any_": ["COMPLETED"]}, "name": {"any_": ["Nope"]}}},
        {"flow_version": {"any_": ["v1"]}}, {"flow_version": {"any_": []}},
        {"start_time": {"is_null_": True}}, {"start_time": {"is_null_": False}}, {"start_time": {"before_": "2030-12-31T00:00:00Z"}},
        {"start_time": {"after_": "2031-01-01T00:00:00Z"}}, {"start_time": {"before_": s.time(3600), "after_": s.time(-3600)}},
        {"end_time": {"is_null_": True}}, {"end_time": {"is_null_": False}}, {"end_time": {"before_": s.time(3600)}}, {"end_time": {"after_": s.time(3600)}},
        {"expected_start_time": {"before_": "2031-01-01T00:00:00Z"}}, {"expected_start_time": {"after_": "2031-01-01T00:00:00Z"}},
        {"next_scheduled_start_time": {"before_": "2031-01-01T00:00:00Z"}}, {"next_scheduled_start_time": {"after_": "2031-01-01T00:00:00.000001Z"}},
        {"parent_flow_run_id": {"any_": [two]}}, {"parent_flow_run_id": {"any_": [one]}}, {"parent_flow_run_id": {}},
        {"parent_task_run_id": {"any_": [world.tasks[1]]}}, {"parent_task_run_id": {"is_null_": True}}, {"parent_task_run_id": {"is_null_": False}},
        {"idempotency_key": {"any_": [s.name("key")]}}, {"idempotency_key": {"not_any_": [s.name("key")]}}, {"idempotency_key": {"not_any_": []}},
        {"created_by": {"is_null_": True}}, {"created_by": {"is_null_": False}}, {"created_by": {"id_": [MISSING]}}, {"created_by": {"type_": ["DEPLOYMENT"]}},
        {"created_by": {"operator": "or_", "type_": ["x"], "is_null_": True}}, {"end_time": None, "tags": None},
    ), ACROSS + ({"work_pool_queues": {"name": {"any_": [s.name("queue")]}}}, {"work_pool_queues": {"name": {"startswith_": ["def"]}}},
                 {"work_pools": {"type": {"any_": ["process"]}}, "work_pool_queues": {"id": {"any_": [world.queue]}}},
                 {"flows": {"tags": {"all_": ["x"]}}, "task_runs": {}}))
    world.names("/flow_runs", {"flow_runs": {"operator": "or_", "id": {"any_": [one]}, "idempotency_key": {"any_": [s.name("other")]}}})
    s.fuzz("POST", "/flow_runs/filter", {}, {"flow_runs": [
        {"id": {"is_null_": True}}, {"name": {"operator": "or_"}}, {"state": {"type": {"any_": ["NOPE"]}}}, {"state": {"type": {"like_": "x"}}},
        {"flow_version": {"like_": "x"}}, {"expected_start_time": {"is_null_": True}}, {"parent_flow_run_id": {"is_null_": True}}, {"start_time": {"before_": "x"}},
        {"created_by": {"any_": []}}, {"work_queue_name": {"like_": "x"}}, {"idempotency_key": {"is_null_": True}}]})


@scenario("flow runs in every order", issue=3)
def _(s):
    world = World(s)
    mine = {"flow_runs": {"name": {"like_": s.name("run-")}, "start_time": {"is_null_": True}}}
    for sort in ("START_TIME_ASC", "START_TIME_DESC", "EXPECTED_START_TIME_ASC", "EXPECTED_START_TIME_DESC", "NAME_ASC", "NAME_DESC"):
        world.names("/flow_runs", mine | {"sort": sort})
    for sort in ("NEXT_SCHEDULED_START_TIME_ASC", "END_TIME_DESC", "ID_DESC", None):
        s.post("/flow_runs/filter", {"flow_runs": {"id": {"any_": world.runs[:1]}}, "sort": sort}, ignore=("estimated_start_time_delta",))
    done = {"flow_runs": {"name": {"like_": s.name("run-")}, "end_time": {"is_null_": False}}}
    world.names("/flow_runs", done | {"sort": "END_TIME_DESC"})


@scenario("task runs", issue=3)
def _(s):
    world = World(s)
    world.each("/task_runs", "task_runs", {"name": {"like_": s.salt}}, (
        {"id": {"any_": world.tasks[:2]}}, {"id": {"any_": []}}, {"name": {"any_": [s.name("task-1")]}}, {"name": {"like_": s.name("TASK")}},
        {"tags": {"all_": ["x"]}}, {"tags": {"is_null_": True}}, {"tags": {"is_null_": False}}, {"tags": {"operator": "or_", "all_": ["y"], "is_null_": True}},
        {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}, {"state": {"name": {"any_": ["Done"]}}}, {"state": {"type": {"any_": []}}},
        {"state": {"operator": "or_", "type": {"any_": ["FAILED"]}, "name": {"any_": ["Done"]}}},
        {"start_time": {"is_null_": True}}, {"start_time": {"is_null_": False}}, {"start_time": {"before_": s.time(3600)}}, {"start_time": {"after_": s.time(3600)}},
        {"end_time": {"is_null_": True}}, {"end_time": {"is_null_": False}}, {"end_time": {"after_": s.time(-3600)}},
        {"expected_start_time": {"before_": "2030-01-01T00:00:00Z"}}, {"expected_start_time": {"after_": "2030-01-01T00:00:00Z"}},
        {"subflow_runs": {"exists_": True}}, {"subflow_runs": {"exists_": False}}, {"subflow_runs": {}},
        {"flow_run_id": {}}, {"flow_run_id": {"any_": world.runs[:2]}}, {"flow_run_id": {"any_": []}}, {"flow_run_id": {"is_null_": True}},
        {"flow_run_id": {"is_null_": False}}, {"flow_run_id": {"is_null_": None}}, {"flow_run_id": {"is_null_": True, "any_": world.runs[:1]}},
        {"flow_run_id": {"operator": "or_", "is_null_": True, "any_": world.runs[:1]}}, {"flow_run_id": None},
    ), ({"flows": {}}, {"flow_runs": {}}, {"deployments": {}}, {"flows": {"tags": {"all_": ["x"]}}}, {"flow_runs": {"tags": {"any_": ["y"]}}},
        {"deployments": {"paused": {"eq_": True}}}, {"flow_runs": {"id": {"any_": world.runs[:2]}}}, {"work_pools": {"zip": 1}},
        {"flows": {"tags": {"all_": ["x"]}}, "flow_runs": {"tags": {"all_": ["y"]}}}))
    world.names("/task_runs", {"task_runs": {"operator": "or_", "id": {"any_": world.tasks[:1]},
                                             "name": {"any_": [s.name("task-alone")]}}})
    for sort in ("EXPECTED_START_TIME_ASC", "EXPECTED_START_TIME_DESC", "NAME_DESC"):
        world.names("/task_runs", {"task_runs": {"name": {"like_": s.salt}}, "sort": sort})
    for name, seconds in (("start", 1), ("short", 5), ("long", 4000), ("earliest", 5), ("none", 0)):
        run = s.post("/task_runs/", {"flow_run_id": world.runs[0], "task_key": "took", "dynamic_key": s.name(name), "name": s.name(f"took-{name}"),
                                     "state": {"type": "PENDING"}}, record=False).json()["id"]
        s.cluster.fetch(s.server.database, f"""UPDATE task_run SET total_run_time = interval '{seconds} seconds',
            expected_start_time = '2030-01-01'::timestamptz + interval '{len(name)} seconds' WHERE id = '{run}'""")
    # What goes on counts with the time that it has run until now.
    run = s.post("/task_runs/", {"flow_run_id": world.runs[0], "task_key": "took", "dynamic_key": s.name("on"), "name": s.name("took-on"),
                                 "state": {"type": "RUNNING"}}, record=False).json()["id"]
    s.cluster.fetch(s.server.database, f"UPDATE task_run SET state_timestamp = now() - interval '1 hour' WHERE id = '{run}'")
    for sort in ("DURATION_DESC", "DURATION_ASC"):
        for more in ({}, {"limit": 2}, {"limit": 2, "offset": 2}):
            world.names("/task_runs", {"task_runs": {"name": {"like_": s.name("took-")}}, "sort": sort} | more)
    s.fuzz("POST", "/task_runs/filter", {}, {"sort": ["START_TIME_ASC"], "task_runs": [
        {"id": {"not_any_": []}}, {"tags": {"any_": []}}, {"state": {"type": {"not_any_": []}}}, {"state": {"name": {"not_any_": []}}},
        {"subflow_runs": {"eq_": True}}, {"expected_start_time": {"is_null_": True}}, {"subflow_runs": {"exists_": "maybe"}}]})


@scenario("deployments", issue=3)
def _(s):
    world = World(s)
    one = world.deployments[0]
    world.each("/deployments", "deployments", {"name": {"like_": s.salt}}, (
        {"id": {"any_": [one]}}, {"id": {"not_any_": [one]}}, {"id": {"any_": []}}, {"name": {"any_": [s.name("deployment-b")]}},
        {"flow_or_deployment_name": {"like_": s.name("flow-B")}}, {"flow_or_deployment_name": {"like_": "deployment-a"}}, {"flow_or_deployment_name": {"like_": ""}},
        {"flow_or_deployment_name": {}}, {"paused": {"eq_": True}}, {"paused": {"eq_": False}}, {"paused": {"eq_": None}},
        {"tags": {"all_": ["x"]}}, {"tags": {"any_": ["y"]}}, {"tags": {"any_": []}}, {"tags": {"is_null_": True}}, {"tags": {"is_null_": False}},
        {"tags": {"operator": "or_", "all_": ["y"], "is_null_": True}}, {"work_queue_name": {"any_": [s.name("queue")]}}, {"work_queue_name": {"any_": []}},
        {"concurrency_limit": {"ge_": 3}}, {"concurrency_limit": {"le_": 1}}, {"concurrency_limit": {"is_null_": True}},
    ), ACROSS + ({"flows": {"name": {"any_": [s.name("flow-b")]}}}, {"work_pool_queues": {"name": {"any_": [s.name("queue")]}}}))
    world.names("/deployments", {"deployments": {"operator": "or_", "id": {"any_": [one]}, "name": {"any_": [s.name("deployment-c")]}}})
    for sort in ("NAME_DESC", "CREATED_DESC"):
        world.names("/deployments", {"deployments": {"name": {"like_": s.salt}}, "sort": sort})
    s.fuzz("POST", "/deployments/filter", {}, {"sort": ["ID_DESC"], "deployments": [
        {"is_schedule_active": {"eq_": True}}, {"paused": {"exists_": True}}, {"work_queue_name": {"is_null_": True}}, {"concurrency_limit": {"ge_": "x"}},
        {"flow_or_deployment_name": {"any_": []}}, {"tags": {"not_any_": []}}]})


@scenario("work pools and their workers", issue=3)
def _(s):
    world = World(s)
    ids = [s.get(f"/work_pools/{name}").json()["id"] for name in world.pools]
    mine = {"name": {"any_": world.pools}}
    for each in ({}, {"id": {"any_": ids[:1]}}, {"id": {"any_": []}}, {"type": {"any_": ["docker"]}}, {"name": {"any_": world.pools[:1]}}, {"type": {}},
                 {"operator": "or_", "id": {"any_": ids[:1]}, "type": {"any_": ["nope"]}, "name": {"any_": world.pools[1:]}}):
        s.post("/work_pools/filter", {"work_pools": mine | each})
        s.post("/work_pools/count", {"work_pools": mine | each})
    s.fuzz("POST", "/work_pools/filter", {"work_pools": mine}, {"limit": [-1, 201, 1, 0], "offset": [-1, 1, 9], "work_pools": [
        [], {"zip": 1}, {"name": {"like_": "x"}}, {"id": {"not_any_": []}}, {"type": {"is_null_": True}}]})
    s.cases("POST", "/work_pools/count", [[], {"work_pools": []}])


@scenario("the runs of pools in every order", issue=3)
def _(s):
    """What is asked of runs by nothing but their queues and a span of time is found queue by queue."""
    world = World(s)
    for day in (3, 1, 2):
        s.post("/flow_runs/", {
            "flow_id": world.flows[0], "name": s.name(f"run-of-day-{day}"), "work_pool_name": world.pools[0], "work_queue_name": s.name("queue"),
            "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": f"2031-01-0{day}T00:00:00Z"}}}, record=False)
    pools = {"work_pools": {"name": {"any_": world.pools}}}
    asked = (pools, {"work_pools": {"name": {"any_": world.pools[:1]}}}, pools | {"work_pool_queues": {"id": {"any_": [world.queue] * 2}}},
             {"work_pool_queues": {"id": {"any_": [world.queue, MISSING]}}}, {"work_pools": {"name": {"any_": [s.name("no-pool")]}}})
    early, late = {"before_": "2030-01-01T00:00:00Z"}, {"after_": "2030-01-01T00:00:00Z"}
    spans = [{"flow_runs": {field: span}} for field in ("expected_start_time", "start_time") for span in (early, late)]
    for only in asked:
        for sort in ("EXPECTED_START_TIME_ASC", "EXPECTED_START_TIME_DESC", "START_TIME_ASC", "START_TIME_DESC"):
            for more in ({"limit": 1}, {"limit": 1, "offset": 1}, {"limit": 0}, {"offset": 20_000}, *spans):
                world.names("/flow_runs", only | {"sort": sort} | more)
    s.fuzz("POST", "/flow_runs/filter", pools | {"sort": "START_TIME_DESC"}, {"limit": [-1, 201, "x"], "offset": [-1, "x"], "work_pools": [[], {"zip": 1}]})
    s.fuzz("POST", "/flow_runs/paginate", pools | {"sort": "START_TIME_DESC"}, {"limit": [-1, 201], "page": [0, -1, "x"]})


@scenario("pages of every list", issue=3)
def _(s):
    world = World(s)
    for path, key in (("/flows", "flows"), ("/flow_runs", "flow_runs"), ("/task_runs", "task_runs"), ("/deployments", "deployments")):
        mine = {key: {"name": {"like_": s.salt}}, "sort": "NAME_ASC"}
        for page in ({"limit": 2}, {"limit": 2, "offset": 1}, {"limit": 0}, {"offset": 90}, {"limit": None, "offset": None}, {"limit": "2"}, {"limit": 2.0}):
            world.names(path, mine | page)
        ignore = ("results",)
        for page in ({"limit": 2}, {"limit": 2, "page": 2}, {"limit": 2, "page": 90}, {"limit": 0}, {"page": None}, {"limit": 2, "offset": 5}):
            s.post(f"{path}/paginate", mine | page, ignore=ignore)
        s.fuzz("POST", f"{path}/filter", mine, {"limit": [-1, 201, 2**70, "x", 1.5], "offset": [-1, "x"], "sort": ["NOPE"], key: [[], "x", {"zip": 1}]})
        s.post(f"{path}/filter", mine | {"offset": 2**70}, deviates=Deviation("the reference answers 503 for an offset that no row has", status=422))
        s.fuzz("POST", f"{path}/paginate", mine, {"limit": [-1, 201], "page": [0, -1, "x", 1.5], "sort": ["NOPE"], key: [[]]})
        s.cases("POST", f"{path}/count", ["x", {key: []}, {key: {"zip": 1}}])
