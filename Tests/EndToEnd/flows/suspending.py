"""A run of a deployment that suspends, then suspends for input: its process ends, and it is run again once it is resumed."""

from prefect import flow, get_client
from prefect.exceptions import Pause
from prefect.flow_engine import run_flow
from prefect.flow_runs import resume_flow_run, suspend_flow_run
from prefect.input import RunInput


class Answer(RunInput):
    number: int


@flow(name="e2e-suspending", persist_result=True)
def suspending():
    suspend_flow_run(timeout=120)
    given = suspend_flow_run(wait_for_input=Answer, timeout=120)
    print("answered:", given.number)
    return given.number


def show(client, id):
    run = client.read_flow_run(id)
    print(f"state: {run.state.type.value} {run.state.name} {run.state.state_details.pause_reschedule} {run.run_count}")


def attempt(client, id):
    try:
        print("returned:", run_flow(suspending, flow_run=client.read_flow_run(id), return_type="state").name)
    except Pause as pause:
        print("returned:", pause.state.name)
    show(client, id)


with get_client(sync_client=True) as client:
    deployment = client.create_deployment(flow_id=client.create_flow(suspending), name="e2e-suspended")
    id = client.create_flow_run_from_deployment(deployment, name="suspended-run").id
    show(client, id)
    attempt(client, id)
    resume_flow_run(id)
    attempt(client, id)
    for given in (None, {"number": "x"}):
        try:
            resume_flow_run(id, run_input=given)
        except RuntimeError as error:
            print("refused:", error)
    resume_flow_run(id, run_input={"number": 7})
    show(client, id)
    attempt(client, id)
    try:
        resume_flow_run(id)
    except Exception as error:  # noqa: BLE001 - what it says is compared
        print("refused:", type(error).__name__, error)
