"""What a client of any release of Prefect 3 does with a server: tasks, a subflow, a pause, and a deployment that a worker runs."""

import sys
import threading
import time
from pathlib import Path

import httpx
from prefect import flow, get_run_logger, task
from prefect.deployments import run_deployment
from prefect.flow_runs import pause_flow_run, resume_flow_run
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL

RELEASE = sys.argv[2] if len(sys.argv) > 2 else ""


@task
def double(number):
    """Doubles."""
    get_run_logger().info("doubling %s", number)
    return number * 2


@task(retries=1, retry_delay_seconds=0)
def second_time(attempts=[]):  # noqa: B006 - remembers
    """Fails once."""
    attempts.append(1)
    if len(attempts) < 2:
        raise ValueError("the first time")


@flow
def child(number):
    """A subflow."""
    get_run_logger().info("the child has %s", number)
    return double(number)


def resume_when_paused(id):
    """Resumes a run as soon as the server says that it is paused."""
    for _ in range(600):
        if httpx.get(f"{PREFECT_API_URL.value()}/flow_runs/{id}").json()["state_type"] == "PAUSED":
            resume_flow_run(id)
            return
        time.sleep(0.1)


@flow
def parent():
    """Tasks, one of them retried, a subflow, and a pause that another thread ends."""
    second_time()
    results = [double.submit(number) for number in (1, 2)]
    total = sum(result.result() for result in results) + child.with_options(flow_run_name=f"child-{RELEASE}")(3)
    threading.Thread(target=resume_when_paused, args=(flow_run.id,)).start()
    pause_flow_run(timeout=120)
    get_run_logger().info("the total is %s", total)
    return total


@flow
def worked(number: int):
    """Run by a worker."""
    get_run_logger().info("worked with %s", number)
    double(number)


if __name__ == "__main__":
    total = parent.with_options(flow_run_name=f"parent-{RELEASE}")()
    if total != 12:
        sys.exit(f"the total is {total}")
    source = flow.from_source(source=str(Path(__file__).parent), entrypoint="conforming.py:worked")
    source.deploy(name=f"worked-{RELEASE}", work_pool_name=sys.argv[1], build=False, push=False, ignore_warnings=True, print_next_steps=False)
    run_deployment(f"worked/worked-{RELEASE}", flow_run_name=f"worked-{RELEASE}", parameters={"number": 5}, timeout=0)
    print("conforming")
