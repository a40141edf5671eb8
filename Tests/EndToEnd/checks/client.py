"""Variables, blocks and automations through the client."""

from checks import check, expect
from checks.runs import everywhere


@check("Variable.set, get and unset")
def _(stage):
    for output in everywhere(stage, lambda client: client.script("variables")):
        expect("variables work" in output, "the script did not reach its end")


@check("Secret(value=…).save() and Secret.load()")
def _(stage):
    everywhere(stage, lambda client: (client.script("secret_save"), client.script("secret_load")))
    document = stage.subject.ask("/block_types/slug/secret/block_documents/name/e2e-token")
    expect(document["data"] == {"value": "********"}, f"read without secrets it shows {document['data']}")
    rows = stage.launcher.cluster.fetch(stage.subject.server.database, "SELECT data::text AS data FROM block_document WHERE name = 'e2e-token'")
    expect(len(rows) == 1 and "s3cr3t" not in rows[0]["data"], "the value lies in the database as plain text")


@check("Automation.create, read, update, enable, disable and delete, and the triggers of a deployment")
def _(stage):
    one, other = everywhere(stage, lambda client: client.script("automating"))
    expect(one.splitlines()[-1] == "automations work" and one == other, lambda: f"{stage.subject.server.name}:\n{one}\nreference:\n{other}")
