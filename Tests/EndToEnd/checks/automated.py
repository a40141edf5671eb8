"""Automations that act, on both servers, by the stock tools."""

from checks import FLOWS, PREFECT, check, expect
from checks.runs import everywhere
from checks.waiting import eventually

SETTINGS = {"PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "true", "PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY": "PT1S"}
CHAIN = ("e2e-first", "e2e-second", "e2e-third")


def runs(client, deployment):
    """The runs of a deployment."""
    return client.ask("/flow_runs/filter", {"deployments": {"name": {"any_": [deployment]}}})


def completed(client, deployment):
    found = runs(client, deployment)
    return found if found and all(each["state_type"] == "COMPLETED" for each in found) else []


def outcomes(client):
    """What came of the actions of automations."""
    page = client.ask("/events/filter", {"filter": {"event": {"prefix": ["prefect.automation.action."]}}, "limit": 50})
    return sorted([each["event"], each["payload"].get("reason"), each["payload"].get("status_code")] for each in page["events"])


def life(client):
    project = {"E2E_PROJECT": str(FLOWS)}
    client.run(PREFECT, "work-pool", "create", "e2e-chain", "--type", "process")
    client.run(PREFECT, "--no-prompt", "deploy", "--all", "--prefect-file", FLOWS / "chained.yaml", **project)
    command = (PREFECT, "worker", "start", "--pool", "e2e-chain", "--name", "e2e-chain-worker")
    with client.beside("chain-worker", *command, PREFECT_WORKER_QUERY_SECONDS="1", **project) as process:
        client.run(PREFECT, "deployment", "run", "e2e-link/e2e-first")
        ended = eventually(lambda: completed(client, CHAIN[-1]), within=150)
        expect(ended, lambda: f"on {client.server.name} the chain does not end: "
               f"{[[name, [each['state_name'] for each in runs(client, name)]] for name in CHAIN]}\n{outcomes(client)}\n{process.tail()}")
    told = {}
    for name in CHAIN:
        run, = runs(client, name)
        told[name] = [run["parameters"], run["created_by"] and run["created_by"]["type"], run["state_name"]]
    return told, outcomes(client)


@check("three deployments that triggers chain run one after the other, with what templates make of the events")
def _(stage):
    servers = [stage.another("chain", settings=SETTINGS), stage.launcher.reference("chain-reference", settings=SETTINGS)]
    for server in servers:
        server.wait_until_ready()
    one, other = (life(stage.client(server)) for server in servers)
    expect(one == other, lambda: f"{stage.subject.server.name} {one}\nreference {other}")
    second = one[0]["e2e-second"]
    expect(second[:2] == [{"place": "second", "cause": "e2e-link Completed", "count": 1}, "AUTOMATION"], f"the second run is {second}")
