"""What is measured at each server."""

import json
import subprocess
import time

from . import load, processes
from .cluster import Cluster
from .servers import Apus, Server


def prepare(server: Server) -> tuple[str, str]:
    """A flow and a run of it, made through the API."""
    flow = server.client.must("POST", "/api/flows/", {"name": "load", "tags": ["load"]})["id"]
    return flow, busy_run(server, flow)


def cycles(server: Server, cluster: Cluster, flow: str, clients: int, seconds: int) -> dict:
    return load.timed("cycles", server, cluster, flow=flow, clients=clients, seconds=seconds)


def busy_run(server: Server, flow: str) -> str:
    """A new run of the flow that is running."""
    body = {"flow_id": flow, "name": "busy-otter", "state": {"type": "RUNNING", "name": "Running"}}
    return server.client.must("POST", "/api/flow_runs/", body)["id"]


def paced(server: Server, cluster: Cluster, flow: str, rate: int, clients: int, seconds: int) -> dict:
    """State transitions at a rate that does not wait for answers; the runs are made before."""
    return load.timed("paced", server, cluster, flow=flow, rate=rate, clients=clients, seconds=seconds)


def logs(server: Server, cluster: Cluster, run: str, clients: int, seconds: int) -> dict:
    return load.timed("logs", server, cluster, flow_run=run, clients=clients, seconds=seconds)


