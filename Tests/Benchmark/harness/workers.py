"""What workers that wait for work cost: each polls its pool every ten seconds and says every thirty that it is there."""

import threading
import time

from . import processes
from .cluster import Cluster
from .http import Client
from .servers import Server

# The reference, of which one process takes less, is asked by a tenth.
WORKERS = {"reference": 200, "apus": 2000}
DEPLOYMENTS = 200
QUEUES = 4
POLL_SECONDS = 10
HEARTBEAT_SECONDS = 30
THREADS = 8


def make(server: Server, flow: str) -> str:
    """A pool with some queues, and deployments in them that have no runs."""
    ask, pool = server.client.must, f"bench-{time.time_ns()}"
    ask("POST", "/api/work_pools/", {"name": pool, "type": "process"})
    for number in range(QUEUES):
        ask("POST", f"/api/work_pools/{pool}/queues", {"name": f"q{number}", "priority": number + 2})
    for number in range(DEPLOYMENTS):
        ask("POST", "/api/deployments/", {"name": f"d{number}", "flow_id": flow, "work_pool_name": pool,
                                          "work_queue_name": f"q{number % QUEUES}", "entrypoint": "a:b", "path": "."})
    return pool


def measure(server: Server, cluster: Cluster, flow: str, seconds: int) -> dict:
    """The processor time of the server and of PostgreSQL a second while the workers poll, beside what they take at rest."""
    pool = make(server, flow)
    workers = WORKERS[server.name]
    answered, slow, errors = [0] * THREADS, [0.0] * THREADS, []

    def work(thread: int, end: float) -> None:
        # Each thread is a part of the workers, whose requests it spreads evenly. A worker's client keeps no connection so long.
        mine = range(thread, workers, THREADS)
        client, due, number = Client(server.port, timeout=60), time.monotonic(), 0
        step = POLL_SECONDS / len(mine)
        while time.monotonic() < end and not errors:
            began = time.monotonic()
            try:
                client.must("POST", f"/api/work_pools/{pool}/get_scheduled_flow_runs",
                            {"scheduled_before": "2026-01-01T00:00:00Z", "limit": 10})
                if number % (HEARTBEAT_SECONDS // POLL_SECONDS) == 0:
                    client.must("POST", f"/api/work_pools/{pool}/workers/heartbeat",
                                {"name": f"worker-{mine[number % len(mine)]}", "heartbeat_interval_seconds": HEARTBEAT_SECONDS})
            except (RuntimeError, OSError) as error:
                errors.append(str(error))
                return
            slow[thread] = max(slow[thread], time.monotonic() - began)
            answered[thread] += 1
            number += 1
            due += step
            time.sleep(max(0.0, due - time.monotonic()))

    def play(length: float) -> None:
        end = time.monotonic() + length
        threads = [threading.Thread(target=work, args=(number, end)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    # All of them are known, and ready, before the clock runs.
    play(3)
    answered[:] = [0] * THREADS
    slow[:] = [0.0] * THREADS
    before = server.cpu_seconds(), processes.cpu_seconds(cluster.pid), time.monotonic()
    play(seconds)
    length = time.monotonic() - before[2]
    shares = (server.cpu_seconds() - before[0]) / length, (processes.cpu_seconds(cluster.pid) - before[1]) / length
    return {"workers": workers, "polls_per_second": sum(answered) / length, "slowest_ms": max(slow) * 1000, "errors": len(errors),
            "first_error": errors[0] if errors else "", "server_cpu_share": shares[0], "postgres_cpu_share": shares[1],
            "cpu_share_of_thousand": sum(shares) / workers * 1000}
