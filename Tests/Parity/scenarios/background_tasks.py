"""Task runs that are kept in a cache or wait for a task worker: their rules, their queue, and the workers' socket."""

from harness.scenario import scenario
from harness.session import Deviation

TYPES = ("SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED", "CANCELLING")
LATER = "2041-01-01T00:00:00Z"


def told(code, reason):
    """How Apus ends a socket that the reference ends without a reason that its sender gets."""
    return Deviation("the reference ends the socket without a reason that its sender gets", answer={"close": code, "reason": reason})


def task_run(s, part, state=None, **more):
    """A task run of this scenario, without a flow run unless one is given; of a key of its own unless another is given."""
    body = {"task_key": s.name("key-" + part), "dynamic_key": part, "name": s.name(part)} | more
    return s.post("/task_runs/", body | ({"state": state} if state else {})).json()["id"]


def move(s, id, type, force=False, **state):
    """Proposes a state."""
    body = {"state": {"type": type} | state} | ({"force": True} if force else {})
    return s.post(f"/task_runs/{id}/set_state", body)


def background(type, **more):
    """A state of a background task run, with these details."""
    return {"type": type, "state_details": {"deferred": True} | more}


@scenario("a result is kept under a key, and taken over")
def _(s):
    key = s.name("cached")
    first = task_run(s, "first", {"type": "RUNNING"})
    move(s, first, "COMPLETED", name="Done", message="m", data={"a": 1, "artifact_key": "report", "artifact_type": "t"},
         state_details={"cache_key": key, "pause_key": "p", "transition_id": s.id("x"), "untrackable_result": True})
    second = task_run(s, "second")
    move(s, second, "RUNNING", state_details={"cache_key": key})
    s.get(f"/task_runs/{second}")
    s.get(f"/task_run_states/?task_run_id={second}")
    # Another run finds what the second took over only under the first's entry.
    for number, (start, details, force) in enumerate((
            (None, {"cache_key": s.name("other")}, False), (None, {"cache_key": ""}, False), (None, {}, False),
            (None, {"cache_key": key, "refresh_cache": True}, False), (None, {"cache_key": key, "refresh_cache": False}, False),
            (None, {"cache_key": key}, True), (None, {"cache_key": key, "deferred": True}, True))):
        id = task_run(s, f"more{number}", start)
        move(s, id, "RUNNING", force=force, name="Mine", state_details=details)
        s.get(f"/task_runs/{id}")


@scenario("from any state a run takes over what is kept")
def _(s):
    key = s.name("cached")
    move(s, task_run(s, "first", {"type": "RUNNING"}), "COMPLETED", state_details={"cache_key": key})
    for type in TYPES:
        id = task_run(s, type, {"type": type})
        move(s, id, "RUNNING", state_details={"cache_key": key})
        s.get(f"/task_runs/{id}")
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    parent = s.post("/flow_runs/", {"flow_id": flow, "state": {"type": "FAILED"}}).json()["id"]
    id = task_run(s, "stopped", flow_run_id=parent)
    move(s, id, "RUNNING", state_details={"cache_key": key})
    move(s, id, "RUNNING")
    move(s, task_run(s, "nothing-kept", flow_run_id=parent), "RUNNING", state_details={"cache_key": s.name("none")})


@scenario("what is kept expires, and the newest counts")
def _(s):
    key = s.name("cached")
    for number, more in enumerate(({"cache_expiration": s.time(-60)}, {"cache_expiration": LATER}, {}, {"cache_expiration": s.time(-1)})):
        move(s, task_run(s, f"kept{number}", {"type": "RUNNING"}), "COMPLETED", message=f"m{number}", state_details={"cache_key": key} | more)
        id = task_run(s, f"seeks{number}")
        move(s, id, "RUNNING", state_details={"cache_key": key, "cache_expiration": LATER})
    gone = task_run(s, "gone", {"type": "RUNNING"})
    move(s, gone, "COMPLETED", message="gone", state_details={"cache_key": key})
    s.delete(f"/task_runs/{gone}")
    move(s, task_run(s, "seeks-deleted"), "RUNNING", state_details={"cache_key": key})


