"""Workers with their socket open: they run flows, and tear down what is left of runs whose workers are gone."""

import time

from checks import FLOWS, PREFECT, check, expect
from checks.telling import ENDED
from checks.waiting import eventually

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
