"""Deployments that are run by a process that serves them and by a worker: on their schedules, and cancelled with their subflows."""

import sys
from datetime import datetime

import httpx
from checks import FLOWS, PREFECT, check, expect
from checks.runs import differences, everywhere
from checks.waiting import eventually
from checks.scenarios import alike
from checks.telling import ENDED, story

# Seconds after its time in which a run has to be handed out; how soon its process then begins is the machine's affair.
PUNCTUAL = 10


def runs(client, deployment, **filters):
    """The flow runs of a deployment, those that were to start first before the others."""
    return client.ask("/flow_runs/filter", {"deployments": {"name": {"any_": [deployment]}}, "flow_runs": filters, "sort": "EXPECTED_START_TIME_ASC"})


def deployed(client, *names):
    """The deployments with these names, once all are there."""
    asked = {"deployments": {"name": {"any_": list(names)}}, "sort": "NAME_ASC"}
    return eventually(lambda: len(found := client.ask("/deployments/filter", asked)) == len(names) and found, within=90)


def cancelled(client, process, deployment):
    """Runs a deployment that sleeps in a subflow, cancels it from the command line, and waits until both are over."""
    id = client.ask(f"/deployments/{deployment['id']}/create_flow_run", {})["id"]

    def asleep():
        children = client.ask("/flow_runs/filter", {"flow_runs": {"parent_flow_run_id": {"any_": [id]}}})
        lines = client.ask("/logs/filter", {"logs": {"flow_run_id": {"any_": [child["id"] for child in children]}}})
        return children if any(line["message"] == "asleep" for line in lines) else []
    children = eventually(asleep, within=120)
    expect(children, lambda: f"on {client.server.name} the run does not fall asleep:\n{process.tail()}")
    child, = children
    client.cli("flow-run", "cancel", id)

    def ended():
        return {client.ask(f"/flow_runs/{each}")["state_type"] for each in (id, child["id"])} <= ENDED
    eventually(ended, within=60)


def cancelled_alike(stage, sleeper):
    """Both servers tell the same of the run and its subflow, and both are cancelled."""
    run, child = (alike(stage, lambda client, name=name: story(client, client.flow_run(name))) for name in (f"napping-{sleeper}", f"nap-of-{sleeper}"))
    for told in (run, child):
        states = [name for _, name, _ in told["states"]]
        expect(states[-2:] == ["Cancelling", "Cancelled"], f"{told['name']} was {states}")


def on_time(client, process, deployment):
    """Waits until a run that the schedule made has completed; gives its states."""
    def completed():
        return [each for each in runs(client, deployment, state={"type": {"any_": ["COMPLETED"]}}) if each["auto_scheduled"]]
    expect(eventually(completed, within=120), lambda: f"on {client.server.name} no run of {deployment} completes: "
           f"{[each['state_name'] for each in runs(client, deployment)[:5]]}\n{process.tail()}")
    run = completed()[0]
    time = datetime.fromisoformat(run["expected_start_time"])
    handed = next(each["timestamp"] for each in client.ask(f"/flow_run_states/?flow_run_id={run['id']}") if each["type"] == "PENDING")
    late, begun = ((datetime.fromisoformat(each) - time).total_seconds() for each in (handed, run["start_time"]))
    expect(late <= PUNCTUAL, f"on {client.server.name} a run of {deployment} was handed out {late:.1f} s after its time")
    expect(begun > -1, f"on {client.server.name} a run of {deployment} began {-begun:.1f} s before its time")
    told = story(client, run)
    return {key: told[key] for key in ("parameters", "tags", "run_count")} | {
        "states": [name for _, name, _ in told["states"]], "by": run["created_by"] and run["created_by"]["type"]}


@check("served flows run on time by cron, interval and RRULE, and a run is cancelled together with its subflow")
def _(stage):
    kinds = ("cron", "interval", "rrule")

    def life(client):
        with client.beside("served", sys.executable, FLOWS / "served.py", PREFECT_RUNNER_POLL_FREQUENCY="1") as process:
            found = deployed(client, "e2e-served", *(f"e2e-by-{kind}" for kind in kinds))
            expect(found, lambda: f"the flows are not served:\n{process.tail()}")
            cancelled(client, process, found[-1])
            punctual = {kind: on_time(client, process, f"e2e-by-{kind}") for kind in kinds}
            # Interrupted while the process of a run is still ending, a program that serves may wait for it in vain.
            expect(eventually(lambda: not process.children(), within=50), lambda: f"runs do not end:\n{process.tail()}")
            code = process.interrupt(within=60)
        left = [[each["name"], each["paused"], [schedule["active"] for schedule in each["schedules"]]] for each in deployed(client, *(each["name"] for each in found))]
        waiting = [len(runs(client, f"e2e-by-{kind}", state={"type": {"any_": ["SCHEDULED"]}})) for kind in kinds]
        return punctual, code, left, waiting, process.tail()
    one, other = everywhere(stage, life)
    expect(one[:2] == other[:2], lambda: f"{stage.subject.server.name} {one}\nreference {other}")
    # A busy reference may not hear of every pause before the program that serves is gone.
    expect(all(paused for name, paused, _ in one[2] if name != "e2e-served") and not any(one[3]), lambda: f"it left {one[2:4]}\n{one[4]}")
    expect(one[0]["cron"]["states"] == ["Scheduled", "Pending", "Submitting", "Running", "Completed"], f"a run was {one[0]['cron']}")
    cancelled_alike(stage, "server")


