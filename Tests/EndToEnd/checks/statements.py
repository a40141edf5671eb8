"""How many statements a list takes: one for its rows and one for what hangs on them, however many there are."""

import time

import httpx
from checks import Client, check, expect
from harness.openapi import Specification

SPAN = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
HISTORY = {"history_start": "2026-01-01T00:00:00Z", "history_end": "2026-01-02T00:00:00Z", "history_interval_seconds": 3600}
EVERYTHING = {"limit": 200}
# The body of each list; a function makes it of what was filled in.
LISTS = {
    "POST /flows/filter": EVERYTHING,
    "POST /flows/paginate": EVERYTHING,
    "POST /flow_runs/filter": EVERYTHING,
    "POST /flow_runs/paginate": EVERYTHING,
    "POST /flow_runs/history": HISTORY,
    "GET /flow_runs/{id}/graph": None,
    "POST /flow_runs/{id}/input/filter": {"prefix": "", "limit": 200},
    "POST /task_runs/filter": EVERYTHING,
    "POST /task_runs/paginate": EVERYTHING,
    "POST /task_runs/history": HISTORY,
    "GET /flow_run_states/": None,
    "GET /task_run_states/": None,
    "POST /deployments/filter": EVERYTHING,
    "POST /deployments/paginate": EVERYTHING,
    "GET /deployments/{id}/work_queue_check": None,
    "GET /deployments/{id}/schedules": None,
    "POST /saved_searches/filter": EVERYTHING,
    "POST /logs/filter": EVERYTHING,
    "POST /concurrency_limits/filter": EVERYTHING,
    "POST /v2/concurrency_limits/filter": EVERYTHING,
    "POST /block_types/filter": EVERYTHING,
    "GET /block_types/slug/{slug}/block_documents": None,
    "POST /block_documents/filter": EVERYTHING,
    "POST /block_schemas/filter": EVERYTHING,
    "GET /block_capabilities/": None,
    "GET /collections/views/{view}": None,
    "POST /work_pools/filter": EVERYTHING,
    "POST /work_pools/{work_pool_name}/queues/filter": EVERYTHING,
    "POST /work_pools/{work_pool_name}/workers/filter": EVERYTHING,
    "POST /task_workers/filter": {},
    "POST /work_queues/filter": EVERYTHING,
    "POST /artifacts/filter": EVERYTHING,
    "POST /artifacts/latest/filter": EVERYTHING,
    "POST /variables/filter": EVERYTHING,
    "POST /events/filter": {"filter": {"occurred": SPAN}, "limit": 50},
    "POST /events/count-by/{countable}": {"filter": {"occurred": {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}}},
    "GET /observed-states": None,
    "POST /automations/filter": EVERYTHING,
    "GET /automations/related-to/{resource_id}": None,
    "POST /ui/flows/count-deployments": lambda filled: {"flow_ids": filled.flows},
    "POST /ui/flows/next-runs": lambda filled: {"flow_ids": filled.flows},
    "POST /ui/flow_runs/history": EVERYTHING,
    "POST /ui/flow_runs/count-task-runs": lambda filled: {"flow_run_ids": filled.runs},
    "POST /ui/task_runs/dashboard/counts": {"task_runs": {"start_time": {"after_": "2026-01-01T00:00:00Z"}}},
}
# What answers with several things and is no list of its own: writes, what workers poll, and a page that is asked for as the first.
OTHERS = {
    "GET /events/filter/next",
    "POST /flow_runs/bulk_set_state", "POST /deployments/get_scheduled_flow_runs", "POST /deployments/{id}/create_flow_run/bulk",
    "POST /deployments/{id}/schedules", "POST /concurrency_limits/increment", "POST /concurrency_limits/decrement",
    "POST /v2/concurrency_limits/increment", "POST /v2/concurrency_limits/decrement",
    "POST /work_pools/{name}/get_scheduled_flow_runs", "POST /work_queues/{id}/get_runs", "GET /admin/settings",
}
ROWS = 40
METRICS = httpx.Client(timeout=60)
# One of each kind of name comes first: it has all that hangs on it.
FILLING = """
WITH flows AS (INSERT INTO flow (name) SELECT 'counted-' || i FROM generate_series(1, $1) i RETURNING id),
pool AS (INSERT INTO work_pool (name, type) VALUES ('counted', 'process') RETURNING id),
pools AS (INSERT INTO work_pool (name, type) SELECT 'counted-' || i, 'process' FROM generate_series(1, $1) i RETURNING id),
queues AS (INSERT INTO work_queue (name, work_pool_id, concurrency_limit)
  SELECT 'counted-' || n, p.id, 3 FROM pool p, generate_series(1, $1) n RETURNING id),
workers AS (INSERT INTO worker (name, work_pool_id, last_heartbeat_time) SELECT 'counted-' || n, p.id, now() FROM pool p, generate_series(1, $1) n),
queue AS (SELECT id FROM queues LIMIT 1),
deployments AS (INSERT INTO deployment (name, flow_id, work_queue_id) SELECT 'counted', f.id, q.id FROM flows f, queue q RETURNING id, flow_id, work_queue_id),
schedules AS (INSERT INTO deployment_schedule (deployment_id, schedule, active) SELECT id, '{"interval": 3600}', false FROM deployments),
runs AS (INSERT INTO flow_run (name, flow_id, deployment_id, work_queue_id, expected_start_time, start_time)
  SELECT 'counted', flow_id, id, work_queue_id, now(), now() FROM deployments RETURNING id),
states AS (INSERT INTO flow_run_state (type, name, flow_run_id, "timestamp") SELECT 'RUNNING', 'Running', id, now() + n * interval '1 s' FROM runs, generate_series(1, 3) n),
tasks AS (INSERT INTO task_run (name, task_key, dynamic_key, flow_run_id, start_time)
  SELECT 'task', 't', n::text, id, now() FROM runs, generate_series(1, 2) n RETURNING id, flow_run_id),
task_states AS (INSERT INTO task_run_state (type, name, task_run_id, "timestamp") SELECT 'RUNNING', 'Running', id, now() + n * interval '1 s' FROM tasks, generate_series(1, 3) n),
inputs AS (INSERT INTO flow_run_input (key, value, flow_run_id) SELECT 'key-' || n, '1', id FROM runs, generate_series(1, 3) n),
artifacts AS (INSERT INTO artifact (key, flow_run_id, task_run_id) SELECT 'key-' || id, flow_run_id, id FROM tasks RETURNING id, key),
collections AS (INSERT INTO artifact_collection (key, latest_id) SELECT key, id FROM artifacts),
lines AS (INSERT INTO log (name, level, message, "timestamp", flow_run_id) SELECT 'log', 20, 'line', now(), id FROM runs),
tags AS (INSERT INTO concurrency_limit (tag, concurrency_limit) SELECT 'counted-' || i, 1 FROM generate_series(1, $1) i),
limits AS (INSERT INTO concurrency_limit_v2 (name, "limit", active, active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds)
  SELECT 'counted-' || i, 1, true, 0, 0, 0, 2 FROM generate_series(1, $1) i),
searches AS (INSERT INTO saved_search (name) SELECT 'counted-' || i FROM generate_series(1, $1) i),
variables AS (INSERT INTO variable (name, value) SELECT 'counted_' || i, '1' FROM generate_series(1, $1) i)
SELECT (SELECT array_agg(id) FROM flows) AS flows, (SELECT array_agg(id) FROM runs) AS runs, (SELECT array_agg(id) FROM deployments) AS deployments,
  (SELECT array_agg(id) FROM tasks) AS tasks
"""


