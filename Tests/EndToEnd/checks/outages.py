"""Services that are away."""

import uuid

from checks import check, expect
from checks.waiting import eventually

MISSING = "00000000-0000-4000-8000-00000000dead"


def seed(ask):
    """Makes what the calls below ask for; gives the calls of each service, by its name."""
    flow = ask("/flows/", {"name": "outage"})["id"]
    pool = ask("/work_pools/", {"name": "outage", "type": "process"})["name"]
    deployment = ask("/deployments/", {"name": "outage", "flow_id": flow, "work_pool_name": pool})["id"]
    secret = ask("/block_types/slug/secret")["id"]
    return {
        "block-vault": [
            ("GET", "/block_capabilities/", None), ("GET", "/block_types/slug/secret", None), ("POST", "/block_types/filter", {}),
            ("PATCH", f"/block_types/{secret}", {"description": "x" * 10_000}), ("POST", "/block_schemas/filter", {}),
            ("POST", "/block_documents/count", {}), ("GET", f"/block_documents/{MISSING}", None), ("DELETE", f"/block_documents/{MISSING}", None)],
        "scheduler": [("POST", f"/deployments/{deployment}/schedule", {})],
        "heartbeat-monitor": [
            ("POST", f"/work_pools/{pool}/workers/heartbeat", {"name": "w"}), ("POST", f"/work_pools/{pool}/workers/filter", {}),
            ("DELETE", f"/work_pools/{pool}/workers/none", None)],
        "gateway": [
            ("GET", "/health", None), ("GET", "/ready", None), ("POST", "/flow_runs/", {"flow_id": flow, "state": {"type": "RUNNING"}}),
            ("GET", f"/deployments/{deployment}", None), ("POST", f"/deployments/{deployment}/create_flow_run", {}),
            ("GET", f"/work_pools/{pool}", None), ("POST", "/logs/filter", {}), ("POST", "/events/filter", {}),
            ("POST", "/variables/", {"name": "v_{}", "value": 1})],
    }


def answers(client, calls):
    """The status of each call, and whether the answer says when to come back."""
    def answer(method, path, body):
        # A name that is new each time.
        body = {key: each.replace("{}", uuid.uuid4().hex) if key == "name" else each for key, each in body.items()} if body else body
        return client.api.request(method, path, json=body)
    return [(reply.status_code, "retry-after" in reply.headers) for reply in (answer(*call) for call in calls)]


@check("with a service away only its own calls are told to come later, and none has to be started again")
def _(stage):
    server = stage.another("outages")
    server.wait_until_ready()
    client = stage.client(server)
    calls = seed(client.ask)
    usual = {name: answers(client, each) for name, each in calls.items()}
    expect(not any(status >= 500 for each in usual.values() for status, _ in each), f"before: {usual}")
    for away in ("block-vault", "scheduler", "heartbeat-monitor"):
        others = [process for process in server.processes if not process.name.endswith(away)]
        server.process(away).kill()
        for name, each in calls.items():
            expected = [(503, True)] * len(each) if name == away else usual[name]
            got = answers(client, each)
            expect(got == expected, lambda: f"without {away}, {name} answered {got}, not {expected}")
        server.process(away).start()
        eventually(lambda: answers(client, calls[away]) == usual[away], 20)
        expect(answers(client, calls[away]) == usual[away], lambda: f"with {away} again: {answers(client, calls[away])}, not {usual[away]}")
        expect(all(process.child.poll() is None for process in others), f"a process ended without {away}")
    server.stop()
