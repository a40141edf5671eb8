"""What PostgreSQL itself does with the SQL of a life cycle, driven by pgbench."""

import pathlib
import re
import subprocess

from .cluster import Cluster

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "pgbench"
WALK = [("SCHEDULED", "PENDING", "Pending"), ("PENDING", "RUNNING", "Running"), ("RUNNING", "COMPLETED", "Completed")]


def script() -> str:
    """The life cycle as one pgbench script."""
    transition = (FOLDER / "transition.sql").read_text()
    parts = [(FOLDER / "create.sql").read_text()]
    for source, target, name in WALK:
        parts.append(transition.replace("<FROM>", source).replace("<TYPE>", target).replace("<NAME>", name))
    return "\n".join(parts)


def measure(cluster: Cluster, database: str, template: str, clients: int, seconds: int) -> dict:
    """Life cycles a second in a fresh copy of the template, which nobody may be using."""
    cluster.create(database, template)
    flow = cluster.query(database, "INSERT INTO flow (name) VALUES ('limit') RETURNING id")
    file = cluster.folder / "life-cycle.sql"
    file.write_text(script())
    done = subprocess.run(
        [str(cluster.bin / "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds),
         "-D", f"flow_id={flow}", "-f", str(file)],
        env=cluster.environment(database), capture_output=True, text=True, timeout=seconds + 60)
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    latency = re.search(r"latency average = ([\d.]+)", done.stdout)
    if not rate or done.returncode != 0:
        raise RuntimeError(f"pgbench failed: {done.stdout} {done.stderr}")
    finished = cluster.query(database, "SELECT count(*) FROM flow_run WHERE state_type = 'COMPLETED'")
    events = cluster.query(database, "SELECT count(*) FROM events WHERE event LIKE 'prefect.flow-run.%'")
    cluster.create(database)
    if int(finished) == 0:
        raise RuntimeError("pgbench left no completed run")
    return {"cycles_per_second": float(rate[1]), "cycle_mean_ms": float(latency[1]), "completed": int(finished), "events": int(events)}
