"""Tasks whose results are kept and used again: by inputs, by a key of their own, for a while, and not at all."""

import time
from datetime import timedelta

from prefect import flow, get_client, task
from prefect.cache_policies import INPUTS, NO_CACHE, TASK_SOURCE
from prefect.runtime import flow_run


@task(task_run_name="by-inputs-{number}", cache_policy=INPUTS, persist_result=True)
def by_inputs(number):
    return {"number": number, "label": "ü"}


@task(task_run_name="by-source-{number}", cache_policy=INPUTS + TASK_SOURCE - "ignored", persist_result=True)
def by_source(number, ignored):
    return [number]


@task(task_run_name="by-key", cache_key_fn=lambda context, arguments: f"e2e-key-{arguments['label']}", persist_result=True)
def by_key(label, value):
    return value


@task(task_run_name="refreshed", cache_key_fn=lambda context, arguments: "e2e-refreshed", refresh_cache=True, persist_result=True)
def refreshed(value):
    return value


@task(task_run_name="expiring", cache_key_fn=lambda context, arguments: "e2e-expiring", cache_expiration=timedelta(seconds=4), persist_result=True)
def expiring(value):
    return value


@task(task_run_name="lasting", cache_key_fn=lambda context, arguments: "e2e-lasting", cache_expiration=timedelta(hours=1), persist_result=True)
def lasting(value):
    return value


@task(task_run_name="never", cache_policy=NO_CACHE)
def never(value):
    return value


@flow(name="e2e-caching", flow_run_name="caching-{round}", persist_result=True)
def caching(round: int):
    calls = [(by_inputs, 1), (by_inputs, 1), (by_inputs, 2), (by_source, 1, "a"), (by_source, 1, "b"), (by_key, "x", round), (by_key, "x", -1),
             (by_key, "y", round), (refreshed, round), (refreshed, round + 10), (lasting, round), (never, round)]
    for task, *arguments in calls:
        state = task(*arguments, return_state=True)
        print(round, task.name, *arguments, state.name, state.result())
    if round == 1:
        print("fresh", *(expiring(value, return_state=True).name for value in (1, 2)))
        time.sleep(4.1)
        print("expired", expiring(3, return_state=True).name)
    return {"round": round, "id": flow_run.id}


if __name__ == "__main__":
    given = [caching(round) for round in (1, 2)]
    with get_client(sync_client=True) as client:
        for each in given:
            print("kept", client.read_flow_run(each["id"]).state.result() == each)
