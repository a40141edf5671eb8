"""An installation that moves: from here to the reference, and from the reference to here."""

import re

from checks import PREFECT, check, expect
from checks.telling import shown

# What is told of each kind, by which it is sorted; other members are the server's own.
TOLD = {
    "flows": ("name", "tags", "labels"),
    "work_pools": ("name", "type", "description", "is_paused", "concurrency_limit", "base_job_template"),
    "deployments": ("name", "description", "tags", "parameters", "parameter_openapi_schema", "work_pool_name", "work_queue_name", "entrypoint",
                    "path", "enforce_parameter_schema", "paused"),
    "variables": ("name", "value", "tags"),
    "automations": ("name", "description", "enabled", "tags"),
    "v2/concurrency_limits": ("name", "limit", "active", "slot_decay_per_second"),
}


def seed(ask):
    """Makes one of everything that moves, some of it under what else moves; of what the command itself leaves out, nothing."""
    flow = ask("/flows/", {"name": "moving", "tags": ["a", "ü"]})["id"]
    pool = ask("/work_pools/", {"name": "movers", "type": "process", "concurrency_limit": 3})
    ask(f"/work_pools/{pool['name']}/queues", {"name": "fast", "priority": 1, "concurrency_limit": 2})
    schema = {"title": "Parameters", "type": "object", "properties": {"x": {"title": "x", "type": "integer", "default": 1}}}
    schedules = [{"schedule": {"cron": "0 4 * * *", "timezone": "Europe/Berlin"}, "active": False}]
    deployment = ask("/deployments/", {
        "name": "weekly", "description": "carry", "flow_id": flow, "work_pool_name": "movers", "work_queue_name": "fast", "parameters": {"x": 7}, "tags": ["d"],
        "parameter_openapi_schema": schema, "enforce_parameter_schema": True, "entrypoint": "flows.py:moving", "path": "/srv", "schedules": schedules})
    ask("/variables/", {"name": "moved", "value": {"deep": [1, None, "ü"]}, "tags": ["v"]})
    ask("/v2/concurrency_limits/", {"name": "moved", "limit": 4})
    ask("/automations/", {
        "name": "on failure", "description": "again", "actions": [{"type": "run-deployment", "deployment_id": deployment["id"], "parameters": {"x": 9}}],
        "trigger": {"type": "event", "posture": "Reactive", "expect": ["prefect.flow-run.Failed"], "threshold": 2, "within": 60}})
    # What is of a type that the other server has already is left behind by the command.
    type_ = ask("/block_types/", {"name": "Moved thing", "slug": "moved-thing", "logo_url": None})["id"]
    fields = {"title": "Thing", "type": "object", "properties": {"pin": {"title": "Pin", "type": "string", "format": "password"}},
              "required": ["pin"], "secret_fields": ["pin"], "block_type_slug": "moved-thing", "block_schema_references": {}}
    kind = ask("/block_schemas/", {"fields": fields, "block_type_id": type_, "capabilities": ["carry"]})["id"]
    ask("/block_documents/", {"name": "moved", "data": {"pin": "s3cr3t"}, "block_type_id": type_, "block_schema_id": kind})


def told(client):
    """What of an installation should be the same wherever it is."""
    found = {}
    for kind, names in TOLD.items():
        rows = client.ask(f"/{kind}/filter", {})
        found[kind] = sorted(([row[name] for name in names] for row in rows), key=repr)
    found["queues"] = sorted((row["name"], row["priority"], row["concurrency_limit"]) for row in client.ask("/work_pools/movers/queues/filter", {}))
    deployment, = client.ask("/deployments/filter", {})
    found["schedules"] = [(each["schedule"], each["active"]) for each in deployment["schedules"]]
    block = client.ask("/block_types/slug/moved-thing/block_documents/name/moved?include_secrets=true")
    automation, = client.ask("/automations/filter", {})
    action, = automation["actions"]
    expect(action["deployment_id"] == deployment["id"], f"the automation runs {action['deployment_id']}, not {deployment['id']}")
    return found | {"block": block["data"], "parameters": action["parameters"]}


def transfer(client, target, code=0):
    """Runs `prefect transfer` from a client's server to another; gives what it printed."""
    client.home.mkdir(exist_ok=True)
    profiles = client.home / f"to-{target.name}.toml"
    profiles.write_text(f'active = "old"\n[profiles.old]\nPREFECT_API_URL = "{client.server.api}"\n[profiles.new]\nPREFECT_API_URL = "{target.api}"\n')
    return client.run("env", "-u", "PREFECT_API_URL", PREFECT, "--no-prompt", "transfer", "--from", "old", "--to", "new", code=code, PREFECT_PROFILES_PATH=str(profiles))


@check("prefect transfer takes all from here to the reference, and from the reference to here")
def _(stage):
    here, there, back = stage.another("moving"), stage.launcher.reference("foreign"), stage.another("returned")
    for server in (here, there, back):
        server.wait_until_ready()
    ours, theirs, again = (stage.client(server) for server in (here, there, back))
    seed(ours.ask)
    first = transfer(ours, there)
    expect("Success" in first and "Failed" not in first, lambda: f"to the reference:\n{first}")
    second = transfer(theirs, back)
    expect("Success" in second and "Failed" not in second, lambda: f"from the reference:\n{second}")
    expect(told(ours) == told(theirs) == told(again), lambda: f"here {told(ours)}\nthere {told(theirs)}\nback {told(again)}")
    # What is there already is left as it is, and told alike by both.
    same = [shown(re.sub(r"[\u2800-\u28ff]|\d+%", "", transfer(ours, target))) for target in (there, back)]
    expect(same[0] == same[1], lambda: f"again to the reference: {same[0]}\nto this server: {same[1]}")
    for server in (here, there, back):
        server.stop()
