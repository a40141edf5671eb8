"""Flow runs without a deployment: create, read, change, filter, delete."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"


def flow(s, part="flow", **more):
    """A flow of this scenario."""
    return s.post("/flows/", {"name": s.name(part)} | more).json()["id"]


@scenario("create and read")
def _(s):
    id = flow(s, tags=["flow-tag"], labels={"from": "flow", "both": "flow"})
    run = s.post("/flow_runs/", {"flow_id": id}).json()
    s.get(f"/flow_runs/{run['id']}")
    full = s.post("/flow_runs/", {
        "flow_id": id, "name": s.name("run"), "flow_version": "v1", "parameters": {"x": 1, "deep": {"b": [1, None], "a": "ü"}},
        "context": {"k": "v"}, "tags": ["b", "a", "b"], "labels": {"both": "run", "n": 1, "b": True},
        "infrastructure_document_id": None, "empirical_policy": {"retries": 2, "retry_delay": 3, "resuming": False},
        "work_queue_name": "text-only", "job_variables": {"a": 1}}).json()
    s.get(f"/flow_runs/{full['id']}")
    s.post("/flow_runs/", {"flow_id": id, "name": "", "state": None})
    s.post("/flow_runs/", {"flow_id": id, "name": None, "parameters": {}, "tags": []})
    s.get(f"/flow_runs/{full['id'].upper()}")
    s.get(f"/flow_run_states/?flow_run_id={full['id']}")
    s.get(f"/flow_run_states/{run['state']['id']}")


@scenario("create in a state")
def _(s):
    id = flow(s)
    states = [{"type": each} for each in ("SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED",
                                          "CANCELLING")]
    states += [
        {"type": "PENDING", "name": "Custom", "message": "hello"},
        {"type": "SCHEDULED", "state_details": {"scheduled_time": "2031-01-01T00:00:00Z"}},
        {"type": "SCHEDULED", "name": "Late"},
        {"type": "RUNNING", "name": ""}, {"type": "COMPLETED", "data": {"type": "unpersisted"}},
    ]
    for state in states:
        run = s.post("/flow_runs/", {"flow_id": id, "name": s.name("r"), "state": state})
        if run.is_success:
            s.get(f"/flow_runs/{run.json()['id']}")
            s.get(f"/flow_run_states/?flow_run_id={run.json()['id']}")


@scenario("a scheduled time is told in UTC")
def _(s):
    utc = Deviation("every time is answered in UTC, like those of columns", status=201)
    again = Deviation("every time is answered in UTC, like those of columns", status=200)
    run = s.post("/flow_runs/", {"flow_id": flow(s), "state": {"type": "SCHEDULED", "state_details": {
        "scheduled_time": "2031-01-01T02:00:00+02:00"}}}, deviates=utc).json()
    s.get(f"/flow_runs/{run['id']}", deviates=again)
    s.get(f"/flow_run_states/?flow_run_id={run['id']}", deviates=again)
    s.post("/flow_runs/count", {"flow_runs": {"id": {"any_": [run["id"]]}, "next_scheduled_start_time": {
        "before_": "2031-01-01T00:00:00Z", "after_": "2031-01-01T00:00:00Z"}}})


@scenario("idempotency key")
def _(s):
    id, other = flow(s), flow(s, "other")
    for body in ({"name": s.name("first")}, {"name": s.name("second"), "parameters": {"x": 1}, "state": {"type": "RUNNING"}}):
        s.post("/flow_runs/", {"flow_id": id, "idempotency_key": s.name("key")} | body)
    s.post("/flow_runs/", {"flow_id": other, "idempotency_key": s.name("key")})
    s.post("/flow_runs/", {"flow_id": id, "idempotency_key": s.name("key2"), "job_variables": {"a": 1}})
    s.post("/flow_runs/", {"flow_id": id, "idempotency_key": ""})
    s.post("/flow_runs/", {"flow_id": id, "idempotency_key": ""})
    s.post("/flow_runs/filter", {"flow_runs": {"idempotency_key": {"any_": [s.name("key")]}}}, unordered=("",))


@scenario("refused bodies on create")
def _(s):
    base = {"flow_id": flow(s), "name": s.name("bad")}
    s.cases("POST", "/flow_runs/", [None, {}, [], "x", {"name": "x"}, {"flow_id": "x"}, {"flow_id": None}, {"flow_id": MISSING}])
    s.fuzz("POST", "/flow_runs/", base, {
        "name": [1, [], {}], "flow_version": [1, []], "parameters": [None, [], "x", 1], "context": [None, [], "x"],
        "tags": [None, "x", [1], {}], "labels": [[], "x", {"k": None}, {"k": []}],
        "parent_task_run_id": ["x", MISSING, 1], "idempotency_key": [1, []], "empirical_policy": [{"retries": "x"}, {"zip": 1}],
        "work_pool_name": ["none-" + s.salt], "work_queue_name": [1, "a/b"],
        "job_variables": [[], "x"], "infrastructure_document_id": ["x"], "deployment_id": ["x"],
        "state": [[], "x", {}, {"type": "NOPE"}, {"type": None}, {"type": 1}, {"name": "x"}, {"type": "PENDING", "zip": 1},
                  {"type": "PENDING", "name": 1}, {"type": "PENDING", "message": 1}, {"type": "PENDING", "timestamp": "2026-01-01T00:00:00Z"}, {"type": "PENDING", "id": MISSING},
                  {"type": "PENDING", "state_details": []}, {"type": "PENDING", "state_details": {"scheduled_time": "x"}}],
        "id": [MISSING], "zip": [1], "created": ["2026-01-01T00:00:00Z"], "start_time": ["2026-01-01T00:00:00Z"]})


@scenario("a policy that is not an object is refused")
def _(s):
    refused = Deviation("D.35: the reference answers 500", status=422)
    base = {"flow_id": flow(s)}
    s.fuzz("POST", "/flow_runs/", base, {"empirical_policy": [[], "x"]}, deviates=refused)


@scenario("what is not there")
def _(s):
    s.get(f"/flow_runs/{MISSING}")
    s.patch(f"/flow_runs/{MISSING}", {})
    s.delete(f"/flow_runs/{MISSING}")
    s.post(f"/flow_runs/{MISSING}/set_state", {"state": {"type": "RUNNING"}})
    s.get("/flow_runs/x")
    s.get(f"/flow_run_states/{MISSING}")
    s.get("/flow_run_states/x")
    s.get(f"/flow_run_states/?flow_run_id={MISSING}")
    s.get("/flow_run_states/?flow_run_id=x")
    s.get("/flow_run_states/")


@scenario("change")
def _(s):
    id = s.post("/flow_runs/", {"flow_id": flow(s), "name": s.name("run"), "tags": ["a"], "parameters": {"x": 1}}).json()["id"]
    for body in ({}, {"name": s.name("new")}, {"tags": ["b", "c"]}, {"parameters": {"y": 2}}, {"flow_version": "2"},
                 {"empirical_policy": {"retries": 1}}, {"infrastructure_pid": "host:1"}, {"tags": []}, {"infrastructure_pid": None}):
        s.patch(f"/flow_runs/{id}", body)
        s.get(f"/flow_runs/{id}")
    s.cases("PATCH", f"/flow_runs/{id}", [None, [], {"zip": 1}, {"name": 1}, {"tags": "x"}, {"tags": None}, {"parameters": None},
                                          {"parameters": []}, {"job_variables": {"a": 1}}, {"flow_id": MISSING}])
    s.patch(f"/flow_runs/{id}/labels", {"a": 1, "b": "x"})
    s.patch(f"/flow_runs/{id}/labels", {"a": 2.5, "c": True})
    s.get(f"/flow_runs/{id}")
    s.patch(f"/flow_runs/{MISSING}/labels", {"a": 1})
    s.cases("PATCH", f"/flow_runs/{id}/labels", [None, [], "x"])


@scenario("filter, count and sort")
def _(s):
    one, two = flow(s, "one"), flow(s, "two")
    runs = []
    for number, (owner, more) in enumerate([
            (one, {"tags": ["x"]}), (one, {"tags": ["x", "y"], "flow_version": "1"}), (two, {"state": {"type": "RUNNING"}}),
            (two, {"state": {"type": "COMPLETED"}}), (two, {"state": {"type": "SCHEDULED",
             "state_details": {"scheduled_time": "2031-01-01T00:00:00Z"}}, "idempotency_key": s.name("k")})]):
        runs.append(s.post("/flow_runs/", {"flow_id": owner, "name": s.name(f"r{number}"), "parameters": {"n": number}} | more).json()["id"])
    mine = {"like_": s.salt}
    for each in (
            {"name": mine}, {"id": {"any_": runs[:2]}}, {"id": {"any_": []}}, {"name": mine, "id": {"not_any_": runs[:2]}},
            {"name": {"any_": [s.name("r1"), s.name("r9")]}}, {"name": {"like_": s.name("R")}},
            {"name": mine, "tags": {"all_": ["x"]}}, {"name": mine, "tags": {"any_": ["y", "z"]}}, {"name": mine, "tags": {"is_null_": True}},
            {"name": mine, "tags": {"is_null_": False}}, {"name": mine, "tags": {"any_": []}},
            {"name": mine, "tags": {"operator": "or_", "any_": ["y"], "is_null_": True}},
            {"name": mine, "state": {"type": {"any_": ["RUNNING", "PENDING"]}}}, {"name": mine, "state": {"type": {"not_any_": ["PENDING"]}}},
            {"name": mine, "state": {"name": {"any_": ["Running"]}}}, {"name": mine, "state": {"name": {"not_any_": ["Running"]}}},
            {"name": mine, "state": {"operator": "or_", "type": {"any_": ["COMPLETED"]}, "name": {"any_": ["Running"]}}},
            {"name": mine, "state": {}}, {"name": mine, "deployment_id": {"is_null_": True}}, {"name": mine, "deployment_id": {"any_": [MISSING]}},
            {"name": mine, "flow_version": {"any_": ["1"]}}, {"name": mine, "start_time": {"is_null_": True}},
            {"name": mine, "start_time": {"is_null_": False}}, {"name": mine, "start_time": {"after_": s.time(-3600), "before_": s.time(3600)}},
            {"name": mine, "end_time": {"is_null_": False}}, {"name": mine, "end_time": {"before_": s.time(-3600)}},
            {"name": mine, "expected_start_time": {"after_": "2030-12-31T00:00:00Z"}},
            {"name": mine, "next_scheduled_start_time": {"before_": "2031-01-01T00:00:00Z"}},
            {"name": mine, "idempotency_key": {"any_": [s.name("k")]}}, {"name": mine, "idempotency_key": {"not_any_": ["other"]}},
            {"name": mine, "parent_task_run_id": {"is_null_": True}}, {"name": mine, "parent_flow_run_id": {"any_": [runs[0]]}},
            {"name": mine, "work_queue_name": {"is_null_": True}}, {"name": mine, "created_by": {"is_null_": True}},
            {"operator": "or_", "id": {"any_": runs[:1]}, "name": {"any_": [s.name("r4")]}}):
        s.post("/flow_runs/filter", {"flow_runs": each, "sort": "NAME_ASC"})
        s.post("/flow_runs/count", {"flow_runs": each})
    for other in ({"flows": {"id": {"any_": [one]}}}, {"flows": {"name": {"any_": [s.name("two")]}}}, {"task_runs": {}}, {"deployments": {}},
                  {"work_pools": {}}, {"work_pool_queues": {}}, {"flows": {}}):
        s.post("/flow_runs/filter", {"flow_runs": {"name": mine}, "sort": "NAME_ASC"} | other)
        s.post("/flow_runs/count", {"flow_runs": {"name": mine}} | other)
    for sort in ("NAME_ASC", "NAME_DESC", "EXPECTED_START_TIME_ASC", "EXPECTED_START_TIME_DESC", "START_TIME_ASC", "START_TIME_DESC",
                 "NEXT_SCHEDULED_START_TIME_ASC"):
        s.post("/flow_runs/filter", {"flow_runs": {"id": {"any_": runs[2:] if "START_TIME" in sort else runs}}, "sort": sort},
               unordered=("",) if sort == "NEXT_SCHEDULED_START_TIME_ASC" else ())
    ended = {"flow_runs": {"id": {"any_": runs[2:4]}}}
    s.post("/flow_runs/filter", ended | {"sort": "END_TIME_DESC"})
    s.post("/flow_runs/filter", {"flow_runs": {"name": mine}, "sort": "ID_DESC"}, unordered=("",))
    for page in ({"limit": 2}, {"limit": 2, "offset": 2}, {"limit": 0}, {"offset": 9}, {"limit": 200}):
        s.post("/flow_runs/filter", {"flow_runs": {"name": mine}, "sort": "NAME_ASC"} | page)
    for page in ({}, {"limit": 2, "page": 2}, {"limit": 2, "page": 9}, {"limit": 0}, {"page": 0}):
        s.post("/flow_runs/paginate", {"flow_runs": {"name": mine}, "sort": "NAME_ASC"} | page)


@scenario("filter: refused bodies")
def _(s):
    s.fuzz("POST", "/flow_runs/filter", {}, {
        "limit": [-1, 201, "x", 2.5], "offset": [-1, "x"], "sort": ["NOPE", 1, "CREATED_DESC"],
        "flow_runs": [[], "x", {"zip": 1}, {"id": {"any_": ["x"]}}, {"state": {"type": {"any_": ["NOPE"]}}}, {"state": {"zip": 1}},
                      {"start_time": {"before_": "x"}}, {"start_time": {"before_": 1}}, {"tags": {"zip": 1}}, {"name": {"operator": "or_"}},
                      {"operator": "x"}, {"created_by": {"id_": ["x"]}}, {"deployment_id": {"any_": [None]}}],
        "flows": [[], {"zip": 1}], "task_runs": [{"zip": 1}], "work_pools": [{"name": {"like_": "x"}}], "work_pool_queues": [{"zip": 1}]})
    s.cases("POST", "/flow_runs/count", [[], "x", {"flow_runs": []}, {"flow_runs": {"zip": 1}}])


@scenario("times in filters are read in every form")
def _(s):
    run = s.post("/flow_runs/", {"flow_id": flow(s), "state": {"type": "SCHEDULED", "state_details": {
        "scheduled_time": "2031-05-05T05:05:05Z"}}}).json()["id"]
    for text in ("2031-05-05T05:05:05Z", "2031-05-05T05:05:05+00:00", "2031-05-05T07:05:05+02:00", "2031-05-05T05:05:05", "2031-05-05 05:05:05",
                 "2031-05-05", "2031-05-06", "2031-05-05T05:05:04.999999Z", "2031-05-05T05:05:05.000001Z", "2031-05-05T05:05Z", "20310505T050505Z",
                 1935637505, 1935637505.5, "1935637505", "2031-05-05T05:05:05.1234567Z", "20310505T0505", "20310505T050505.5+0200", "2031-05-05T05",
                 "20310505", "2031-05-05T050505", "2031-5-5", "", None, True):
        s.post("/flow_runs/count", {"flow_runs": {"id": {"any_": [run]}, "expected_start_time": {"before_": text}}})
    spoken = Deviation("words and other calendars are no times of the API", status=422)
    for text in ("now", "2031-W05-1", "2031-125", "2031/05/05", "05:05:05"):
        s.post("/flow_runs/count", {"flow_runs": {"id": {"any_": [run]}, "expected_start_time": {"before_": text}}}, deviates=spoken)


@scenario("delete")
def _(s):
    id = s.post("/flow_runs/", {"flow_id": flow(s), "state": {"type": "RUNNING"}}).json()
    s.delete(f"/flow_runs/{id['id']}")
    s.delete(f"/flow_runs/{id['id']}")
    s.get(f"/flow_runs/{id['id']}")
    s.get(f"/flow_run_states/{id['state']['id']}")
    s.get(f"/flow_run_states/?flow_run_id={id['id']}")


@scenario("who made it", issue=3)
def _(s):
    id = flow(s)
    s.post("/flow_runs/", {"flow_id": id}, headers={"x-prefect-ui": "true"})
    s.post("/flow_runs/", {"flow_id": id}, headers={"x-prefect-flow-run-id": MISSING})
