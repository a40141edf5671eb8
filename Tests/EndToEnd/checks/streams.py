"""What is heard over the sockets: events by the command line, a cancellation by the process that runs a flow."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks import FLOWS, check, expect
from checks.runs import eventually

PREFECT = Path(sys.executable).parent / "prefect"


def beside(client, *command):
    """Starts a process of the client's that goes on beside the check."""
    return subprocess.Popen([str(part) for part in command], env=client.environment(), cwd=FLOWS, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def output(process):
    """Ends a process and gives what it printed."""
    process.terminate()
    try:
        return process.communicate(timeout=30)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0]


def cancelled(client):
    """Serves a flow, runs it, cancels the run from the command line, and tells how that ended."""
    server = beside(client, sys.executable, FLOWS / "sleepy.py")
    try:
        deployments = lambda: client.ask("/deployments/filter", {"deployments": {"name": {"any_": ["sleepy-served"]}}})
        expect(eventually(deployments, within=90), f"the flow is not served:\n{output(server)}")
        client.cli("deployment", "run", "sleepy/sleepy-served")
        runs = lambda **state: client.ask("/flow_runs/filter", {"flows": {"name": {"any_": ["sleepy"]}}, "flow_runs": state})
        named = lambda *names: runs(state={"name": {"any_": list(names)}})
        expect(eventually(lambda: named("Running"), within=120), f"the run does not start: {[run['state_name'] for run in runs()]}")
        run = runs()[0]
        lines = {"flow_run_id": {"any_": [run["id"]]}, "text": {"query": "asleep"}}
        expect(eventually(lambda: client.ask("/logs/filter", {"logs": lines}), within=30), "the run's lines are not there")
        shown = client.cli("flow-run", "logs", run["id"])
        expect("falling asleep" in shown, f"flow-run logs shows:\n{shown}")
        client.cli("flow-run", "cancel", run["id"])
        eventually(lambda: named("Cancelled"), within=90)
        return [state["name"] for state in client.ask(f"/flow_run_states/?flow_run_id={run['id']}")]
    finally:
        output(server)


@check("a served flow's run is cancelled from the command line, and its runner hears of it")
def _(stage):
    with ThreadPoolExecutor() as pool:
        states = list(pool.map(cancelled, stage.clients))
    expect(states[0] == states[1], f"{states[0]} on {stage.subject.server.name}, {states[1]} on {stage.reference.server.name}")
    expect(states[0][-2:] == ["Cancelling", "Cancelled"], f"the run went through {states[0]}")


@check("event stream shows what happens")
def _(stage):
    for client in stage.clients:
        stream = beside(client, PREFECT, "event", "stream", "--format", "json")
        time.sleep(8)
        client.cli("variable", "set", "streamed", "1", "--overwrite")
        time.sleep(3)
        shown = output(stream)
        expect("prefect.variable." in shown, f"on {client.server.name} the stream shows:\n{shown[-2000:]}")
