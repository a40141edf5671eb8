"""Many event loops on a PostgreSQL with few connections: all services become ready, serve, and leave room for others."""

import concurrent.futures
import contextlib
import time
import uuid

from .restart_order import ask, wait
from .stage import Stage
from .verdict import Verdict

ROLE = "few"


def play(stage: Stage, verdict: Verdict) -> None:
    if stage.is_reference:
        verdict.note("plays with Apus only")
        return
    stage.cluster.settings["max_connections"] = "100"
    with stage.database():
        stage.cluster.query("postgres", f"CREATE ROLE {ROLE} LOGIN")
        for loops in (1, 10, 32):
            with services(stage, verdict, f"{loops} loops, max_connections 100", loops):
                used = clients(stage)
                verdict.check(used <= 97, f"{loops} loops leave the reserved connections alone", used)
        for limit, loops in ((15, 1), (15, 32), (8, 4)):
            limit_role(stage, limit)
            with services(stage, verdict, f"{loops} loops, a role limit of {limit}", loops, ROLE) as what:
                terminate(stage)
                recovers(stage, verdict, f"{what}, after all connections were ended")
        limit_role(stage, -1)
        with services(stage, verdict, "2 loops, no role limit", 2, ROLE):
            limit_role(stage, 15)
            terminate(stage)
            recovers(stage, verdict, "2 loops, after the role's limit became 15 and all connections were ended")
        stage.cluster.stop()
        stage.cluster.start(max_connections="20")
        with services(stage, verdict, "10 loops, max_connections 20", 10):
            pass


@contextlib.contextmanager
def services(stage: Stage, verdict: Verdict, what: str, loops: int, role: str = "postgres"):
    """The four services on a database of their own, started together."""
    server, cluster = stage.server, stage.cluster
    cluster.create("apus")
    cluster.query("postgres", f"ALTER DATABASE apus OWNER TO {role}")
    cluster.query("apus", f"ALTER SCHEMA public OWNER TO {role}")
    server.url = cluster.url("apus").replace("//postgres@", f"//{role}@")
    server.settings = {"APUS_EVENT_LOOPS": str(loops)}
    for service in server.programs:
        (stage.folder / f"{service}.log").unlink(missing_ok=True)
    server.launch()
    try:
        took = wait(lambda: all(service.is_ready() for service in server.services), 60)
        verdict.check(took is not None, f"all services are ready: {what}", f"{took:.1f} s" if took else tails(server))
        serves(stage, verdict, what)
        time.sleep(6)
        serves(stage, verdict, f"{what}, some seconds later")
        warnings = sum(line.count('"WARNING"') for service in server.services for line in service.log.read_text().splitlines())
        verdict.check(warnings <= 12, f"the log is quiet: {what}", f"{warnings} warnings")
        yield what
    finally:
        server.stop()


def calls(stage: Stage) -> list[tuple[str, str, object, int]]:
    flow = {"name": f"few-{uuid.uuid4().hex}"}
    return [
        ("POST", "/api/flows/", flow, 201), ("POST", "/api/flows/filter", {}, 200), ("POST", "/api/flow_runs/count", {}, 200),
        ("POST", "/api/block_types/filter", {}, 200), ("POST", "/api/logs/", [], 201),
        ("POST", "/api/variables/", {"name": f"v_{uuid.uuid4().hex}", "value": 1}, 201),
        ("POST", "/api/work_pools/", {"name": f"p-{uuid.uuid4().hex}", "type": "process"}, 201),
        ("POST", "/api/events", [event()], 204),
    ]


def event() -> dict:
    return {"id": str(uuid.uuid4()), "occurred": "2026-01-01T00:00:00Z", "event": "few", "payload": {},
            "resource": {"prefect.resource.id": "few"}, "related": []}


def failures(stage: Stage) -> list[str]:
    """What was not answered as it should be, of many calls on many connections."""
    def one(call):
        method, path, body, expected = call
        status = ask(stage.server, method, path, body)[0]
        return None if status == expected else f"{path} {status}"
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return [each for each in pool.map(one, [call for _ in range(20) for call in calls(stage)]) if each]


def serves(stage: Stage, verdict: Verdict, what: str) -> None:
    wrong = failures(stage)
    verdict.check(not wrong, f"every call is answered: {what}", f"{len(wrong)} failed: {sorted(set(wrong))[:5]}" if wrong else None)


def recovers(stage: Stage, verdict: Verdict, what: str) -> None:
    # Processes with many connections give some back when others have none.
    took = wait(lambda: all(service.is_ready() for service in stage.server.services), 90)
    verdict.check(took is not None, f"all services are ready: {what}", f"{took:.1f} s" if took else tails(stage.server))
    serves(stage, verdict, what)


def limit_role(stage: Stage, limit: int) -> None:
    stage.cluster.query("postgres", f"ALTER ROLE {ROLE} CONNECTION LIMIT {limit}")


def terminate(stage: Stage) -> None:
    stage.cluster.query("postgres", "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'apus'")


def clients(stage: Stage) -> int:
    return int(stage.cluster.query("postgres", "SELECT count(*) FROM pg_stat_activity WHERE datname = 'apus'"))


def tails(server) -> str:
    return " | ".join(f"{service.name}: {service.tail().splitlines()[-1:]}" for service in server.services)
