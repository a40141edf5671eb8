"""Services before the database, a database that goes away, and its return: nobody has to restart anything."""

import time

from .stage import Stage
from .verdict import Verdict


def wait(condition, seconds: float) -> float | None:
    """How long it took until the condition held; None when it did not in time."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if condition():
            return time.monotonic() - began
        time.sleep(0.05)
    return None


def ask(server, method: str, path: str, body=None) -> tuple[int, dict]:
    """Status and headers; 0 when there was no answer."""
    try:
        status, headers, _ = server.client.ask_raw(method, path, body)
        return status, headers
    except OSError:
        return 0, {}


def play(stage: Stage, verdict: Verdict) -> None:
    if stage.is_reference:
        verdict.note("plays with Apus only: the reference ends without its database")
        return
    with stage.database():
        server, cluster = stage.server, stage.cluster
        cluster.stop()
        server.launch()
        took = wait(lambda: ask(server, "GET", "/api/health")[0] == 200, 5)
        verdict.check(took is not None, "the gateway answers /api/health without a database", took and f"{took:.2f} s")
        time.sleep(2)
        verdict.check(all(service.alive for service in server.services), "all services wait for the database")
        for service in server.services:
            lines = [line for line in service.tail().splitlines() if "database" in line.lower()]
            verdict.check(bool(lines), f"{service.name} says that it waits", lines[-1][:200] if lines else "nothing about a database")
        verdict.check(ask(server, "GET", "/api/ready")[0] == 503, "/api/ready is 503 before the database was ever there")
        cluster.start()
        took = wait(lambda: all(service.is_ready() for service in server.services), 20)
        verdict.check(took is not None, "all are ready when the database has started", took and f"{took:.2f} s")
        refused_and_back(stage, verdict, "fast")
        refused_and_back(stage, verdict, "immediate")
        processes = [service.process.poll() for service in server.services]
        verdict.check(processes == [None] * 4, "no service has ended in the meantime")
        slow = {service.name: service.stop(20) for service in server.services}
        codes = {service.name: service.process.returncode for service in server.services}
        verdict.check(all(code == 0 for code in codes.values()), "SIGTERM ends every service with 0",
                      ", ".join(f"{name} {codes[name]} after {took:.2f} s" for name, took in slow.items()))


def refused_and_back(stage: Stage, verdict: Verdict, mode: str) -> None:
    server, cluster = stage.server, stage.cluster
    stopped = f"after a database stop ({mode})"
    status, _ = ask(server, "POST", "/api/flows/", {"name": f"before-{mode}"})
    verdict.check(status == 201, "a flow can be made while the database is up", status)
    cluster.stop(mode)
    took = wait(lambda: ask(server, "GET", "/api/ready")[0] == 503, 10)
    verdict.check(took is not None, f"/api/ready is 503 {stopped}", took and f"{took:.2f} s")
    began = time.monotonic()
    status, headers = ask(server, "POST", "/api/flows/", {"name": f"during-{mode}"})
    verdict.check(status == 503 and headers.get("retry-after", "").isdigit(), f"a write is 503 with Retry-After {stopped}",
                  f"{status}, Retry-After {headers.get('retry-after')}, {time.monotonic() - began:.2f} s")
    status, headers = ask(server, "POST", "/api/flows/filter", {})
    verdict.check(status == 503 and "retry-after" in headers, f"a read is 503 with Retry-After {stopped}", status)
    time.sleep(2)
    cluster.start()
    took = wait(lambda: all(service.is_ready() for service in server.services), 20)
    verdict.check(took is not None, f"all are ready again by themselves {stopped}", took and f"{took:.2f} s")
    status, _ = ask(server, "POST", "/api/flows/", {"name": f"after-{mode}"})
    verdict.check(status == 201, f"a flow can be made again {stopped}", status)
