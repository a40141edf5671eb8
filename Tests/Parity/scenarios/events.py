"""Events from clients: POST /events, the socket /events/in, and the task runs that are recorded from them."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
NO_AUTH = Deviation("the reference ends the socket without a reason that its sender gets", answer={"close": 1008, "reason": "Expected 'auth' message"})
DROPPED = Deviation("the reference ends the socket and loses the good events behind the bad one; Apus drops the bad one alone", answer="nothing")


def event(s, part="e", **more):
    """A valid event of this scenario."""
    return {"id": s.id(part), "occurred": s.time(-5), "event": f"{s.salt}.{part}", "resource": {"prefect.resource.id": f"{s.salt}.thing"},
            "related": [], "payload": {}} | more


def task_event(s, task, flow_run, type, seconds, name=None, follows=None, **more):
    """A task-run event as the client of 3.9.1 sends it."""
    name = name or type.title()
    at = s.time(seconds)
    state = {"type": type, "name": name, "message": None, "state_details": {"flow_run_id": flow_run, "task_run_id": task}}
    body = {
        "task_run": {"task_key": "work-1a2b3c", "dynamic_key": more.get("dynamic_key", "0"), "name": s.name("task"), "flow_run_id": flow_run,
                     "empirical_policy": {"retries": 1, "retry_delay": 0}, "tags": ["t"], "task_inputs": {}, "run_count": more.get("run_count", 0),
                     "flow_run_run_count": 1, "expected_start_time": s.time(-20), "start_time": more.get("start_time"),
                     "end_time": more.get("end_time"), "total_run_time": more.get("total_run_time", 0.0), "labels": {"l": 1}, "cache_key": None,
                     "cache_expiration": None, "task_version": None},
        "intended": {"from": None, "to": type}, "initial_state": None,
        "validated_state": {"type": type, "name": name, "message": "m-" + name}}
    return {"id": s.id(f"{task}{name}{seconds}"), "occurred": at, "event": f"prefect.task-run.{name}", "payload": body, "follows": follows,
            "resource": {"prefect.resource.id": f"prefect.task-run.{task}", "prefect.resource.name": s.name("task"), "prefect.run-count": "0",
                         "prefect.state-message": "m-" + name, "prefect.state-type": type, "prefect.state-name": name,
                         "prefect.state-timestamp": at.replace("Z", "+00:00"), "prefect.orchestration": "client"},
            "related": [{"prefect.resource.id": f"prefect.flow-run.{flow_run}", "prefect.resource.role": "flow-run",
                         "prefect.resource.name": s.name("run")}]} | {"payload": body | {"state": state}}


def flow_run(s):
    """A running flow run."""
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    return s.post("/flow_runs/", {"flow_id": flow, "name": s.name("run"), "state": {"type": "RUNNING"}}).json()["id"]


@scenario("posting: what is refused")
def _(s):
    base = event(s)
    s.cases("POST", "/events", [None, {}, "x", [[]], ["x"], [{}], [base, {}], base])
    for member, values in {
            "id": [None, "x", 1], "occurred": [None, "x", True], "event": [None, 1, "", "x" * 1024, "x" * 1025], "payload": [None, [], "x"],
            "resource": [None, {}, [], {"prefect.resource.id": ""}, {"prefect.resource.id": None}, {"prefect.resource.id": "a", "n": 1},
                         {"prefect.resource.id": "a", "n": None}, {"x": "y"}],
            "related": [None, {}, ["x"], [{}], [{"prefect.resource.id": "a"}], [{"prefect.resource.id": "a", "prefect.resource.role": ""}],
                        [{"prefect.resource.role": "r"}]],
            "follows": ["x", MISSING], "zip": [1]}.items():
        for number, value in enumerate(values):
            s.post("/events", [base | {"id": s.id(f"{member}{number}"), member: value}])
    s.post("/events", [base | {"related": [{"prefect.resource.id": "a", "prefect.resource.role": "r"}] * 101}], ignore=("request_body", "exception_detail"))
    s.post("/events", [{key: value for key, value in base.items() if key != "id"}])
    s.post("/events", [{"id": s.id("least"), "occurred": s.time(), "event": "x", "resource": {"prefect.resource.id": "r"}}])
    s.post("/events", [])


@scenario("posting: what is stored", slow=True)
def _(s):
    s.post("/events", [
        event(s, "a", payload={"b": 1, "a": [None, 1.5, "ü"]}, related=[
            {"prefect.resource.id": f"{s.salt}.r1", "prefect.resource.role": "one", "name": "n"},
            {"prefect.resource.id": "prefect.tag.x", "prefect.resource.role": "tag"}]),
        event(s, "b", follows=s.id("a"), occurred="2026-01-01T01:00:00+01:00"),
        event(s, "c", resource={"prefect.resource.id": f"{s.salt}.x", "prefect.resource.role": "given", "z": "1", "a": "2"}, zip=1)])
    s.post("/events", [event(s, "a", payload={"second": True})])
    s.events(s.salt, 3)


@scenario("the socket: handshake")
def _(s):
    for token in (None, "", "anything"):
        socket = s.websocket("/events/in")
        socket.authenticate(token)
        socket.ping()
        socket.close()
    for first in ({"type": "hello"}, {}, {"type": "auth"}):
        socket = s.websocket("/events/in")
        socket.send(first)
        socket.receive()
        socket.ping(2)
    for first in ("not json", "[]", "1", '"x"', b"\x00"):
        socket = s.websocket("/events/in")
        socket.send(first)
        socket.closed(deviates=NO_AUTH)
    s.websocket("/events/in", subprotocols=()).ping()
    s.websocket("/events/in", subprotocols=("other",)).ping()
    s.websocket("/events/in", subprotocols=("other", "prefect")).ping()
    s.websocket("/nope")
    s.websocket("/health")
    s.get("/events/in")


@scenario("the socket: events are kept, and bad ones are dropped alone", slow=True)
def _(s):
    related = event(s, "related", related=[{"prefect.resource.id": "a", "prefect.resource.role": "r"}] * 500)
    behind = []
    for number, bad in enumerate(["not json", "{}", "[]", "1", b"\x01\x02", '{"id": 1}', related]):
        socket = s.websocket("/events/in")
        socket.authenticate()
        socket.send(event(s, f"before{number}"))
        socket.ping()
        socket.send(bad)
        behind.append(event(s, f"behind{number}", event=f"behind.{s.salt}"))
        socket.attempt(behind[-1])
        socket.receive(within=2, deviates=DROPPED)
    s.post("/events/filter", {"filter": {"id": {"id": [each["id"] for each in behind]}}},
           deviates=Deviation("what comes behind a bad event is stored", holds=lambda body: body["total"] == len(behind)))
    socket = s.websocket("/events/in", subprotocols=())
    socket.send(event(s, "legacy"))
    socket.ping()
    socket.send(event(s, "legacy"))
    socket.send(event(s, "zipped", zip=1))
    socket.ping()
    socket.close()
    s.events(s.salt, 9)


@scenario("the socket: a task run is recorded from its events", slow=True)
def _(s):
    parent = flow_run(s)
    task = s.id("task")
    socket = s.websocket("/events/in")
    socket.authenticate()
    start, end = s.time(-9), s.time(-8)
    socket.send(task_event(s, task, parent, "PENDING", -10))
    socket.send(task_event(s, task, parent, "RUNNING", -9, run_count=1, start_time=start))
    socket.ping()
    wanted = {"task_runs": {"id": {"any_": [task]}}}
    s.until("POST", "/task_runs/filter", lambda r: r.json()[0]["state_type"] == "RUNNING", json=wanted)
    socket.send(task_event(s, task, parent, "COMPLETED", -8, run_count=1, start_time=start, end_time=end, total_run_time=1.0))
    socket.ping()
    s.until("POST", "/task_runs/filter", lambda r: r.json()[0]["state_type"] == "COMPLETED", json=wanted)
    s.get(f"/task_runs/{task}")
    s.until("GET", f"/task_run_states/?task_run_id={task}", lambda r: len(r.json()) == 3)
    s.events("prefect.task-run.", 3)
    s.post("/flow_runs/filter", {"task_runs": {"id": {"any_": [task]}}})


@scenario("the recorder: late, early, double and foreign events", slow=True)
def _(s):
    parent = flow_run(s)
    task, other = s.id("task"), s.id("other")
    # Out of order: the later state stays.
    s.post("/events", [task_event(s, task, parent, "COMPLETED", -8, run_count=1, start_time=s.time(-9), end_time=s.time(-8), total_run_time=1.0)])
    s.until("GET", f"/task_runs/{task}", lambda r: r.json()["state_type"] == "COMPLETED")
    s.post("/events", [task_event(s, task, parent, "RUNNING", -9, run_count=1, start_time=s.time(-9))] * 2)
    s.post("/events", [task_event(s, task, parent, "COMPLETED", -8)])
    s.until("GET", f"/task_run_states/?task_run_id={task}", lambda r: len(r.json()) == 2)
    s.get(f"/task_runs/{task}")
    # A row made over REST under the same id and natural key, and one under the natural key alone.
    s.post("/task_runs/", {"id": other, "flow_run_id": parent, "task_key": "work-1a2b3c", "dynamic_key": "8", "name": s.name("rest")})
    s.post("/events", [task_event(s, other, parent, "RUNNING", 60, run_count=1, start_time=s.time(60), dynamic_key="8")])
    s.until("GET", f"/task_runs/{other}", lambda r: r.json()["state_type"] == "RUNNING")
    made = s.post("/task_runs/", {"flow_run_id": parent, "task_key": "work-1a2b3c", "dynamic_key": "9"}).json()["id"]
    s.post("/events", [task_event(s, s.id("alias"), parent, "RUNNING", 61, run_count=1, start_time=s.time(61), dynamic_key="9")])
    s.until("GET", f"/task_runs/{made}", lambda r: r.json()["state_type"] == "RUNNING", within=6)
    s.get(f"/task_runs/{s.id('alias')}")
    # Not the client's orchestration: stored as an event, not recorded.
    foreign = task_event(s, s.id("foreign"), parent, "RUNNING", -7)
    foreign["resource"].pop("prefect.orchestration")
    s.post("/events", [foreign])
    s.events("prefect.task-run.", 5)
    s.get(f"/task_runs/{s.id('foreign')}")


@scenario("the recorder: a task run outside of flow runs", slow=True)
def _(s):
    task = s.id("task")
    alone = task_event(s, task, None, "RUNNING", -5, run_count=1, start_time=s.time(-5))
    alone["related"] = []
    alone["payload"]["task_run"]["flow_run_id"] = None
    s.post("/events", [alone])
    s.until("GET", f"/task_runs/{task}", lambda r: r.status_code == 200)


@scenario("reading events back", issue=4, slow=True)
def _(s):
    s.post("/events", [event(s, f"e{number}", occurred=s.time(number - 20)) for number in range(5)])
    filter = {"event": {"prefix": [s.salt]}, "occurred": {"since": s.time(-3600), "until": s.time(3600)}}
    s.until("POST", "/events/filter", lambda r: r.json()["total"] == 5, json={"filter": filter})
    s.post("/events/filter", {"filter": filter | {"order": "ASC"}, "limit": 2})
    s.get("/events/filter/next", params={"page-token": "nonsense"})
