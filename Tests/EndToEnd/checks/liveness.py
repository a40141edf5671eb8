"""Runs whose processes die without a word."""

import time

from checks import FLOWS, check, expect
from checks.slots import deployment, scheduled
from checks.waiting import eventually
from harness.launcher import Process, free_port

TOLERANCE = 60
SETTINGS = {"APUS_SILENT_RUN_TOLERANCE": str(TOLERANCE), "APUS_PENDING_RUN_TOLERANCE": "75"}


@check("a run whose process is killed is crashed by its silence and gives its slot back, a pending one by its time; others run on")
def _(stage):
    server = stage.another("liveness", settings=SETTINGS)
    server.wait_until_ready()
    monitor = server.process("heartbeat-monitor")
    server.processes.append(Process(
        "second-monitor", monitor.command, monitor.environment | {"APUS_HEARTBEAT_MONITOR_PORT": str(free_port())}, stage.launcher.folder))
    client = stage.client(server)

    def rows(sql, *values):
        return stage.launcher.cluster.fetch(server.database, sql, *values)

    def claimed(name):
        run, = scheduled(client.api, deployment(client.api, name, 1), 1)
        expect(client.ask(f"/flow_runs/{run}/set_state", {"state": {"type": "PENDING"}})["status"] == "ACCEPT", "it does not become PENDING")
        return run
    killed, living, mute, pending = (claimed(f"e2e-{name}") for name in ("killed", "living", "mute", "pending"))
    client.ask(f"/flow_runs/{mute}/set_state", {"state": {"type": "RUNNING"}})
    heard = "SELECT count(*) AS count FROM events WHERE event = 'prefect.flow-run.heartbeat' AND resource_id = $1"

    def beats(run):
        return rows(heard, f"prefect.flow-run.{run}")[0]["count"]

    def state(run):
        return client.ask(f"/flow_runs/{run}")["state"]
    frequency = {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}
    with client.beside("killed", client.python, FLOWS / "unheard.py", killed, **frequency) as first, \
            client.beside("living", client.python, FLOWS / "unheard.py", living, **frequency) as second:
        expect(eventually(lambda: beats(killed) and beats(living), 60), lambda: f"no heartbeats:\n{first.tail()}\n{second.tail()}")
        first.kill()
        at = time.monotonic()
        expect(eventually(lambda: state(killed)["type"] == "CRASHED", TOLERANCE + 60), lambda: f"the killed run is {state(killed)}")
        taken = time.monotonic() - at
        expect(taken > TOLERANCE - 31, f"it was crashed {taken:.0f} s after the kill")
        expect("its last heartbeat came at" in state(killed)["message"], f"the message is {state(killed)['message']}")
        expect(eventually(lambda: state(pending)["type"] == "CRASHED", 60), lambda: f"the pending run is {state(pending)}")
        expect("its process never reported" in state(pending)["message"], f"the message is {state(pending)['message']}")
        for run in (living, mute):
            expect(state(run)["type"] == "RUNNING", f"a run that lives, or never sent a heartbeat, is {state(run)}")
        expect(beats(living) > 2, f"the living run was heard {beats(living)} times")
        crashed = "SELECT resource_id, count(*) AS count FROM events WHERE event = 'prefect.flow-run.Crashed' GROUP BY 1"
        told = {row["resource_id"].removeprefix("prefect.flow-run."): row["count"] for row in rows(crashed)}
        expect(told == {killed: 1, pending: 1}, f"crashes were told of {told}")
        slots = {row["id"]: row["active_slots"] for row in rows("""
            SELECT r.id::text, l.active_slots FROM flow_run r JOIN deployment d ON d.id = r.deployment_id
            JOIN concurrency_limit_v2 l ON l.id = d.concurrency_limit_id""")}
        expect(slots == {killed: 0, pending: 0, living: 1, mute: 1}, f"slots are taken {slots}")
    print(f"    crashed {taken:.0f} s after the kill, with a tolerance of {TOLERANCE} s", flush=True)
    server.stop()
