"""One database, two servers: what one wrote the other reads."""

from checks import Client, check, expect
from harness.comparison import describe

# What depends on the time of asking, and the block types, which a starting server registers anew.
VOLATILE = ("estimated_run_time", "estimated_start_time_delta", "block_type", "block_schema")
READS = {
    "/flows/filter": {"sort": "NAME_ASC"},
    "/flow_runs/filter": {"sort": "NAME_ASC"},
    "/task_runs/filter": {"sort": "NAME_ASC"},
    "/logs/filter": {"logs": {"level": {"ge_": 20}}, "limit": 50},
    "/variables/filter": {},
    "/block_documents/filter": {"include_secrets": True},
    "/flow_runs/count": {},
    "/task_runs/count": {},
}


def snapshot(client):
    """What the server answers about everything, without what depends on the time of asking."""
    answers = {path: _still(client.ask(path, body)) for path, body in READS.items()}
    run = client.flow_run("pipeline-run")
    answers["states"] = client.ask(f"/flow_run_states/?flow_run_id={run['id']}")
    answers["run"] = _still(client.ask(f"/flow_runs/{run['id']}"))
    return answers


def _still(value):
    if isinstance(value, list):
        return sorted((_still(each) for each in value), key=_order)
    if isinstance(value, dict):
        return {key: _still(member) for key, member in value.items() if key not in VOLATILE}
    return value


def _order(value):
    if isinstance(value, dict) and "id" in value:
        return f"{value.get('name')} {value['id']}"
    return str(value)


def reads_back(stage, name, before, server):
    """Another server on the same database answers as the first one did, loads the secret, and runs a flow."""
    server.wait_until_ready()
    client = stage.client(server)
    lines = describe(before, snapshot(client), ("before", server.name))
    expect(not lines, "\n".join(lines))
    client.script("secret_load")
    client.script("pipeline")
    expect(client.flow_run("pipeline-run")["state_type"] == "COMPLETED", "a new flow run on this database does not complete")


@check("a database that the reference migrated and filled is opened and read")
def _(stage):
    before = snapshot(stage.reference)
    stage.reference.server.stop()
    server = stage.another("apus-on-reference", database=stage.reference.server.database)
    try:
        reads_back(stage, "opened", before, server)
    finally:
        server.stop()


@check("the reference starts on this server's database and reads it")
def _(stage):
    before = snapshot(stage.subject)
    stage.subject.server.stop()
    server = stage.launcher.reference("reference-on-apus", database=stage.subject.server.database)
    try:
        reads_back(stage, "taken-over", before, server)
    finally:
        server.stop()
