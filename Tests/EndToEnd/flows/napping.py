"""A flow that sleeps in a subflow until it is cancelled, and one that is over at once."""

import time

from prefect import flow, task


@task(task_run_name="yawn")
def yawn():
    return "tired"


@flow(name="e2e-nap", flow_run_name="nap-of-{sleeper}", log_prints=True)
def nap(sleeper: str):
    print("asleep")
    time.sleep(600)


def wake(flow, flow_run, state):
    print("woken by", state.name)


@flow(name="e2e-napping", flow_run_name="napping-{sleeper}", log_prints=True, on_cancellation=[wake])
def napping(sleeper: str = "nobody"):
    print("falling asleep", yawn())
    nap(sleeper)


@flow(name="e2e-punctual", log_prints=True)
def punctual(kind: str):
    print("begun by", kind)
