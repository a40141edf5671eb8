"""Every field that takes JSON or text: what it answers to the character U+0000, and to numbers too large for its column."""

from harness.scenario import scenario
from harness.session import Deviation

NUL = Deviation("the reference takes a NUL that PostgreSQL refuses for a passing fault of the database, and clients retry: 503", status=422)
KEPT = Deviation("what no jsonb column can hold is refused wherever JSON is taken, so that a value which one field takes is taken by all", status=422)
UNTOLD = Deviation("the reference drops the event when it can't store it, and tells nobody", status=422)
TEXT = "a\u0000b"
VALUE = {"x": TEXT}


@scenario("a NUL in a flow, a run or a state is refused")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    s.cases("POST", "/flows/", [{"name": s.name("tags"), "tags": [TEXT]}, {"name": s.name("labels"), "labels": VALUE}], deviates=NUL)
    run = {"flow_id": flow, "name": s.name("run")}
    s.cases("POST", "/flow_runs/", [run | member for member in (
        {"parameters": VALUE}, {"parameters": {TEXT: 1}}, {"context": VALUE}, {"labels": VALUE}, {"tags": [TEXT]}, {"job_variables": VALUE},
        {"state": {"type": "RUNNING", "message": TEXT}})], deviates=NUL)
    id = s.post("/flow_runs/", run).json()["id"]
    s.cases("PATCH", f"/flow_runs/{id}", [{"parameters": VALUE}, {"tags": [TEXT]}], deviates=NUL)
    s.patch(f"/flow_runs/{id}/labels", VALUE, deviates=NUL)
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "RUNNING", "state_details": {"cache_key": TEXT}}}, deviates=NUL)
    task = {"flow_run_id": id, "task_key": "k", "dynamic_key": "0"}
    s.cases("POST", "/task_runs/", [task | member for member in (
        {"task_inputs": {"x": [{"input_type": "parameter", "name": TEXT}]}}, {"labels": VALUE}, {"tags": [TEXT]})], deviates=NUL)
    task = s.post("/task_runs/", task).json()["id"]
    for path in (f"/flow_runs/{id}", f"/task_runs/{task}"):
        s.post(f"{path}/set_state", {"state": {"type": "RUNNING", "message": TEXT}}, deviates=NUL)
        s.post(f"{path}/set_state", {"state": {"type": "COMPLETED", "data": {"b": "x", "a": [1.50, "y"]}}})
        s.get(path)
    s.post("/flow_runs/filter", {"flow_runs": {"id": {"any_": [id]}}})
    for path in (f"/flow_runs/{id}", f"/task_runs/{task}"):
        s.post(f"{path}/set_state", {"state": {"type": "COMPLETED", "data": VALUE}, "force": True}, deviates=KEPT)


@scenario("a NUL in a deployment or a pool is refused")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    schedule = {"schedule": {"interval": 3600}, "parameters": VALUE}
    base = {"name": s.name("deployment"), "flow_id": flow}
    s.cases("POST", "/deployments/", [base | member for member in (
        {"parameters": VALUE}, {"job_variables": VALUE}, {"tags": [TEXT]}, {"labels": VALUE}, {"pull_steps": [VALUE]}, {"parameter_openapi_schema": VALUE},
        {"schedules": [schedule]})], deviates=NUL)
    id = s.post("/deployments/", base).json()["id"]
    s.post(f"/deployments/{id}/create_flow_run", {"parameters": VALUE}, deviates=NUL)
    s.patch(f"/deployments/{id}", {"parameters": VALUE}, deviates=NUL)
    s.post(f"/deployments/{id}/schedules", [schedule], deviates=NUL)
    s.post("/work_pools/", {"name": s.name("pool"), "type": "test", "base_job_template": {"job_configuration": VALUE, "variables": {"type": "object", "properties": {}}}}, deviates=NUL)
    s.post("/work_pools/", {"name": s.name("pool"), "type": "test", "storage_configuration": {"bundle_upload_step": VALUE}}, deviates=NUL)


