"""A flow that pauses for typed input, and what answers it: first with too little, then rightly."""

import threading
import time

from prefect import flow, get_client, get_run_logger
from prefect.flow_runs import pause_flow_run, resume_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run


class Answer(RunInput):
    number: int
    label: str = "x"


def answer(id):
    """Waits for the run to pause, and resumes it."""
    with get_client(sync_client=True) as client:
        while not ((run := client.read_flow_run(id)).state.is_paused() and run.state.state_details.run_input_keyset):
            time.sleep(0.1)
    for given in ({}, {"number": "many"}, {"number": 5, "label": "ü"}):
        # The schema is saved a moment after the state.
        for _ in range(50):
            try:
                resume_flow_run(id, run_input=given)
            except RuntimeError as error:
                if "schema not found" in str(error):
                    time.sleep(0.1)
                    continue
                print("refused:", error)
            break


@flow(flow_run_name="asking-run")
def asking():
    id = flow_run.id
    thread = threading.Thread(target=answer, args=(id,))
    thread.start()
    given = pause_flow_run(wait_for_input=Answer.with_initial_data(label="initial", description="How many?"), timeout=120, poll_interval=0.5)
    thread.join()
    print("answered:", given.number, given.label, type(given).__mro__[1].__name__)
    again = threading.Thread(target=lambda: (time.sleep(1), resume_flow_run(id)))
    again.start()
    pause_flow_run(timeout=120, poll_interval=0.5)
    again.join()
    get_run_logger().info("went on")


@flow(flow_run_name="unanswered-run")
def unanswered():
    pause_flow_run(timeout=1, poll_interval=0.3)


if __name__ == "__main__":
    asking()
    state = unanswered(return_state=True)
    print("unanswered:", state.type.value, state.name, state.message)
