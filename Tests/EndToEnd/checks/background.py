"""Background tasks: delayed in one process, run by a worker in another."""

import sys

from checks import FLOWS, Client, check, expect
from checks.runs import everywhere
from checks.waiting import eventually

SCRIPT = FLOWS / "background.py"


def worker(client, limit=10):
    """A process that serves the background task, as long as the context lasts."""
    return client.beside("tasks", sys.executable, SCRIPT, "serve", limit)


def delay(client, count, seconds=0.0):
    """Queues runs in a process of its own; gives their ids."""
    output = client.run(sys.executable, SCRIPT, "delay", count, seconds)
    return next(line.split()[1:] for line in output.splitlines() if line.startswith("ids "))


def states(client, ids):
    """The states of runs, in their order."""
    return [client.ask(f"/task_runs/{each}")["state_name"] for each in ids]


def all_completed(client, ids, process, within=60):
    """Waits until the runs are completed."""
    expect(eventually(lambda: set(states(client, ids)) == {"Completed"}, within),
           lambda: f"on {client.server.name} the runs are {states(client, ids)}; their worker wrote:\n{process.tail()}")


def results(client, ids):
    """What the runs gave, as another process reads it."""
    return client.run(sys.executable, SCRIPT, "results", *ids).splitlines()[-1]


def wanted(count):
    """What they are to give."""
    return f"results {[{'number': number, 'double': number * 2} for number in range(count)]}"


@check("background tasks that are delayed in one process are run by a worker in another, early ones too")
def _(stage):
    def life(client):
        early = delay(client, 2)
        expect(set(states(client, early)) == {"Scheduled"}, f"without a worker the runs are {states(client, early)}")
        with worker(client) as process:
            known = eventually(lambda: client.ask("/task_workers/filter", {}), 60)
            expect(len(known) == 1 and len(known[0]["task_keys"]) == 1, f"the workers are {known}")
            late = delay(client, 4)
            all_completed(client, early + late, process)
            shown = [{key: client.ask(f"/task_runs/{each}")[key] for key in ("name", "run_count", "tags", "task_key", "flow_run_id")} for each in late]
            names = [[state["name"] for state in client.ask(f"/task_run_states/?task_run_id={each}")] for each in late]
            given = results(client, early), results(client, late)
        expect(eventually(lambda: not client.ask("/task_workers/filter", {})) is True, "a worker that stopped is still known")
        return given, shown, names
    one, other = everywhere(stage, life)
    expect(one == other, f"apus: {one}\nreference: {other}")
    expect(one[0] == (wanted(2), wanted(4)), f"the results are {one[0]}")


@check("kill -9 of the gateway: background tasks that wait, and those that were sent, run to their end")
def _(stage):
    if stage.is_reference:
        return  # It keeps what waits in memory.
    server = stage.another("queued", settings={"APUS_TASK_WORKER_TERM": "4"})
    server.wait_until_ready()
    gateway = server.process("gateway")
    client = stage.client(server)

    def restart():
        gateway.kill()
        gateway.start()
        server.wait_until_ready()
    ids = delay(client, 8, seconds=0.7)
    restart()
    expect(set(states(client, ids)) == {"Scheduled"}, f"without a worker the runs are {states(client, ids)}")
    # It takes one at a time: while that runs, the next was sent and is not acknowledged.
    with worker(client, limit=1) as process:
        expect(eventually(lambda: "Completed" in states(client, ids), 60), lambda: f"nothing runs:\n{process.tail()}")
        held = "SELECT count(*) AS number FROM apus.task_run_queue WHERE holder IS NOT NULL"
        sent = eventually(lambda: stage.launcher.cluster.fetch(server.database, held)[0]["number"] == 1)
        expect(sent, "no run is sent before the one before it ends")
        restart()
        more = delay(client, 2)
        all_completed(client, ids + more, process, within=120)
        expect(results(client, ids) == wanted(8), f"the results are {results(client, ids)}")
        left = stage.launcher.cluster.fetch(server.database, "SELECT count(*) AS number FROM apus.task_run_queue")[0]["number"]
        expect(left == 0, f"{left} runs are still queued")
    server.stop()
