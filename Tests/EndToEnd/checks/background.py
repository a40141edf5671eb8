"""Background tasks: delayed in one process, run by a worker in another."""

import signal
import subprocess
import sys

from checks import FLOWS, Client, check, expect
from checks.runs import eventually, everywhere

SCRIPT = FLOWS / "background.py"


class Worker:
    """A process that serves the background task."""

    def __init__(self, client, limit=10):
        self.client = client
        self.log = client.home.with_name(client.home.name + "-worker.log")
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen([sys.executable, SCRIPT, "serve", str(limit)], env=client.environment(), cwd=FLOWS,
                                            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """SIGTERM, as a supervisor does; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def ending(self):
        """The end of what it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-25:])


def delay(client, count, seconds=0.0):
    """Queues runs in a process of its own; gives their ids."""
    output = client.run(sys.executable, SCRIPT, "delay", count, seconds)
    return next(line.split()[1:] for line in output.splitlines() if line.startswith("ids "))


def states(client, ids):
    """The states of runs, in their order."""
    return [client.ask(f"/task_runs/{each}")["state_name"] for each in ids]


def all_completed(client, ids, worker, within=60):
    """Waits until the runs are completed."""
    expect(eventually(lambda: set(states(client, ids)) == {"Completed"}, within),
           f"on {client.server.name} the runs are {states(client, ids)}; their worker wrote:\n{worker.ending()}")


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
        with Worker(client) as worker:
            known = eventually(lambda: client.ask("/task_workers/filter", {}), 60)
            expect(len(known) == 1 and len(known[0]["task_keys"]) == 1, f"the workers are {known}")
            late = delay(client, 4)
            all_completed(client, early + late, worker)
            shown = [{key: client.ask(f"/task_runs/{each}")[key] for key in ("name", "run_count", "tags", "task_key", "flow_run_id")} for each in late]
            names = [[state["name"] for state in client.ask(f"/task_run_states/?task_run_id={each}")] for each in late]
            given = results(client, early), results(client, late)
            worker.stop()
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
    client = Client(server, stage.launcher.folder / "home-queued")

    def restart():
        gateway.kill()
        gateway.start()
        server.wait_until_ready()
    ids = delay(client, 8, seconds=0.7)
    restart()
    expect(set(states(client, ids)) == {"Scheduled"}, f"without a worker the runs are {states(client, ids)}")
    # It takes one at a time: while that runs, the next was sent and is not acknowledged.
    with Worker(client, limit=1) as worker:
        expect(eventually(lambda: "Completed" in states(client, ids), 60), f"nothing runs: {worker.ending()}")
        held = "SELECT count(*) AS number FROM apus.task_run_queue WHERE holder IS NOT NULL"
        sent = eventually(lambda: stage.launcher.cluster.fetch(server.database, held)[0]["number"] == 1)
        expect(sent, "no run is sent before the one before it ends")
        restart()
        more = delay(client, 2)
        all_completed(client, ids + more, worker, within=120)
        expect(results(client, ids) == wanted(8), f"the results are {results(client, ids)}")
        left = stage.launcher.cluster.fetch(server.database, "SELECT count(*) AS number FROM apus.task_run_queue")[0]["number"]
        expect(left == 0, f"{left} runs are still queued")
    server.stop()