class Filled:
    """A server with rows of every kind, tied to each other."""

    def __init__(self, stage, server):
        cluster, name = stage.launcher.cluster, server.database
        rows = cluster.fetch(name, FILLING, ROWS)[0]
        self.flows, self.runs, self.deployments, self.tasks = ([str(id) for id in rows[each]] for each in ("flows", "runs", "deployments", "tasks"))
        self.values = {"{slug}": "secret", "{view}": "aggregate-worker-metadata", "{work_pool_name}": "counted", "{countable}": "event",
                       "{resource_id}": f"prefect.deployment.{self.deployments[0]}"}

    def path(self, path):
        """The path with ids and names of rows that are there."""
        for parameter, value in self.values.items():
            path = path.replace(parameter, value)
        path = path.replace("{id}", self.deployments[0] if path.startswith("/deployments") else self.runs[0])
        return path + {"/flow_run_states/": f"?flow_run_id={self.runs[0]}", "/task_run_states/": f"?task_run_id={self.tasks[0]}"}.get(path, "")


def lists(document):
    """The operations of an OpenAPI document that answer with several things, as METHOD /path."""
    def resolved(schema):
        while "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    found = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for status in ("200", "201"):
                for content in operation["responses"].get(status, {}).get("content", {}).values():
                    schema = resolved(content.get("schema", {}))
                    if schema.get("type") == "array" or schema.get("additionalProperties") or {"results", "events"} & schema.get("properties", {}).keys():
                        found.add(f"{method.upper()} {path.removeprefix('/api')}")
    return found


