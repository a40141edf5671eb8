"""Workers with their socket open: they run flows, and tear down what is left of runs whose workers are gone."""

import json
import time
import uuid
from contextlib import ExitStack

from checks import FLOWS, PREFECT, check, expect
from checks.telling import ENDED
from checks.waiting import eventually
from harness.launcher import Process, Server, free_port
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

QUICK = {"PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS": "1",
         "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS": "1",
         "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_LEASE_SECONDS": "4",
         "PREFECT_SERVER_SERVICES_CLEANUP_RECONCILER_LOOP_SECONDS": "1"}
POOL = "e2e-cleaned"


def deployment(client, pool):
    """A deployment of the pool, whose runs are over at once."""
    flow = client.ask("/flows/", {"name": "e2e-punctual"})["id"]
    return client.ask("/deployments/", {
        "name": pool, "flow_id": flow, "work_pool_name": pool, "entrypoint": "napping.py:punctual", "parameters": {"kind": "channel"},
        "pull_steps": [{"prefect.deployments.steps.set_working_directory": {"directory": str(FLOWS)}}]})["id"]


def cancelled(client, id, pid):
    """Lets the server end a run that is cancelling and whose worker is gone."""
    run = client.ask(f"/deployments/{id}/create_flow_run", {"state": {"type": "RUNNING"}})["id"]
    expect(client.api.patch(f"/flow_runs/{run}", json={"infrastructure_pid": pid}).is_success, "the run takes no pid")
    client.ask(f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLING"}, "force": True})
    expect(eventually(lambda: client.ask(f"/flow_runs/{run}")["state_type"] == "CANCELLED", within=60), "the run is not ended")


@check("a stock worker keeps its socket open and runs flows")
def _(stage):
    client = stage.subject
    command = (PREFECT, "worker", "start", "--pool", "e2e-channel", "--type", "process", "--name", "e2e-channel-worker")
    with client.beside("channel", *command, PREFECT_WORKER_QUERY_SECONDS="1", PREFECT_WORKER_HEARTBEAT_SECONDS="3",
                       PREFECT_LOGGING_LEVEL="DEBUG") as process:
        pool = eventually(lambda: client.api.get("/work_pools/e2e-channel").json().get("base_job_template"), within=90)
        expect(pool and pool["job_configuration"], lambda: f"the worker makes no pool:\n{process.tail()}")
        run = client.ask(f"/deployments/{deployment(client, 'e2e-channel')}/create_flow_run", {})["id"]
        eventually(lambda: client.ask(f"/flow_runs/{run}")["state_type"] in ENDED, within=120)
        ended = client.ask(f"/flow_runs/{run}")["state_type"]
        expect(ended == "COMPLETED", lambda: f"the run is {ended}:\n{process.tail()}")
        healthy = eventually(lambda: "the worker channel is healthy" in process.written(), within=30)
        expect(healthy and "Worker channel disabled" not in process.written() and "Worker channel unhealthy" not in process.written(),
               lambda: f"the worker gave its socket up:\n{process.tail(60)}")
        client.api.delete("/work_pools/e2e-channel")


@check("what a worker left of a cancelled run is torn down once; a worker that is killed meanwhile leaves it to the next, three times at most")
def _(stage):
    server = stage.another("cleaned", settings=QUICK)
    server.wait_until_ready()
    client = stage.client(server)

    def messages():
        rows = stage.launcher.cluster.fetch(server.database, "SELECT state, deliveries FROM apus.worker_cleanup ORDER BY position")
        return [(row["state"], row["deliveries"]) for row in rows]

    def become(wanted, process):
        expect(eventually(lambda: messages() == wanted, within=90), lambda: f"the messages are {messages()}, not {wanted}:\n{process.tail()}")

    def worker(name, **settings):
        return client.beside(name, client.python, FLOWS / "cleaning.py", POOL, name, PREFECT_WORKER_QUERY_SECONDS="1", **settings)

    client.ask("/work_pools/", {"name": POOL, "type": "process"})
    id = deployment(client, POOL)
    cancelled(client, id, "gone:1")
    expect(messages() == [("waiting", 0)], lambda: f"the messages are {messages()}")
    with worker("cleaner") as process:
        become([("completed", 1)], process)
        time.sleep(6)
        expect(process.written().count("tears down gone:1") == 1, lambda: f"it was not torn down once:\n{process.tail()}")
    cancelled(client, id, "gone:2")
    for number in (1, 2, 3):
        with worker(f"hanging-{number}", E2E_HANGS="1") as process:
            become([("completed", 1), ("leased", number)], process)
            expect(eventually(lambda: "tears down gone:2" in process.written(), within=20), lambda: f"it was not asked:\n{process.tail()}")
            process.kill()
    with worker("last") as process:
        become([("completed", 1), ("dead", 3)], process)
        expect("tears down" not in process.written(), lambda: f"it was asked once more:\n{process.tail()}")
    logged = "".join(each.written() for each in server.processes)
    expect(logged.count("clean-up message set aside after its last delivery") == 1, "no log line, or more than one, tells of the message")
    address = f"http://127.0.0.1:{server.process('scheduler').environment['APUS_SCHEDULER_PORT']}/metrics"
    told = eventually(lambda: 'apus_worker_cleanup_messages{state="dead"} 1' in client.api.get(address).text, within=20)
    expect(told, lambda: f"the metrics do not tell of it: {[line for line in client.api.get(address).text.splitlines() if 'cleanup' in line]}")
    server.stop()


class Socket:
    """A worker's socket, raw."""

    def __init__(self, server, stack, name):
        self.consumer = str(uuid.uuid4())
        self.connection = stack.enter_context(connect(
            server.api.replace("http", "ws", 1) + f"/work_pools/{POOL}/workers/connect", subprotocols=["prefect"], ping_interval=None, proxy=None))
        self.connection.send('{"type":"auth","token":null}')
        self.connection.recv(timeout=10)
        self.say("worker.hello.v1", consumer_id=self.consumer, worker_name=name, worker_type="process", heartbeat_interval_seconds=30,
                 supported_channel_versions=["work_pool_worker_channel.v1"], handled_cleanup_kinds=["cancelling_timeout_teardown.v1"],
                 requested_capabilities=["worker_heartbeat.v1", "work_pool_snapshot.v1", "cleanup_delivery.v1"])
        self.hear("worker.ready.v1")

    def say(self, type, **payload):
        self.connection.send(json.dumps({"type": type, "id": str(uuid.uuid4()), "sent_at": "2026-01-01T00:00:00Z", "payload": payload}))

    def hear(self, type, within=20):
        """The payload of the next frame, which has to be of this type; None when none comes."""
        try:
            frame = json.loads(self.connection.recv(timeout=within))
        except TimeoutError:
            return None
        expect(frame["type"] == type, f"a {frame['type']} came, not a {type}")
        return frame["payload"]

    def ending(self, within=20):
        """How the server closes it."""
        try:
            self.connection.recv(timeout=within)
        except TimeoutError:
            return "open"
        except ConnectionClosed:
            return self.connection.close_code, self.connection.close_reason
        return "a frame"


def statements(client):
    """How many statements a gateway has given to the database."""
    return next(float(line.split()[1]) for line in client.api.get("/metrics").text.splitlines() if line.startswith("apus_database_statements_total "))


@check("workers at two gateways hear of changes at either, a clean-up message goes to one of them, and on when its gateway is killed")
def _(stage):
    if stage.is_reference:
        return
    server = stage.another("gateways", settings=QUICK | {"PREFECT_SERVER_METRICS_ENABLED": "true"})
    server.wait_until_ready()
    first = server.process("gateway")
    port = str(free_port())
    second = Process("gateways-second", first.command, first.environment | {"PREFECT_SERVER_API_PORT": port}, stage.launcher.folder)
    other = Server("second", f"http://127.0.0.1:{port}", server.database, [second])
    stage.launcher.servers.append(other)
    other.wait_until_ready()
    client = stage.client(server)
    client.ask("/work_pools/", {"name": POOL, "type": "process"})
    id = deployment(client, POOL)
    with ExitStack() as stack:
        sockets = {first: Socket(server, stack, "one"), second: Socket(other, stack, "two")}
        for limit in (5, 6):
            client.api.patch(f"/work_pools/{POOL}", json={"concurrency_limit": limit})
            for socket in sockets.values():
                heard = socket.hear("work_pool.snapshot.v1")
                expect(heard and heard["work_pool"]["concurrency_limit"] == limit, f"a worker heard {heard}")
        before = statements(client)
        time.sleep(4)
        expect(statements(client) - before < 100, lambda: f"a gateway with one idle worker runs {statements(client) - before} statements in 4 s")
        cancelled(client, id, "gone:1")
        messages = {gateway: socket.hear("cleanup.message.v1", within=3) for gateway, socket in sockets.items()}
        holders = [gateway for gateway, message in messages.items() if message]
        expect(len(holders) == 1, f"{len(holders)} workers were asked")
        holder, = holders
        rest = second if holder is first else first
        holder.kill()
        again = sockets[rest].hear("cleanup.message.v1")
        expect(again and again["message_id"] == messages[holder]["message_id"] and again["delivery_count"] == 2, f"the other worker was asked {again}")
        sockets[rest].say("cleanup.ack.v1", message_id=again["message_id"], reservation_token=again["reservation_token"])
        expect(sockets[rest].hear("cleanup.operation_result.v1")["status"] == "accepted", "its answer is not accepted")
        holder.start()
        (server if holder is first else other).wait_until_ready()
        back = Socket(server if holder is first else other, stack, "back")
        monitor = server.process("heartbeat-monitor")
        monitor.kill()
        silent = Socket(server if holder is first else other, stack, "silent")
        silent.say("worker.heartbeat.v1", consumer_id=silent.consumer, worker_name="silent", heartbeat_interval_seconds=30)
        expect((ending := silent.ending(within=40)) == (1011, "heartbeat_persistence_failed"), lambda: f"without the monitor the socket is {ending}")
        monitor.start()
        client = stage.client(other if holder is first else server, "gateways-again")
        expect(client.api.delete(f"/work_pools/{POOL}").is_success, "the pool is not deleted")
        endings = [socket.ending() for socket in (sockets[rest], back)]
        expect(endings == [(1008, "authorization_failed")] * 2, f"the sockets are {endings}")
    other.stop()
    server.stop()
