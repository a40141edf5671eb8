"""Runs the flow run of a given id, which sleeps until its process is killed."""

import sys
import time

from prefect import flow, get_client
from prefect.flow_engine import run_flow


@flow(name="e2e-unheard")
def unheard():
    print("asleep", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(sys.argv[1])
    run_flow(unheard, flow_run=run)