def counted(addresses):
    """How many statements the services have sent."""
    total = 0
    for address in addresses:
        for line in METRICS.get(address).raise_for_status().text.splitlines():
            if line.startswith("apus_database_statements_total"):
                total += float(line.split()[-1])
    return round(total)


@check("a list takes a statement for its rows and one for what hangs on them")
def _(stage):
    if stage.is_reference:
        return
    declared = lists(Specification.fetch(stage.reference.server).document)
    missing, unknown = declared - LISTS.keys() - OTHERS, (LISTS.keys() | OTHERS) - declared
    expect(not missing and not unknown, f"not told what kind of list: {sorted(missing)}; no lists: {sorted(unknown)}")
    server = stage.another("counted", settings={"PREFECT_SERVER_METRICS_ENABLED": "true"})
    try:
        server.wait_until_ready()
        api = Client(server, stage.launcher.folder / "home-counted").api
        filled = Filled(stage, server)
        secrets(api)
        addresses = [server.api + "/metrics"]
        for name in ("block-vault", "heartbeat-monitor"):
            port = "APUS_" + name.upper().replace("-", "_") + "_PORT"
            addresses.append(f"http://127.0.0.1:{server.process(name).environment[port]}/metrics")
        problems = []
        for operation, body in sorted(LISTS.items()):
            method, path = operation.split()
            # A page tells how many rows there are in all, too; what a path names by its slug has to be there.
            most = 3 if path.endswith("/paginate") or "{slug}" in path else 2
            taken = fewest(api, method, filled.path(path), body(filled) if callable(body) else body, addresses, most)
            if taken > most:
                problems.append(f"{operation} takes {taken}")
        expect(not problems, "; ".join(problems))
    finally:
        server.stop()


def secrets(api):
    """Block documents, once the type is registered."""
    deadline = time.monotonic() + 60
    while not (type := api.get("/block_types/slug/secret")).is_success:
        expect(time.monotonic() < deadline, "the block type secret is not registered")
        time.sleep(0.1)
    schema = api.post("/block_schemas/filter", json={"block_schemas": {"block_type_id": {"any_": [type.json()["id"]]}}}).json()[0]
    for number in range(10):
        api.post("/block_documents/", json={"name": f"counted-{number}", "block_type_id": type.json()["id"], "block_schema_id": schema["id"],
                                            "data": {"value": "x"}}).raise_for_status()


def fewest(api, method, path, body, addresses, most):
    """The statements that a request takes: what the services send by themselves meanwhile is not always among them."""
    taken = []
    for _ in range(20):
        before = counted(addresses)
        answer = api.request(method, path, json=body)
        expect(answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        taken.append(counted(addresses) - before)
        if taken[-1] <= most:
            break
    return min(taken)
