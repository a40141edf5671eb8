"""A run of a deployment that another process suspends while it runs, that is resumed from outside, and run again."""

import subprocess
import sys

from prefect import flow, get_client, task
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow
from prefect.flow_runs import resume_flow_run
from prefect.runtime import flow_run

SUSPEND = "import sys; from prefect.flow_runs import suspend_flow_run; print(suspend_flow_run(flow_run_id=sys.argv[1]))"


@task(persist_result=True)
def step(number):
    print("step:", number)
    return number


@flow(name="e2e-stopped-outside", persist_result=True)
def stopped():
    step(1)
    if flow_run.run_count == 1:
        subprocess.run([sys.executable, "-c", SUSPEND, flow_run.id], check=True, stdout=subprocess.DEVNULL)
    step(2)
    return 3


def show(client, id):
    run = client.read_flow_run(id)
    details = run.state.state_details
    print(f"state: {run.state.type.value} {run.state.name} {run.state.message} {details.pause_reschedule} {run.run_count}")


def attempt(client, id):
    try:
        print("returned:", run_flow(stopped, flow_run=client.read_flow_run(id), return_type="state").name)
    except (Pause, Abort) as end:
        print("returned:", type(end).__name__, end)
    show(client, id)


with get_client(sync_client=True) as client:
    deployment = client.create_deployment(flow_id=client.create_flow(stopped), name="e2e-stopped-outside")
    id = client.create_flow_run_from_deployment(deployment, name="stopped-run").id
    attempt(client, id)
    try:
        resume_flow_run(id)
    except Exception as error:  # noqa: BLE001 - what it says is compared
        print("refused:", type(error).__name__, error)
    show(client, id)
    attempt(client, id)