def blocks(server: Server, cluster: Cluster, clients: int, seconds: int) -> dict:
    """Reads of a Secret with its value, as `Secret.load()` asks for it."""
    name = f"load-{time.time_ns()}"
    type_ = server.client.must("GET", "/api/block_types/slug/secret")["id"]
    schema = server.client.must("POST", "/api/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [type_]}}, "limit": 1})[0]["id"]
    server.client.must("POST", "/api/block_documents/", {
        "name": name, "data": {"value": "s3cr3t"}, "block_type_id": type_, "block_schema_id": schema})
    path = f"/api/block_types/slug/secret/block_documents/name/{name}?include_secrets=true"
    return load.timed("probe", server, cluster, path=path, clients=clients, seconds=seconds)


def events(server: Server, cluster: Cluster, database: str, flow: str, clients: int, tasks: int, limit: int) -> dict:
    """From the first event sent until every task run is there in its last state and its events can be counted."""
    run = busy_run(server, flow)
    count_runs = f"SELECT count(*) FROM task_run WHERE flow_run_id = '{run}' AND state_type = 'COMPLETED'"
    count_events = "SELECT count(*) FROM events WHERE event LIKE 'prefect.task-run.%'"
    earlier = int(cluster.query(database, count_events))
    before = server.cpu_seconds(), processes.cpu_seconds(cluster.pid)
    running = load.whole(
        "events", limit, port=server.port, flow=flow, flow_run=run, clients=clients, tasks=tasks, limit_seconds=limit)
    try:
        figures = json.loads(running.stdout.readline())
    finally:
        if running.poll() is None:
            running.kill()
        running.wait()
    found, stored, seen_at, after = watch(server, cluster, database, (count_runs, count_events), (tasks, earlier + 3 * tasks), limit)
    stored -= earlier
    if found < tasks or stored < 3 * tasks:
        figures["incomplete"] = f"{found} of {tasks} task runs and {stored} of {3 * tasks} events had come when nothing came any more"
    task = server.client.ask("GET", f"/api/task_runs/{figures['last_task']}")
    figures["readable"] = task[0] == 200 and task[1]["state_type"] == "COMPLETED"
    figures["stored"] = stored
    figures["seconds"] = seen_at - figures["first_sent"]
    figures["lag_seconds"] = seen_at - figures["last_pong"]
    figures["events_per_second"] = stored / figures["seconds"]
    figures["server_cpu_ms"] = (after[0] - before[0]) * 1000 / max(1, stored)
    figures["postgres_cpu_ms"] = (after[1] - before[1]) * 1000 / max(1, stored)
    figures["resident"] = server.resident()
    return figures


def stream(server: Server, cluster: Cluster, database: str, flow: str, rate: int, clients: int, seconds: int) -> dict:
    """Task-run events at a rate, some task runs asked for until they are shown in their last state."""
    run = busy_run(server, flow)
    limit = seconds * 4 + 60
    done = subprocess.run(
        load.command(
            "stream", port=server.port, flow=flow, flow_run=run, clients=clients, rate=rate, seconds=seconds, limit_seconds=limit),
        capture_output=True, text=True, timeout=limit + 30)
    figures = json.loads(done.stdout.splitlines()[-1])
    found = int(cluster.query(
        database, f"SELECT count(*) FROM task_run WHERE flow_run_id = '{run}' AND state_type = 'COMPLETED'"))
    if found != figures["tasks"]:
        figures["incomplete"] = f"{found} of {figures['tasks']} task runs were recorded after the last pong"
    return figures


def watch(server: Server, cluster: Cluster, database: str, questions: tuple[str, str], wanted: tuple[int, int], limit: float) -> tuple:
    """Counts until both counts are reached or have stood still for 20 seconds: the counts, when they last changed, and the
    processor times at that moment."""
    deadline, counts, changed = time.monotonic() + limit, (-1, -1), time.monotonic()
    seen_at, cpu = time.time(), (0.0, 0.0)
    while time.monotonic() < min(deadline, changed + 20):
        current = tuple(int(cluster.query(database, question)) for question in questions)
        if current != counts:
            counts, changed, seen_at = current, time.monotonic(), time.time()
            cpu = server.cpu_seconds(), processes.cpu_seconds(cluster.pid)
        if counts[0] >= wanted[0] and counts[1] >= wanted[1]:
            break
        time.sleep(0.1)
    return (*counts, seen_at, cpu)


def freshness(server: Server, flow: str, run: str, samples: int) -> dict:
    """One task run at a time on a server with nothing else to do: from its first event until GET shows it COMPLETED."""
    waits = []
    for _ in range(samples):
        done = subprocess.run(
            load.command("events", port=server.port, flow=flow, flow_run=run, clients=1, tasks=1, limit_seconds=20),
            capture_output=True, text=True, timeout=40)
        figures = json.loads(done.stdout)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            status, task = server.client.ask("GET", f"/api/task_runs/{figures['last_task']}")
            if status == 200 and task["state_type"] == "COMPLETED":
                waits.append((time.time() - figures["first_sent"]) * 1000)
                break
            time.sleep(0.005)
    waits.sort()
    if not waits:
        return {"samples": 0}
    return {"samples": len(waits), "p50_ms": waits[len(waits) // 2], "max_ms": waits[-1]}


def resting(server: Server, cluster: Cluster, seconds: float) -> dict:
    """Memory and processor time of a server that nobody asks anything."""
    before = server.cpu_seconds(), processes.cpu_seconds(cluster.pid)
    time.sleep(seconds)
    after = server.cpu_seconds(), processes.cpu_seconds(cluster.pid)
    return {
        "resident": server.resident(),
        "server_cpu_share": (after[0] - before[0]) / seconds,
        "postgres_cpu_share": (after[1] - before[1]) / seconds,
    }


def starts(server: Server, times: int) -> list[dict]:
    """Starts with the database up and migrated, each timed; the last one is left running."""
    found = []
    for number in range(times):
        if number:
            server.stop()
        server.start()
        found.append(server.ready_times())
    return found


def ceiling(port: int, clients: int, seconds: int) -> dict:
    """What the generator does against a server that does nothing."""
    stub = load.whole("stub", seconds + 30, port=port, seconds=seconds + 20)
    try:
        time.sleep(0.3)
        nobody = "00000000-0000-4000-8000-000000000000"
        figures = {}
        for mode, options in (
            ("cycles", {"flow": nobody, "seconds": seconds}), ("logs", {"flow_run": nobody, "seconds": seconds}),
            ("events", {"flow": nobody, "flow_run": nobody, "tasks": 20000})):
            done = subprocess.run(
                load.command(mode, port=port, clients=clients, **options), capture_output=True, text=True, timeout=seconds + 30)
            figures[mode] = json.loads(done.stdout.splitlines()[-1])
        taken = figures["events"]["last_pong"] - figures["events"]["first_sent"]
        return {
            "cycles_per_second": figures["cycles"]["cycles_per_second"],
            "lines_per_second": figures["logs"]["lines_per_second"],
            "events_per_second": figures["events"]["events"] / taken,
        }
    finally:
        stub.kill()
        stub.wait()
