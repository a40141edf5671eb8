"""Work pools as far as a worker's heartbeat needs them, and workers that go silent."""

from harness.scenario import scenario
from harness.session import Deviation

REFUSED = Deviation("D.35: the reference answers 500", status=422)


def pool(s, part="pool", **more):
    """A work pool of this scenario."""
    name = s.name(part)
    s.post("/work_pools/", {"name": name, "type": "process"} | more)
    return name


@scenario("a heartbeat makes a worker and a pool ready")
def _(s):
    name = pool(s, description="d", base_job_template={"job_configuration": {"command": "{{ command }}"}, "variables": {
        "type": "object", "properties": {"command": {"type": "string"}}}})
    s.get(f"/work_pools/{name}")
    s.post(f"/work_pools/{name}/workers/filter")
    s.post(f"/work_pools/{name}/workers/heartbeat", {"name": "one"})
    s.get(f"/work_pools/{name}")
    s.post(f"/work_pools/{name}/workers/heartbeat", {"name": "one", "heartbeat_interval_seconds": 12})
    s.post(f"/work_pools/{name}/workers/heartbeat", {"name": "two", "heartbeat_interval_seconds": None})
    s.post(f"/work_pools/{name}/workers/heartbeat", {"name": "", "heartbeat_interval_seconds": 30})
    for body in ({}, {"limit": 1}, {"limit": 1, "offset": 1}, {"workers": {"status": {"any_": ["ONLINE"]}}}, {"workers": {"status": {"any_": ["OFFLINE"]}}},
                 {"workers": {"status": {"not_any_": ["ONLINE"]}}}, {"workers": {"last_heartbeat_time": {"before_": "2020-01-01T00:00:00Z"}}},
                 {"workers": {"last_heartbeat_time": {"after_": "2020-01-01T00:00:00Z"}}}):
        s.post(f"/work_pools/{name}/workers/filter", body)
    s.get(f"/work_pools/{name}/queues/default")
    s.delete(f"/work_pools/{name}/workers/two")
    s.delete(f"/work_pools/{name}/workers/two")
    s.post(f"/work_pools/{name}/workers/filter")
    s.delete(f"/work_pools/{name}")
    s.get(f"/work_pools/{name}")


@scenario("heartbeats: refused and missing")
def _(s):
    name = pool(s)
    s.post(f"/work_pools/{s.name('none')}/workers/heartbeat", {"name": "w"})
    s.post(f"/work_pools/{s.name('none')}/workers/filter")
    s.delete(f"/work_pools/{s.name('none')}/workers/w")
    s.delete(f"/work_pools/{name}/workers/w")
    s.cases("POST", f"/work_pools/{name}/workers/heartbeat", [
        None, {}, [], "x", {"name": None}, {"name": 1}, {"name": "w", "heartbeat_interval_seconds": "x"},
        {"name": "w", "heartbeat_interval_seconds": 1.5}, {"name": "w", "zip": 1}, {"name": "w/ü <&>"}])
    s.fuzz("POST", f"/work_pools/{name}/workers/filter", {}, {"workers": [[], {"zip": 1}, {"status": {"any_": ["NOPE"]}}, {"name": {"any_": []}}],
                                                              "limit": [-1, 201], "offset": [-1]})


@scenario("pools: create, refused, conflicting")
def _(s):
    name = pool(s)
    s.post("/work_pools/", {"name": name, "type": "process"})
    s.post("/work_pools/", {"name": "prefect-" + s.salt, "type": "process"})
    s.cases("POST", "/work_pools/", [None, {}, []])
    s.fuzz("POST", "/work_pools/", {"type": "process"}, {"name": [None, 1]}, deviates=REFUSED)
    s.fuzz("POST", "/work_pools/", {"name": s.name("bad"), "type": "process"}, {
        "name": ["a/b", "''", "  "], "type": [1], "concurrency_limit": [-1, "x", 1.5], "is_paused": ["maybe"], "zip": [1],
        "base_job_template": [[], {"job_configuration": {}}, {"variables": {}}, {"job_configuration": {"a": "{{ b }}"}, "variables": {}}]})
    s.post("/work_pools/filter", {"work_pools": {"name": {"any_": [name]}}})
    s.post("/work_pools/count", {"work_pools": {"name": {"any_": [name]}}})


@scenario("a silent worker goes offline", slow=True)
def _(s):
    name = pool(s)
    s.post(f"/work_pools/{name}/workers/heartbeat", {"name": "quick", "heartbeat_interval_seconds": 1})
    s.post(f"/work_pools/{name}/workers/heartbeat", {"name": "patient", "heartbeat_interval_seconds": 600})
    s.post(f"/work_pools/{name}/workers/filter", {"workers": {"status": {"any_": ["ONLINE"]}}})
    s.until("POST", f"/work_pools/{name}/workers/filter", lambda r: [each["status"] for each in r.json()] == ["ONLINE", "OFFLINE"], json={})
    s.get(f"/work_pools/{name}")
    s.post(f"/work_pools/{name}/workers/heartbeat", {"name": "quick", "heartbeat_interval_seconds": 600})
    s.post(f"/work_pools/{name}/workers/filter", {})
    other = pool(s, "lonely")
    s.post(f"/work_pools/{other}/workers/heartbeat", {"name": "only", "heartbeat_interval_seconds": 1})
    s.get(f"/work_pools/{other}")
    s.until("GET", f"/work_pools/{other}", lambda r: r.json()["status"] == "NOT_READY", within=30)
    s.post(f"/work_pools/{other}/workers/filter", {})


@scenario("events of a pool that becomes ready", slow=True, issue=3)
def _(s):
    name = pool(s)
    s.post(f"/work_pools/{name}/workers/heartbeat", {"name": "w", "heartbeat_interval_seconds": 600})
    s.get(f"/work_pools/{name}")
    s.events("prefect.work-", 4)
    s.delete(f"/work_pools/{name}")
