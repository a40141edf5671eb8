"""Clients of several releases of Prefect 3: each runs flows, and a worker of its own runs a deployment of its own."""

import re
from concurrent.futures import ThreadPoolExecutor

from checks import FLOWS, check, expect
from checks.clients import NEWEST, RELEASES, programs
from checks.playing import attempt
from checks.waiting import eventually


def conforms(stage, release):
    """A client of this release does all of it, and the server shows it."""
    name = release.replace(".", "-")
    client = stage.client(stage.subject.server, f"client-{name}", programs(release))
    pool = f"e2e-pool-{name}"
    said = client.run(client.prefect, "work-pool", "create", pool, "--type", "process")
    said += client.run(client.python, FLOWS / "conforming.py", pool, name, within=300)
    said += client.run(client.prefect, "worker", "start", "--pool", pool, "--type", "process", "--run-once", "--name", f"worker-{name}", within=300)
    expect("conforming" in said, f"{release} does not come to its end:\n{said}")
    for kind, states, lines in (
        ("parent", ["Pending", "Running", "Paused", "Running", "Completed"], ["the total is 12"]),
        ("child", ["Pending", "Running", "Completed"], ["the child has 3"]),
        ("worked", ["Scheduled", "Pending", "Running", "Completed"], ["worked with 5"]),
    ):
        run = client.flow_run(f"{kind}-{name}")
        was = [state["name"] for state in client.ask(f"/flow_run_states/?flow_run_id={run['id']}")]
        # A worker of late releases says that it has submitted the run; on a busy machine it comes late for it.
        expect([state for state in was if state not in ("Submitting", "Late")] == states, f"{kind} of {release} was {was}")
        def complete():
            messages = [line["message"] for line in client.ask("/logs/filter", {"logs": {"flow_run_id": {"any_": [run["id"]]}}})]
            tasks = client.ask("/task_runs/filter", {"task_runs": {"flow_run_id": {"any_": [run["id"]]}}})
            return set(lines) <= set(messages) and tasks and all(task["state_type"] == "COMPLETED" for task in tasks)
        expect(eventually(complete), lambda: f"{kind} of {release} lacks log lines or a task that has completed: {client.ask('/task_runs/filter', {'task_runs': {'flow_run_id': {'any_': [run['id']]}}})}")
    tasks = client.ask("/task_runs/filter", {"task_runs": {"name": {"like_": "second_time"}}, "flow_runs": {"name": {"any_": [f"parent-{name}"]}}})
    expect([task["run_count"] for task in tasks] == [2], f"the retried task of {release} ran {[task['run_count'] for task in tasks]} times")
    if release == NEWEST:
        warned = [line for line in said.splitlines() if re.search(r"warn", line, re.I) and "version" in line]
        expect(not warned, lambda: "\n".join(warned))


@check("clients of Prefect 3.0, 3.4, 3.8 and 3.9 run flows with tasks, retries, subflows and pauses, and deployments by a worker")
def _(stage):
    with ThreadPoolExecutor(2) as threads:
        problems = [problem for problem in threads.map(lambda release: attempt(lambda stage: conforms(stage, release), stage), RELEASES) if problem]
    expect(not problems, lambda: "\n".join(problems))
