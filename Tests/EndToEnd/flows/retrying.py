"""Flows and tasks that are tried again after the delays they name: one after the other, spread at random, in vain, and not at all."""

import time

from prefect import flow, task

attempts = {}


def fail_until(name, count):
    """Fails until it was called `count` times with this name; gives how often it was."""
    attempts[name] = attempts.get(name, 0) + 1
    if attempts[name] < count:
        raise ValueError(f"{name}: not yet at {attempts[name]}")
    return attempts[name]


@task(task_run_name="listed", retries=3, retry_delay_seconds=[0.1, 0, 0.2])
def listed():
    return fail_until("listed", 4)


@task(task_run_name="jittered", retries=2, retry_delay_seconds=0.2, retry_jitter_factor=0.5)
def jittered():
    return fail_until("jittered", 3)


@task(task_run_name="hopeless", retries=2, retry_delay_seconds=[0.1])
def hopeless():
    fail_until("hopeless", 100)


@task(task_run_name="refused", retries=2, retry_condition_fn=lambda task, run, state: False)
def refused():
    fail_until("refused", 100)


@task(task_run_name="slow", timeout_seconds=0.5)
def slow():
    time.sleep(30)


@flow(name="e2e-retrying", flow_run_name="retrying-run", retries=2, retry_delay_seconds=1, log_prints=True)
def retrying():
    print("tasks", listed(), jittered())
    for task in (hopeless, refused, slow):
        print(task.name, task(return_state=True).name)
    return fail_until("retrying", 3)


@flow(name="e2e-giving-up", flow_run_name="giving-up-run", retries=1, retry_delay_seconds=0)
def giving_up():
    fail_until("giving up", 100)


@flow(name="e2e-too-slow", flow_run_name="too-slow-run", timeout_seconds=0.5)
def too_slow():
    time.sleep(30)


if __name__ == "__main__":
    print("returned", retrying())
    print("returned", giving_up(return_state=True).name, too_slow(return_state=True).name)
