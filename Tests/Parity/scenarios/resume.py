"""Run inputs, pausing and resuming, and operations on many runs."""

import json

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
REFUSED = Deviation("a key that the reference answers with 500", status=422)
NUL = Deviation("a 503 makes the client repeat what can never be stored", status=422)
NEGATIVE = Deviation("a 503 makes the client repeat what can never be answered", status=422)
UNKNOWN = Deviation("D.35: the reference answers 500", status=404)
BROKEN = Deviation("a schema that is none; the reference answers 500", status=200)
KEYLESS = Deviation("a keyset without a schema; the reference answers 500", status=200)
SHARED = ("results[].state.state_details.flow_run_id",)
KEYS = {"schema": "keep-schema", "response": "keep-response", "description": "keep-description"}
SCHEMA = {"title": "Ask", "type": "object", "properties": {"n": {"type": "integer", "title": "N"}, "t": {"type": "string", "default": "x"}}, "required": ["n"]}


def run(s, state=None, part="run", **more):
    """A new flow run, in a state when one is given."""
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    body = {"flow_id": flow, "name": s.name(part)} | ({"state": state} if state else {}) | more
    return s.post("/flow_runs/", body).json()["id"]


def paused(s, details=None, schema=SCHEMA, **more):
    """A run that waits, for an input when there are details, with the schema that it left."""
    id = run(s, {"type": "RUNNING"}, **more)
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "PAUSED", "name": "Paused", "state_details": {
        "pause_timeout": "2040-01-01T00:00:00Z", "pause_key": "1"} | (details or {})}})
    if details is not None:
        # What lies there before the pause is of another attempt and is deleted.
        s.post(f"/flow_runs/{id}/input", {"key": "keep-schema", "value": schema if isinstance(schema, str) else json.dumps(schema)})
    return id


@scenario("inputs are made, found, read, deleted")
def _(s):
    id = run(s)
    for key, value, sender in (("a-1", "one", None), ("a-2", "", "sender"), ("b", "{\"x\": \"ü🦊\"}", None), ("", "empty", None), ("a1", "x", "")):
        s.post(f"/flow_runs/{id}/input", {"key": key, "value": value} | ({} if sender is None else {"sender": sender}))
    for key in ("a-1", "a-2", "b", "c", "a%20b", "a_1"):
        s.get(f"/flow_runs/{id}/input/{key}")
    s.get(f"/flow_runs/{id}/input/")
    for body in ({"prefix": "a-"}, {"prefix": "a-", "limit": 10}, {"prefix": "", "limit": 10}, {"prefix": "a", "limit": 10, "exclude_keys": ["a-1"]},
                 {"prefix": "a", "limit": 0}, {"prefix": "a_", "limit": 10}, {"prefix": "%1", "limit": 10}, {"prefix": "zz"}, {"prefix": "a", "limit": None, "exclude_keys": None}):
        s.post(f"/flow_runs/{id}/input/filter", body)
    s.post(f"/flow_runs/{id}/input", {"key": "a-1", "value": "again"})
    s.delete(f"/flow_runs/{id}/input/a-1")
    s.delete(f"/flow_runs/{id}/input/a-1")
    s.get(f"/flow_runs/{id}/input/a-1")
    s.post(f"/flow_runs/{id}/input", {"key": "a-1", "value": "again"})
    s.delete(f"/flow_runs/{id}")
    s.get(f"/flow_runs/{id}/input/b")


@scenario("inputs of what is not there")
def _(s):
    s.post(f"/flow_runs/{MISSING}/input", {"key": "a", "value": "x"})
    s.post(f"/flow_runs/{MISSING}/input/filter", {"prefix": "a"})
    s.get(f"/flow_runs/{MISSING}/input/a")
    s.delete(f"/flow_runs/{MISSING}/input/a")
    s.get("/flow_runs/x/input/a")


@scenario("refused inputs")
def _(s):
    id = run(s)
    path = f"/flow_runs/{id}/input"
    s.cases("POST", path, [None, {}, [], "x", {"key": "a"}, {"value": "x"}, {"key": 1, "value": "x"}, {"key": "a", "value": 1}, {"key": "a", "value": None},
                           {"key": "a", "value": "x", "sender": 1}, {"key": None, "value": "x"}])
    s.cases("POST", path, [{"key": "K@", "value": "x"}, {"key": "a_b", "value": "x"}, {"key": "ü", "value": "x"}], deviates=REFUSED)
    s.post(path, {"key": "nul", "value": "a\u0000b"}, deviates=NUL)
    s.cases("POST", f"{path}/filter", [None, {}, [], {"prefix": 1}, {"prefix": "a", "limit": "x"}, {"prefix": "a", "limit": 1.5}, {"prefix": "a", "exclude_keys": "x"},
                                       {"prefix": "a", "exclude_keys": [1]}])
    s.post(f"{path}/filter", {"prefix": "a", "limit": -1}, deviates=NEGATIVE)