@scenario("what is kept: other states, forced ones, and keys that are too long")
def _(s):
    for number, (type, force) in enumerate((("FAILED", False), ("CANCELLED", False), ("COMPLETED", True))):
        key = s.name(f"cached{number}")
        move(s, task_run(s, f"kept{number}", {"type": "RUNNING"}), type, force=force, state_details={"cache_key": key})
        move(s, task_run(s, f"seeks{number}"), "RUNNING", state_details={"cache_key": key})
    for number, length in enumerate((2000, 2001)):
        key = s.name("ü") + "x" * (length - len(s.name("ü")))
        id = task_run(s, f"long{number}", {"type": "RUNNING"})
        move(s, id, "COMPLETED", message="long", state_details={"cache_key": key})
        s.get(f"/task_runs/{id}")
        move(s, task_run(s, f"seeks-long{number}"), "RUNNING", state_details={"cache_key": key})
    id = task_run(s, "long-forced", {"type": "RUNNING"})
    move(s, id, "COMPLETED", force=True, state_details={"cache_key": "x" * 2001})
    for data in ("x", [1], 1, {}, {"type": "unpersisted"}, None):
        key = s.name(f"data-{data}")
        move(s, task_run(s, f"data-{data}", {"type": "RUNNING"}), "COMPLETED", data=data, state_details={"cache_key": key})
        id = task_run(s, f"seeks-data-{data}")
        move(s, id, "RUNNING", state_details={"cache_key": key})
        s.get(f"/task_runs/{id}")


@scenario("every pair of states of a background run", slow=True)
def _(s):
    for first in TYPES:
        for then in TYPES:
            for force in (False, True):
                id = task_run(s, f"{first}-{then}-{force}", {"type": first})
                move(s, id, then, force=force, message="m", state_details={"deferred": True})
                s.get(f"/task_runs/{id}")


@scenario("stages of pending, parameters, retries and times of a background run")
def _(s):
    parameters = s.id("parameters")
    id = task_run(s, "stages", background("SCHEDULED", task_parameters_id=parameters))
    for name in ("Pending", "Submitting", "Submitting", "Pending", "Started"):
        move(s, id, "PENDING", name=name, state_details={"deferred": True})
    move(s, id, "RUNNING", state_details={"deferred": True})
    move(s, id, "PENDING", state_details={"deferred": True})
    move(s, id, "PENDING")
    s.get(f"/task_run_states/?task_run_id={id}")
    # Without the mark the ordinary rules hold and the parameters are not carried on.
    id = task_run(s, "unmarked", background("SCHEDULED", task_parameters_id=parameters))
    for type in ("PENDING", "PENDING", "RUNNING"):
        move(s, id, type)
    id = task_run(s, "own", background("SCHEDULED", task_parameters_id=parameters))
    move(s, id, "PENDING", state_details={"deferred": True, "task_parameters_id": s.id("other")})
    move(s, id, "RUNNING", state_details={"deferred": True})
    # Of a stopped flow.
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    for state in ("FAILED", "PAUSED", "RUNNING"):
        parent = s.post("/flow_runs/", {"flow_id": flow, "state": {"type": state}}).json()["id"]
        id = task_run(s, f"of-{state}", background("SCHEDULED"), flow_run_id=parent)
        for type in ("PENDING", "RUNNING", "RUNNING", "COMPLETED", "RUNNING"):
            move(s, id, type, state_details={"deferred": True})
        s.get(f"/task_runs/{id}")
        s.get("/task_runs/" + task_run(s, f"made-{state}", background("RUNNING"), flow_run_id=parent))
    # Retries.
    id = task_run(s, "retried", background("SCHEDULED", task_parameters_id=parameters), empirical_policy={"retries": 1, "retry_delay": 0})
    for type in ("RUNNING", "FAILED", "RUNNING", "FAILED"):
        move(s, id, type, message="m", state_details={"deferred": True})
    s.get(f"/task_run_states/?task_run_id={id}")
    # A time in the future.
    id = task_run(s, "later", background("SCHEDULED", scheduled_time=LATER))
    move(s, id, "PENDING", state_details={"deferred": True})
    s.post(f"/task_runs/{id}/set_state", {"state": background("RUNNING")}, ignore=("details.delay_seconds",))


