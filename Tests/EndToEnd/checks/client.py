"""Variables, blocks and automations through the client."""

import re

from checks import check, expect
from checks.runs import everywhere
from harness.comparison import describe


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


@check("blocks of every type, packaged and catalogued, are saved, loaded, changed and deleted")
def _(stage):
    for script, end in (("blocks", r"\d\d types"), ("blocks_of_classes", "blocks work")):
        one, other = (output.splitlines() for output in everywhere(stage, lambda client: client.script(script)))
        expect(one == other, lambda: "\n".join(describe(other, one, ("reference", stage.subject.server.name), most=12)))
        expect(re.fullmatch(end, one[-1]), f"{script} ended with {one[-1]!r}")


@check("Automation.create, read, update, enable, disable and delete, and the triggers of a deployment")
def _(stage):
    one, other = everywhere(stage, lambda client: client.script("automating"))
    expect(one.splitlines()[-1] == "automations work" and one == other, lambda: f"{stage.subject.server.name}:\n{one}\nreference:\n{other}")