@scenario("what is not paused is not resumed")
def _(s):
    s.post(f"/flow_runs/{MISSING}/resume", {}, deviates=UNKNOWN)
    for type in (None, "SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CANCELLING", "CRASHED"):
        id = run(s, {"type": type} if type else None)
        s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}})
    s.post("/flow_runs/x/resume", {})


@scenario("a run that waits for nothing goes on")
def _(s):
    id = paused(s)
    s.cases("POST", f"/flow_runs/{id}/resume", [[], {"run_input": []}, {"run_input": "x"}])
    s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}, "zip": 1})
    s.get(f"/flow_runs/{id}")
    s.post(f"/flow_runs/{id}/resume", {})
    s.post(f"/flow_runs/{id}/resume")
    s.get(f"/flow_run_states/?flow_run_id={id}")
    id = paused(s)
    s.post(f"/flow_runs/{id}/resume")
    id = paused(s, {"run_input_keyset": {}})
    s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}})


@scenario("a suspended run of a deployment is scheduled anew")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    deployment = s.post("/deployments/", {"flow_id": flow, "name": s.name("d")}).json()["id"]
    id = s.post(f"/deployments/{deployment}/create_flow_run", {"name": s.name("run"), "state": {"type": "RUNNING"}}).json()["id"]
    s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "PAUSED", "name": "Suspended", "state_details": {
        "pause_timeout": "2040-01-01T00:00:00Z", "pause_reschedule": True, "pause_key": "1"}}})
    s.post(f"/flow_runs/{id}/resume", {})
    s.get(f"/flow_runs/{id}")
    s.get(f"/flow_run_states/?flow_run_id={id}")


@scenario("the input of a run that waits")
def _(s):
    id = paused(s, {"run_input_keyset": KEYS})
    for body in ({}, {"run_input": None}, {"run_input": {}}, {"run_input": {"n": "x"}}, {"run_input": {"n": 1.5}}, {"run_input": {"t": "x"}}, {"run_input": {"n": None}},
                 {"run_input": {"n": {"__prefect_kind": "json", "value": "{"}}}, {"run_input": {"n": {"__prefect_kind": "workspace_variable", "variable_name": "none"}}},
                 {"run_input": {"n": {"__prefect_kind": "none"}}}, {"run_input": {"n": {"__prefect_kind": "jinja"}}}, {"run_input": {"n": {"__prefect_kind": "json"}}}):
        s.post(f"/flow_runs/{id}/resume", body)
    s.get(f"/flow_runs/{id}/input/keep-response")
    s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": {"__prefect_kind": "json", "value": " 5"}, "t": "ü🦊", "more": [1.0, 1e20, None, {"a": True}]}})
    s.get(f"/flow_runs/{id}/input/keep-response")
    s.get(f"/flow_runs/{id}")
    s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}})


@scenario("schemas of inputs")
def _(s):
    for schema in ("{", "", "1 2", {"type": "object", "properties": {"n": {"$ref": "#/definitions/none"}}}, {"$ref": "#"}):
        id = paused(s, {"run_input_keyset": KEYS}, schema)
        s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}})
        s.get(f"/flow_runs/{id}")
    for schema in ({"type": "wrong"}, "1", "[]", "\"x\""):
        id = paused(s, {"run_input_keyset": KEYS}, schema)
        s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}}, deviates=BROKEN)
    id = paused(s, {"run_input_keyset": KEYS | {"schema": "other"}})
    s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}})
    id = paused(s, {"run_input_keyset": {"response": "keep-response"}})
    s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}}, deviates=KEYLESS)
    id = paused(s, {"run_input_keyset": KEYS}, {"type": "object", "properties": {}})
    s.post(f"/flow_runs/{id}/resume", {})
    s.get(f"/flow_runs/{id}/input/keep-response")


def pause(s, id, key, keyset, **details):
    """Proposes a pause that asks for an input."""
    return s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "PAUSED", "name": "Paused", "state_details": {
        "pause_timeout": "2040-01-01T00:00:00Z", "pause_key": key, "run_input_keyset": keyset} | details}})


def inputs(s, id):
    """The keys and values of a run's inputs."""
    found = s.post(f"/flow_runs/{id}/input/filter", {"prefix": "", "limit": 100}, record=False).json()
    s.note("inputs", sorted([each["key"], each["value"]] for each in found))