@scenario("the cache at the creation of background runs")
def _(s):
    key = s.name("cached")
    s.get("/task_runs/" + task_run(s, "first", background("COMPLETED", cache_key=key)))
    s.get("/task_runs/" + task_run(s, "second", background("RUNNING", cache_key=key)))
    s.get("/task_runs/" + task_run(s, "plain", {"type": "RUNNING", "state_details": {"cache_key": key}}))
    s.get("/task_runs/" + task_run(s, "fresh", background("RUNNING", cache_key=key, refresh_cache=True)))
    s.get("/task_runs/" + task_run(s, "none", background("RUNNING", cache_key=s.name("none"))))
    s.get("/task_runs/" + task_run(s, "null", {"type": "RUNNING", "state_details": {"cache_key": key, "deferred": None}}))
    s.cases("POST", "/task_runs/", [{"task_key": "k", "dynamic_key": s.name(str(value)), "state": {"type": "PENDING", "state_details": {"deferred": value}}}
                                    for value in ("x", 2, [])])


PATH = "/task_runs/subscriptions/scheduled"


def worker(s, *keys, client="worker"):
    """A task worker that listens for runs of these tasks."""
    socket = s.websocket(PATH)
    socket.authenticate()
    socket.send({"type": "subscribe", "keys": [s.name("key-" + key) for key in keys], "client_id": s.name(client)})
    return socket


@scenario("the workers' socket: handshake")
def _(s):
    for token in (None, "", "anything"):
        socket = s.websocket(PATH)
        socket.authenticate(token)
        socket.ping()
        socket.close()
    for first in ({"type": "hello"}, {}, {"type": "auth"}):
        socket = s.websocket(PATH)
        socket.send(first)
        socket.receive()
        socket.ping(2)
    for first in ("not json", "[]", "1", b"\x00"):
        socket = s.websocket(PATH)
        socket.send(first)
        socket.closed(deviates=told(1008, "Expected 'auth' message"))
    for subprotocols in ((), ("other",)):
        socket = s.websocket(PATH, subprotocols=subprotocols)
        socket.send({"type": "subscribe", "keys": [s.name("k")], "client_id": s.name("old")})
        socket.ping()
        socket.close()
    s.get(PATH)


@scenario("the workers' socket: subscriptions that are refused")
def _(s):
    good = {"type": "subscribe", "keys": [s.name("k")], "client_id": s.name("c")}
    for change in ({"type": "filter"}, {"type": None}, {"type": "auth"}, {"keys": []}, {"keys": None}, {"keys": ""}, {"keys": {}}, {"client_id": ""},
                   {"client_id": None}, {"client_id": 0}):
        socket = s.websocket(PATH)
        socket.authenticate()
        socket.send(good | change)
        socket.closed()
    for missing in good:
        socket = s.websocket(PATH)
        socket.authenticate()
        socket.send({key: value for key, value in good.items() if key != missing})
        socket.closed()
    for bad in ("not json", "[]", "1", '"x"', "null", b"\x00"):
        socket = s.websocket(PATH)
        socket.authenticate()
        socket.send(bad)
        socket.closed(deviates=told(4001, "Protocol violation: expected 'subscribe' message"))
    socket = s.websocket(PATH)
    socket.authenticate()
    socket.send(good | {"zip": 1, "keys": good["keys"] * 3})
    socket.ping()
    socket.close()