@check("prefect deploy and a process worker: runs are on time, and one is cancelled together with its subflow")
def _(stage):
    project = {"E2E_PROJECT": str(FLOWS)}
    differing = differences(stage, {
        "work-pool create": lambda _: ["work-pool", "create", "e2e-processes", "--type", "process"],
        "deploy": lambda _: ["--no-prompt", "deploy", "--all"],
        "deployment ls": lambda _: ["deployment", "ls"],
        "deployment schedule ls": lambda _: ["deployment", "schedule", "ls", "e2e-punctual/e2e-often"],
        "work-pool inspect": lambda _: ["work-pool", "inspect", "e2e-processes"],
    }, **project)
    expect(not differing, lambda: "\n".join(differing))

    def life(client):
        command = (PREFECT, "worker", "start", "--pool", "e2e-processes", "--name", "e2e-worker")
        with client.beside("worker", *command, PREFECT_WORKER_QUERY_SECONDS="1", **project) as process:
            found = deployed(client, "e2e-often", "e2e-worked")
            cancelled(client, process, found[1])
            punctual = on_time(client, process, "e2e-often")
            workers = [[each["name"], each["status"]] for each in client.ask("/work_pools/e2e-processes/workers/filter", {})]
            pool, often = client.ask("/work_pools/e2e-processes"), client.ask(f"/deployments/{found[0]['id']}")
            code = process.stop(within=60)
        client.ask(f"/deployments/{found[0]['id']}/pause_deployment", {})
        return punctual, workers, pool["status"], often["status"], code
    one, other = everywhere(stage, life)
    expect(one == other, lambda: f"{stage.subject.server.name} {one}\nreference {other}")
    expect(one[1:4] == ([["e2e-worker", "ONLINE"]], "READY", "READY"), f"worker, pool and deployment are {one[1:4]}")
    cancelled_alike(stage, "worker")


def ahead(api, deployment):
    """The runs that wait for their time, the next one first."""
    asked = {"deployments": {"id": {"any_": [deployment]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    return api.post("/flow_runs/filter", json=asked | {"sort": "EXPECTED_START_TIME_ASC"}).json()


def shows(api, deployment, wanted):
    """Whether the runs ahead come to be as they should be."""
    found = lambda: len(runs := ahead(api, deployment)) > 1 and wanted(runs)
    expect(eventually(found, within=20, every=0.02), lambda: f"an edit does not show: {ahead(api, deployment)[:2]}")


def hours_between(found):
    """How far apart the first two runs are."""
    first, second = (datetime.fromisoformat(each["expected_start_time"]) for each in found[:2])
    return (second - first).total_seconds() / 3600


@check("an edit of a deployment or its schedule shows without waiting for the scheduler's next round")
def _(stage):
    if stage.is_reference:
        return
    rounds = {f"PREFECT_SERVER_SERVICES_SCHEDULER_{name}LOOP_SECONDS": "3600" for name in ("", "RECENT_DEPLOYMENTS_")}
    server = stage.another("edits", settings=rounds)
    server.wait_until_ready()
    with httpx.Client(base_url=server.api, timeout=60) as api:
        flow = api.post("/flows/", json={"name": "edited"}).json()["id"]
        hourly = {"interval": 3600.0, "anchor_date": "2026-01-01T00:00:00Z"}
        made = api.post("/deployments/", json={
            "name": "edited", "flow_id": flow, "parameters": {"number": 0}, "schedules": [{"active": True, "schedule": hourly}]}).json()
        id, schedule = made["id"], made["schedules"][0]["id"]

        def edit(number):
            api.patch(f"/deployments/{id}", json={"parameters": {"number": number}}).raise_for_status()
        # The scheduler may not have begun to listen when the first ones are made.
        expect(eventually(lambda: edit(1) or ahead(api, id)), "the scheduler hears of nothing")
        for number in range(2, 5):
            edit(number)
            shows(api, id, lambda found: found[0]["parameters"] == {"number": number})
            api.patch(f"/deployments/{id}/schedules/{schedule}", json={"schedule": {"interval": 3600.0 * number}}).raise_for_status()
            shows(api, id, lambda found: hours_between(found) == number)