@scenario("a pause that fires deletes what lies under the keys of its input")
def _(s):
    for parent in (False, True):
        more = {}
        if parent:
            task = s.post("/task_runs/", {"flow_run_id": run(s, part="parent"), "task_key": "t", "dynamic_key": "0", "name": s.name("task")}, record=False)
            more["parent_task_run_id"] = task.json()["id"]
        id = run(s, {"type": "RUNNING"}, part=f"run-{parent}", **more)
        other = run(s, {"type": "RUNNING"}, part=f"other-{parent}")
        for owner in (id, other):
            for key in (*KEYS.values(), "keep", "schema"):
                s.post(f"/flow_runs/{owner}/input", {"key": key, "value": f"old {key}"})
        # Neither a pause that asks for nothing nor one that is refused deletes any.
        pause(s, id, "1", None)
        pause(s, id, "2", KEYS)
        inputs(s, id)
        s.post(f"/flow_runs/{id}/resume", {})
        pause(s, id, "1", KEYS)
        inputs(s, id)
        pause(s, id, "2", {})
        s.post(f"/flow_runs/{id}/resume", {})
        pause(s, id, "3", KEYS | {"more": "not there"})
        inputs(s, id)
        inputs(s, other)
        # What is forced asks no rule.
        s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "RUNNING"}, "force": True})
        for key in KEYS.values():
            s.post(f"/flow_runs/{id}/input", {"key": key, "value": "new"})
        s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "PAUSED", "state_details": {"pause_key": "4", "run_input_keyset": KEYS}}, "force": True})
        inputs(s, id)


@scenario("a paused run whose process is gone starts from the beginning")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    deployment = s.post("/deployments/", {"flow_id": flow, "name": s.name("d")}).json()["id"]
    for place, reschedule in enumerate((False, True)):
        for version in ({}, {"x-prefect-api-version": "0.8.4"}, {"x-prefect-api-version": "0.8.3"}):
            id = s.post(f"/deployments/{deployment}/create_flow_run", {"name": s.name(f"run-{place}-{len(version)}"), "state": {"type": "RUNNING"}}).json()["id"]
            pause(s, id, "1", KEYS, pause_reschedule=reschedule)
            s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}}, headers=version)
            s.get(f"/flow_runs/{id}")
            s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "PENDING"}}, headers=version)
            s.post(f"/flow_runs/{id}/set_state", {"state": {"type": "RUNNING"}}, headers=version)
            for key in KEYS.values():
                s.post(f"/flow_runs/{id}/input", {"key": key, "value": "old"}, record=False)
            pause(s, id, "1", KEYS, pause_reschedule=reschedule)
            inputs(s, id)
            s.get(f"/flow_runs/{id}")


@scenario("a response whose key is taken")
def _(s):
    id = paused(s, {"run_input_keyset": KEYS})
    s.post(f"/flow_runs/{id}/input", {"key": "keep-response", "value": "old"})
    s.post(f"/flow_runs/{id}/resume", {"run_input": {"n": 1}})
    s.get(f"/flow_runs/{id}")
    s.get(f"/flow_runs/{id}/input/keep-response")


@scenario("states of many runs")
def _(s):
    for type in ("RUNNING", "COMPLETED", "PENDING"):
        run(s, {"type": type}, part=type)
    mine = {"name": {"like_": s.name()}}
    for body in ({"state": {"type": "CANCELLING"}}, {"state": {"type": "CANCELLED", "name": "Gone"}, "force": True}, {"state": {"type": "RUNNING"}}):
        s.post("/flow_runs/bulk_set_state", body | {"flow_runs": mine}, unordered=("results",), ignore=("results.state.state_details.flow_run_id",))
    s.post("/flow_runs/bulk_set_state", {"flow_runs": {"id": {"any_": []}}, "state": {"type": "RUNNING"}})
    s.post("/flow_runs/filter", {"flow_runs": mine, "sort": "NAME_ASC"})
    s.cases("POST", "/flow_runs/bulk_set_state", [None, {}, [], {"flow_runs": {}}, {"state": {"type": "NOPE"}}, {"state": {}, "limit": 0}])
    none = {"flow_runs": {"id": {"any_": []}}, "state": {"type": "RUNNING"}}
    s.fuzz("POST", "/flow_runs/bulk_set_state", none, {"limit": [0, 1, 50, 51, -1, "x", None], "force": ["x", None, True], "flow_runs": [{"zip": 1}, []]})


@scenario("deleting many")
def _(s):
    for part in ("a", "b", "c"):
        run(s, part=part)
    s.post("/flow_runs/bulk_delete", {"flow_runs": {"name": {"any_": [s.name("a"), s.name("b"), s.name("none")]}}}, unordered=("deleted",))
    s.post("/flow_runs/bulk_delete", {"flow_runs": {"name": {"any_": [s.name("a")]}}})
    s.post("/flow_runs/filter", {"flow_runs": {"name": {"like_": s.name()}}})
    s.fuzz("POST", "/flow_runs/bulk_delete", {"flow_runs": {"id": {"any_": []}}}, {"limit": [0, 1, 50, 51, -1, "x", None], "flow_runs": [{"zip": 1}, [], {"id": {"any_": []}}]})
    s.cases("POST", "/flow_runs/bulk_delete", [[], "x"])