@scenario("runs are delivered in order, and once")
def _(s):
    for number in range(3):
        task_run(s, f"early{number}", background("SCHEDULED", task_parameters_id=s.id("p")), task_key=s.name("key-a"), tags=["t"], labels={"l": 1},
                 empirical_policy={"retries": 1})
    task_run(s, "later", background("SCHEDULED", scheduled_time=LATER), task_key=s.name("key-a"))
    task_run(s, "plain", {"type": "SCHEDULED"}, task_key=s.name("key-a"))
    task_run(s, "pending", background("PENDING"), task_key=s.name("key-a"))
    task_run(s, "other", background("SCHEDULED"), task_key=s.name("key-b"))
    socket = worker(s, "a")
    for _number in range(4):
        socket.receive()
        socket.send({"type": "ack"})
    socket.receive(2)
    # While it waits.
    task_run(s, "live", background("SCHEDULED"), task_key=s.name("key-a"))
    socket.receive()
    socket.send({"type": "ack", "zip": 1})
    late = task_run(s, "moved", task_key=s.name("key-a"))
    socket.receive(1)
    move(s, late, "SCHEDULED", state_details={"deferred": True})
    socket.receive()
    socket.send({"type": "ack"})
    socket.receive(1)
    socket.close()


@scenario("retries go first, and keys in their order")
def _(s):
    for key in ("b", "a"):
        for name in ("Scheduled", "AwaitingRetry", "Late"):
            task_run(s, f"{key}-{name}", background("SCHEDULED") | {"name": name}, task_key=s.name("key-" + key))
    failing = task_run(s, "own-retry", background("RUNNING"), task_key=s.name("key-a"), empirical_policy={"retries": 3})
    move(s, failing, "FAILED", state_details={"deferred": True})
    socket = worker(s, "a", "b")
    for _number in range(6):
        socket.receive()
        socket.send({"type": "ack"})
    socket.receive(2)
    socket.close()


@scenario("a run that is not acknowledged is delivered again")
def _(s):
    for number, answer in enumerate(({"type": "nope"}, {}, {"type": None}, {"type": "ACK"})):
        key = f"again{number}"
        for part in ("first", "second"):
            task_run(s, f"{key}-{part}", background("SCHEDULED"), task_key=s.name("key-" + key))
        socket = worker(s, key)
        socket.receive()
        socket.send(answer)
        socket.closed(deviates=told(4001, "Protocol violation: expected 'ack' message"))
        socket = worker(s, key)
        for _number in range(2):
            socket.receive()
            socket.send({"type": "ack"})
        socket.receive(1)
        socket.close()
    # A worker that goes without a word.
    task_run(s, "left", background("SCHEDULED"))
    socket = worker(s, "left")
    socket.receive()
    socket.close()
    socket = worker(s, "left")
    socket.receive()
    socket.send({"type": "quit"})
    socket.closed()


@scenario("what a worker says while nothing was sent has no effect", slow=True)
def _(s):
    socket = worker(s, "quiet")
    for said in ({"type": "ack"}, {"type": "quit"}, {"type": "nope"}):
        socket.send(said)
    socket.receive(3)
    task_run(s, "quiet", background("SCHEDULED"))
    socket.receive()
    socket.send({"type": "ack"})
    socket.receive(1)
    socket.close()


@scenario("workers are known while they listen", slow=True)
def _(s):
    one = worker(s, "w1", "w2", client="one")
    two = worker(s, "w2", "w3", client="two")
    mine = [s.name("key-w1"), s.name("key-w2"), s.name("key-w3")]
    everyone = {"task_worker_filter": {"task_keys": mine}}
    s.until("POST", "/task_workers/filter", json=everyone, ready=lambda r: len(r.json()) == 2, unordered=("", "[].task_keys"))
    for keys in (mine[:1], mine[1:2], mine[2:], [s.name("key-none")]):
        s.post("/task_workers/filter", {"task_worker_filter": {"task_keys": keys}}, unordered=("", "[].task_keys"))
    s.post("/task_workers/filter", {"task_worker_filter": {"task_keys": mine, "zip": 1}, "zip": 1}, unordered=("", "[].task_keys"))
    s.cases("POST", "/task_workers/filter", [{"task_worker_filter": value} for value in ([], {}, {"task_keys": None}, {"task_keys": [1]}, {"task_keys": "x"}, 1)])
    one.close()
    s.until("POST", "/task_workers/filter", json=everyone, ready=lambda r: len(r.json()) == 1, unordered=("", "[].task_keys"))
    two.close()
    s.until("POST", "/task_workers/filter", json=everyone, ready=lambda r: r.json() == [])
