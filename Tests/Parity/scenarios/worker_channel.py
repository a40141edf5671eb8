"""The sockets of workers: hellos, snapshots of their pool, heartbeats, and the clean-up messages that they carry."""

import json
import time

from harness.scenario import scenario
from harness.session import Deviation

QUICK = {"PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "1",
         "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS": "1",
         "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "1"}
EXPIRING = QUICK | {"PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS": "3"}
# Leases that last longer than what counts as the clock's time.
LEASE = "payload.lease_expires_at"
BOTH = ["worker_heartbeat.v1", "work_pool_snapshot.v1"]
ALL = BOTH + ["cleanup_delivery.v1"]
TIMEOUT = "cancelling_timeout_teardown.v1"
TEMPLATE = {"job_configuration": {"command": "{{ command }}"}, "variables": {"type": "object", "properties": {"command": {"type": "string"}}}}


def frame(s, type, payload, **more):
    """A frame of a worker."""
    return {"type": type, "id": s.id(type), "sent_at": s.time(), "payload": payload} | more


def said(s, **more):
    """What a worker says of itself."""
    return {"consumer_id": s.id("consumer"), "worker_name": "w", "worker_type": "process", "heartbeat_interval_seconds": 30,
            "supported_channel_versions": ["work_pool_worker_channel.v1"], "requested_capabilities": BOTH} | more


def connect(s, pool, **more):
    """A worker's socket that has said its hello."""
    socket = s.websocket(f"/work_pools/{pool}/workers/connect")
    socket.authenticate()
    socket.send(frame(s, "worker.hello.v1", said(s, **more)))
    return socket


def cleaner(s, pool, **more):
    """A worker that takes clean-up messages."""
    socket = connect(s, pool, **{"requested_capabilities": ALL, "handled_cleanup_kinds": [TIMEOUT]} | more)
    socket.receive()
    return socket


def heartbeat(s, **more):
    return frame(s, "worker.heartbeat.v1", {"consumer_id": s.id("consumer"), "worker_name": "w", "heartbeat_interval_seconds": 30} | more)


def pool(s, part="pool", **more):
    name = s.name(part)
    s.post("/work_pools/", {"name": name, "type": "process"} | more)
    return name


def lost(s, pool, part="lost"):
    """A run of a pool that nobody cancels in time."""
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    deployment = s.post("/deployments/", {"name": s.name(part), "flow_id": flow, "work_pool_name": pool}, record=False).json()["id"]
    run = s.post(f"/deployments/{deployment}/create_flow_run", {"state": {"type": "RUNNING"}, "name": s.name(part)}, record=False).json()["id"]
    s.patch(f"/flow_runs/{run}", {"infrastructure_pid": "host:1"})
    s.post(f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLING"}, "force": True}, record=False)
    return run


def message(socket, *ignore):
    """The next clean-up message."""
    return socket.receive(30, ignore=("payload.reservation_token", *ignore))["payload"]


def answer(s, socket, what, payload, *ignore, **more):
    """Says something about a message, and records how that ended."""
    socket.send(frame(s, f"cleanup.{what}.v1", {"message_id": payload["message_id"], "reservation_token": payload["reservation_token"]} | more))
    socket.receive(ignore=ignore)


@scenario("the handshake of workers")
def _(s):
    name = pool(s)
    path = f"/work_pools/{name}/workers/connect"
    s.websocket(path, subprotocols=())
    for first in ({"type": "hello"}, heartbeat(s)):
        socket = s.websocket(path)
        socket.send(first)
        socket.closed()


@scenario("a worker connects")
def _(s):
    name = pool(s, description="d", base_job_template=TEMPLATE)
    connect(s, name).receive()
    s.get(f"/work_pools/{name}")
    s.post(f"/work_pools/{name}/workers/filter", {})
    limited = pool(s, "limited", concurrency_limit=3)
    s.post(f"/work_pools/{limited}/queues", {"name": "more", "priority": 2})
    for more in ({}, {"work_queue_names": ["more", "default", "more"]}, {"worker_metadata": {"a": 1}}, {"worker_metadata": None},
                 {"heartbeat_interval_seconds": 1, "worker_name": "other"}, {"create_pool_if_not_found": True},
                 {"requested_capabilities": BOTH + ["new.v9", "new.v9"]}, {"requested_capabilities": ALL},
                 {"requested_capabilities": ALL, "handled_cleanup_kinds": [TIMEOUT]},
                 {"requested_capabilities": ALL, "handled_cleanup_kinds": [TIMEOUT, "pending_claim_teardown.v1"], "max_cleanup_concurrency": 5},
                 {"requested_capabilities": ALL, "handled_cleanup_kinds": [TIMEOUT], "max_cleanup_concurrency": 0},
                 {"supported_channel_versions": ["v0", "work_pool_worker_channel.v1"]}, {"default_base_job_template": {}}):
        socket = connect(s, limited, **more)
        socket.receive()
        socket.close()
    s.post(f"/work_pools/{limited}/workers/filter", {}, unordered=("",))


@scenario("hellos that are refused")
def _(s):
    name = pool(s)
    path = f"/work_pools/{name}/workers/connect"
    good = frame(s, "worker.hello.v1", said(s))
    for first in ("{", "[]", "null", "1", {}, good | {"zip": 1}, good | {"type": "worker.hello.v2"}, good | {"id": "x"}, good | {"sent_at": "x"},
                  good | {"payload": None}, good | {"payload": []}, heartbeat(s),
                  frame(s, "cleanup.ack.v1", {"message_id": s.id("m"), "reservation_token": "t"})):
        socket = s.websocket(path)
        socket.authenticate()
        socket.send(first)
        socket.closed()
    for more in ({"zip": 1}, {"worker_name": ""}, {"worker_name": None}, {"worker_type": ""}, {"consumer_id": "x"}, {"heartbeat_interval_seconds": 0},
                 {"heartbeat_interval_seconds": 1.5}, {"supported_channel_versions": []}, {"supported_channel_versions": ["v0"]},
                 {"requested_capabilities": []}, {"requested_capabilities": BOTH[:1]}, {"requested_capabilities": BOTH[1:]},
                 {"requested_capabilities": "x"}, {"requested_capabilities": [""]}, {"work_queue_names": None}, {"work_queue_names": [""]},
                 {"handled_cleanup_kinds": [TIMEOUT]}, {"max_cleanup_concurrency": 1}, {"requested_capabilities": ALL, "handled_cleanup_kinds": ["x"]},
                 {"requested_capabilities": ALL, "max_cleanup_concurrency": -1}, {"requested_capabilities": ALL, "max_cleanup_concurrency": None},
                 {"create_pool_if_not_found": None}, {"default_base_job_template": []}, {"worker_metadata": []}, {"work_queue_names": ["none"]}):
        connect(s, name, **more).closed()
    connect(s, s.name("none")).closed()
    s.post(f"/work_pools/{name}/workers/filter", {})


@scenario("binary hellos")
def _(s):
    socket = s.websocket(f"/work_pools/{pool(s)}/workers/connect")
    socket.authenticate()
    socket.send(b"{}")
    socket.closed(deviates=Deviation("the reference fails; a worker that says this once will say it again",
                                     answer={"close": 1002, "reason": "protocol_error"}))


@scenario("pools that workers make")
def _(s):
    made = s.name("made")
    connect(s, made, create_pool_if_not_found=True, default_base_job_template=TEMPLATE, work_queue_names=["default"]).receive()
    s.get(f"/work_pools/{made}")
    s.get(f"/work_pools/{made}/queues/default")
    s.post(f"/work_pools/{made}/workers/filter", {})
    connect(s, s.name("plain"), create_pool_if_not_found=True).receive()
    # Nothing is left of those that fail.
    for part, more in (("queue", {"work_queue_names": ["none"]}), ("shape", {"default_base_job_template": {"variables": {}}}),
                       ("defaults", {"default_base_job_template": {"job_configuration": {"a": "{{ b }}"}, "variables": {"properties": {"b": {"type": "string", "default": 1}}}}}),
                       ("version", {"supported_channel_versions": ["v0"]})):
        connect(s, s.name(part), create_pool_if_not_found=True, **more).closed()
        s.get(f"/work_pools/{s.name(part)}")
    connect(s, "prefect-" + s.salt, create_pool_if_not_found=True).closed()
    s.get(f"/work_pools/prefect-{s.salt}")


@scenario("a template of a pool that has none")
def _(s):
    name = pool(s)
    other = connect(s, name, worker_name="other", consumer_id=s.id("other"))
    other.receive()
    socket = connect(s, name, default_base_job_template=TEMPLATE)
    socket.receive()
    socket.receive()
    other.receive()
    s.get(f"/work_pools/{name}")
    again = connect(s, name, default_base_job_template={"job_configuration": {"a": 1}, "variables": {"properties": {}}})
    again.receive()
    again.receive(1)
    bad = pool(s, "bad")
    connect(s, bad, default_base_job_template={"variables": {}}).closed()
    s.get(f"/work_pools/{bad}")
    s.events("prefect.work-pool", 8)


@scenario("snapshots follow changes of the pool")
def _(s):
    name = pool(s)
    socket = connect(s, name)
    socket.receive()
    for change in ({"is_paused": True}, {"is_paused": False}, {"is_paused": False}, {"concurrency_limit": 4}, {"concurrency_limit": None},
                   {"base_job_template": TEMPLATE}, {"storage_configuration": {}}):
        s.patch(f"/work_pools/{name}", change)
        socket.receive()
    s.patch(f"/work_pools/{name}", {"description": "not told"})
    socket.receive(1.5)
    socket.send(heartbeat(s))
    socket.receive()
    socket.send(heartbeat(s))
    socket.receive(1)
    for limit in (1, 2, 3):
        s.patch(f"/work_pools/{name}", {"concurrency_limit": limit}, record=False)
    # How many changes share a snapshot depends on when they come; the last one shows.
    numbers, limit = [], None
    while limit != 3:
        snapshot = json.loads(socket.connection.recv(timeout=10))["payload"]
        numbers.append(snapshot["snapshot_sequence"])
        limit = snapshot["work_pool"]["concurrency_limit"]
    s.note("the snapshots", {"body": {"limit": limit, "are in order": numbers == list(range(numbers[0], numbers[0] + len(numbers)))}})
    s.delete(f"/work_pools/{name}")
    socket.closed()


@scenario("heartbeats of connected workers")
def _(s):
    name = pool(s)
    socket = connect(s, name)
    socket.receive()
    for interval in (7, 8):
        socket.send(heartbeat(s, heartbeat_interval_seconds=interval))
    s.until("POST", f"/work_pools/{name}/workers/filter", lambda r: r.json()[0]["heartbeat_interval_seconds"] == 8, json={})
    socket.receive(1)
    for wrong in (heartbeat(s, worker_name="x"), heartbeat(s, consumer_id=s.id("x")), heartbeat(s, heartbeat_interval_seconds=0), heartbeat(s, zip=1),
                  frame(s, "worker.hello.v1", said(s)), {"type": "ping"}, "x", frame(s, "cleanup.release.v1", {"message_id": s.id("m"), "reservation_token": "t"})):
        socket = connect(s, name)
        socket.receive()
        socket.send(wrong)
        socket.closed()


@scenario("operations without messages")
def _(s):
    name = pool(s)
    socket = connect(s, name)
    socket.receive()
    nothing = {"message_id": s.id("m"), "reservation_token": "t"}
    for what, more in (("ack", {}), ("release", {"reason": "r"}), ("renew", {})):
        answer(s, socket, what, nothing, **more)
    socket = cleaner(s, name)
    for what, more in (("ack", {}), ("release", {"reason": "r"}), ("renew", {})):
        answer(s, socket, what, nothing, **more)


@scenario("a clean-up message is renewed, released and acknowledged", slow=True, settings=QUICK)
def _(s):
    name = pool(s)
    socket = cleaner(s, name)
    run = lost(s, name)
    first = message(socket, LEASE)
    s.get(f"/flow_run_states/?flow_run_id={run}")
    answer(s, socket, "ack", first | {"reservation_token": "wrong"})
    answer(s, socket, "renew", first, LEASE)
    answer(s, socket, "release", first, reason="later")
    second = message(socket, LEASE)
    answer(s, socket, "ack", first)
    answer(s, socket, "ack", second)
    answer(s, socket, "ack", second)
    socket.receive(3)
    # A worker of another pool can't say anything about it.
    other = cleaner(s, pool(s, "other"))
    lost(s, name, "third")
    third = message(socket, LEASE)
    answer(s, other, "ack", third)
    answer(s, socket, "ack", third)


@scenario("a clean-up message waits for a worker, and one that it leaves comes again", slow=True, settings=EXPIRING)
def _(s):
    name = pool(s)
    run = lost(s, name)
    s.until("GET", f"/flow_runs/{run}", lambda r: r.json()["state_name"] == "Cancelled", within=40,
            ignore=("estimated_start_time_delta", "estimated_run_time", "total_run_time"))
    for number in range(3):
        socket = cleaner(s, name, consumer_id=s.id(f"c{number}"))
        message(socket)
        socket.close()
        time.sleep(4.5)
    cleaner(s, name).receive(3)


@scenario("a clean-up message that a worker does not finish in time comes to it again", slow=True, settings=EXPIRING)
def _(s):
    name = pool(s)
    socket = cleaner(s, name)
    lost(s, name)
    first = message(socket)
    second = message(socket)
    answer(s, socket, "ack", first)
    answer(s, socket, "renew", second)
    answer(s, socket, "ack", second)
    socket.receive(4)


@scenario("a clean-up message that is released too often is set aside", slow=True, settings=QUICK)
def _(s):
    name = pool(s)
    socket = cleaner(s, name)
    lost(s, name)
    for _number in range(3):
        answer(s, socket, "release", message(socket, LEASE), reason="no")
    socket.receive(3)


@scenario("clean-up messages prefer workers of their queue, and no more come than a worker takes", slow=True, settings=QUICK)
def _(s):
    name = pool(s)
    s.post(f"/work_pools/{name}/queues", {"name": "more"})
    elsewhere = cleaner(s, name, work_queue_names=["more"], worker_name="elsewhere", consumer_id=s.id("elsewhere"))
    socket = cleaner(s, name, work_queue_names=["default"])
    lost(s, name, "a")
    one = message(socket, LEASE)
    lost(s, name, "b")
    two = message(elsewhere, LEASE)
    lost(s, name, "c")
    socket.receive(5, ignore=("payload.reservation_token", LEASE))
    answer(s, socket, "ack", one)
    answer(s, socket, "ack", message(socket, LEASE))
    answer(s, elsewhere, "ack", two)


@scenario("no clean-up for push pools, other kinds, or runs without a queue", slow=True, settings=QUICK)
def _(s):
    push = pool(s, "push", type="cloud:push")
    name = pool(s)
    sockets = [cleaner(s, push), cleaner(s, name, handled_cleanup_kinds=["pending_claim_teardown.v1"])]
    runs = [lost(s, push, "p"), lost(s, name, "n")]
    for run in runs:
        s.until("GET", f"/flow_runs/{run}", lambda r: r.json()["state_name"] == "Cancelled", within=40,
                ignore=("estimated_start_time_delta", "estimated_run_time", "total_run_time"))
    for socket in sockets:
        socket.receive(2)
