"""What deploy/prove-compose runs with the stock client against the stack.

    proof.py run NAME TASKS SECONDS   a flow of so many tasks, each so long; says "task N" after each
    proof.py check NAME TASKS LOGS    what the server knows of it afterwards: states, counts, and whether each log
                                      line is there "once" or "at-least-once"
"""

import asyncio
import sys
import time

from prefect import flow, get_client, task
from prefect.client.schemas.filters import FlowRunFilter, LogFilter
from prefect.client.schemas.sorting import LogSort


@task(retries=1, log_prints=True)
def step(number: int, seconds: float) -> int:
    time.sleep(seconds)
    print(f"proof line {number}")
    return number


@flow(log_prints=True)
def proof(tasks: int, seconds: float) -> int:
    done = 0
    for number in range(tasks):
        done += step(number, seconds) == number
        print(f"progress {number}")
        sys.__stdout__.write(f"task {number}\n")
        sys.__stdout__.flush()
    return done


async def all_logs(client, run_id):
    found = []
    while True:
        page = await client.read_logs(
            log_filter=LogFilter(flow_run_id={"any_": [run_id]}),
            limit=200, offset=len(found), sort=LogSort.TIMESTAMP_ASC,
        )
        found.extend(page)
        if len(page) < 200:
            return found


async def problems_of(client, name, tasks, logs):
    """What does not agree, in words; empty when all does."""
    runs = await client.read_flow_runs(flow_run_filter=FlowRunFilter(name={"any_": [name]}))
    if len(runs) != 1:
        return [f"{len(runs)} flow runs are named {name}, not 1"]
    run = runs[0]
    problems = []
    if run.state is None or run.state.type.value != "COMPLETED":
        problems.append(f"the flow run is {run.state and run.state.type.value}, not COMPLETED")
    task_runs = []
    while True:
        page = await client.read_task_runs(
            flow_run_filter=FlowRunFilter(id={"any_": [run.id]}), limit=200, offset=len(task_runs))
        task_runs.extend(page)
        if len(page) < 200:
            break
    completed = sum(1 for each in task_runs if each.state and each.state.type.value == "COMPLETED")
    if (len(task_runs), completed) != (tasks, tasks):
        problems.append(f"{len(task_runs)} task runs, {completed} of them COMPLETED; {tasks} were run")
    lines = [log.message for log in await all_logs(client, run.id)]
    for number in range(tasks):
        for line in (f"proof line {number}", f"progress {number}"):
            count = lines.count(line)
            if count < 1 or (logs == "once" and count > 1):
                problems.append(f"log line {line!r} is there {count} times, not {logs}")
    return problems


async def check(name, tasks, logs):
    problems = ["never asked"]
    async with get_client() as client:
        # Logs and task-run events are sent in the background; the client flushed them before it ended.
        end = time.monotonic() + 30
        while problems and time.monotonic() < end:
            problems = await problems_of(client, name, tasks, logs)
            if problems:
                await asyncio.sleep(0.5)
    if problems:
        sys.exit("\n".join(f"{name}: {problem}" for problem in problems))
    print(f"{name}: COMPLETED, {tasks} task runs COMPLETED, {2 * tasks} log lines there {logs}")


def main():
    action, name, tasks = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if action == "run":
        done = proof.with_options(flow_run_name=name)(tasks, float(sys.argv[4]))
        if done != tasks:
            sys.exit(f"{name}: {done} of {tasks} tasks returned")
    else:
        asyncio.run(check(name, tasks, sys.argv[4]))


main()