@scenario("a NUL in a variable, an artifact, a block or an event is refused")
def _(s):
    s.cases("POST", "/variables/", [{"name": s.name("variable"), "value": VALUE}, {"name": s.name("variable"), "value": 1, "tags": [TEXT]}], deviates=NUL)
    artifact = s.post("/artifacts/", {"data": "x"}).json()["id"]
    kind = s.post("/block_types/", {"name": s.name("kind"), "slug": s.name("kind").lower()}).json()["id"]
    s.post("/block_schemas/", {"block_type_id": kind, "fields": {"x": TEXT}}, deviates=NUL)
    schema = s.post("/block_schemas/", {"block_type_id": kind, "fields": {"title": "t"}}).json()["id"]
    document = {"name": s.name("document").lower(), "block_type_id": kind, "block_schema_id": schema, "data": {}}
    id = s.post("/block_documents/", document).json()["id"]
    s.post("/concurrency_limits/", {"tag": TEXT, "concurrency_limit": 1}, deviates=NUL)
    s.post("/events", [{"occurred": s.time(-5), "event": "nul", "resource": {"prefect.resource.id": s.name("r")}, "payload": VALUE, "id": s.id("e")}],
           deviates=UNTOLD)
    # What the reference makes of these has no counterpart here, so they come last.
    s.patch(f"/block_documents/{id}", {"data": VALUE}, deviates=KEPT)
    s.post("/block_documents/", document | {"name": s.name("refused").lower(), "data": VALUE}, deviates=KEPT)
    s.cases("PATCH", f"/artifacts/{artifact}", [{"data": VALUE}, {"metadata_": {"x": TEXT}}], deviates=KEPT)
    s.cases("POST", "/artifacts/", [{"key": s.name("a").lower(), "data": VALUE}, {"data": TEXT}, {"metadata_": {"x": TEXT}}], deviates=KEPT)


@scenario("integers beyond their columns are refused")
def _(s):
    WIDE = Deviation("the reference fails to store it, and clients retry: 503", status=422)
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    id = s.post("/deployments/", {"name": s.name("deployment"), "flow_id": flow}).json()["id"]
    pool = s.name("pool")
    s.post("/work_pools/", {"name": pool, "type": "test"})
    for number in (2**31 - 1, 2**31, 2**63):
        deviates = WIDE if number > 2**31 - 1 else None
        part = f"n{number}"
        s.post("/deployments/", {"name": s.name(part), "flow_id": flow, "concurrency_limit": number}, deviates=deviates)
        s.patch(f"/deployments/{id}", {"concurrency_limit": number}, deviates=deviates)
        s.post("/work_pools/", {"name": s.name(part), "type": "test", "concurrency_limit": number}, deviates=deviates)
        s.patch(f"/work_pools/{pool}", {"concurrency_limit": number}, deviates=deviates)
        s.post("/work_queues/", {"name": s.name(part), "concurrency_limit": number}, deviates=deviates)
        s.post("/work_queues/", {"name": s.name(f"p{part}"), "priority": number}, deviates=deviates)
        s.post("/concurrency_limits/", {"tag": s.name(part), "concurrency_limit": number}, deviates=deviates)
        s.post("/v2/concurrency_limits/", {"name": s.name(part), "limit": number}, deviates=deviates)
        s.post("/v2/concurrency_limits/", {"name": s.name(f"a{part}"), "limit": 1, "active_slots": number}, deviates=deviates)
        s.post("/v2/concurrency_limits/", {"name": s.name(f"d{part}"), "limit": 1, "denied_slots": number}, deviates=deviates)
        s.post(f"/work_pools/{pool}/workers/heartbeat", {"name": s.name(part), "heartbeat_interval_seconds": number}, deviates=deviates)
    # With a worker of the largest interval the reference's pass over silent workers fails for all others.
    s.delete(f"/work_pools/{pool}")
    line = {"name": "n", "message": "m", "timestamp": s.time(-5), "flow_run_id": s.id("run")}
    for level in (-32769, -32768, 32767, 32768, 2**31, 2**63):
        s.post("/logs/", [line | {"level": 20}, line | {"level": level}], deviates=None if -32769 < level < 32768 else WIDE)
    s.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [s.id("run")]}}}, unordered=("",))
