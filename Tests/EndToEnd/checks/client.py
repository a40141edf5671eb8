"""Variables and blocks through the client."""

from checks import check, expect


@check("Variable.set, get and unset")
def _(stage):
    for client in stage.clients:
        expect("variables work" in client.script("variables"), "the script did not reach its end")


@check("Secret(value=…).save() and Secret.load()")
def _(stage):
    for client in stage.clients:
        client.script("secret_save")
        client.script("secret_load")
    document = stage.subject.ask("/block_types/slug/secret/block_documents/name/e2e-token")
    expect(document["data"] == {"value": "********"}, f"read without secrets it shows {document['data']}")
    rows = stage.launcher.cluster.fetch(stage.subject.server.database, "SELECT data::text AS data FROM block_document WHERE name = 'e2e-token'")
    expect(len(rows) == 1 and "s3cr3t" not in rows[0]["data"], "the value lies in the database as plain text")
