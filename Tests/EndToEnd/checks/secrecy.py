"""What is said of secrets: nothing."""

import secrets
import sys
from base64 import b64encode

import httpx
from checks import FLOWS, check, expect

CALLS = 40


def memory(process):
    """What lies in a process's memory, part by part."""
    with open(f"/proc/{process.child.pid}/maps") as maps, open(f"/proc/{process.child.pid}/mem", "rb", buffering=0) as bytes_:
        for line in maps:
            span, rights, *_, name = (line.rstrip("\n") + " ").split(" ", 5)
            if not rights.startswith("rw") or name.strip().startswith("[v"):
                continue
            first, last = (int(part, 16) for part in span.split("-"))
            bytes_.seek(first)
            yield span, bytes_.read(last - first)


def forms(secret):
    """The ways in which a secret may be written: as it is, in Base64 at each of three places, in hexadecimal digits."""
    bytes_ = secret.encode()
    encoded = [b64encode(b"." * shift + bytes_)[4 * bool(shift):-4] for shift in range(3)]
    return [bytes_, bytes_.hex().encode(), *encoded]


def found(secret, text):
    """Whether a text has the secret in some form."""
    return any(form in text for form in forms(secret))


@check("a secret lies in no log, error, metric or row, nor in the gateway's memory")
def _(stage):
    server = stage.another("secretive", settings={"PREFECT_SERVER_LOGGING_LEVEL": "DEBUG"})
    server.wait_until_ready()
    client, secret = stage.client(server), "planted" + secrets.token_hex(16)
    client.run(sys.executable, FLOWS / "secret_kept.py", secret)
    slug = client.ask("/block_types/slug/secret")["id"]
    schema, = client.ask("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [slug]}}, "limit": 1})
    of = {"block_type_id": slug, "block_schema_id": schema["id"], "data": {"value": secret}}
    for number in range(CALLS):
        document = client.ask("/block_documents/", of | {"name": f"planted-{number}"})["id"]
        client.api.patch(f"/block_documents/{document}", json={"data": {"value": secret}})
        expect(secret in client.api.get(f"/block_documents/{document}?include_secrets=true").text, "it is not read with its secrets")
        client.api.post("/block_documents/", json=of | {"name": f"planted-{number}"})
        client.api.post("/block_documents/", json=of | {"name": f"planted-{number}", "block_schema_id": "nonsense"})
    said = {process.name: process.written().encode() for process in server.processes}
    for process in server.processes:
        port = process.environment["PREFECT_SERVER_API_PORT" if process.name.endswith("gateway") else
                                   f"APUS_{process.name.removeprefix('secretive-').upper().replace('-', '_')}_PORT"]
        said[f"metrics of {process.name}"] = httpx.get(f"http://127.0.0.1:{port}/metrics").content
    fetch = stage.launcher.cluster.fetch
    tables = fetch(server.database, "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'apus')")
    for table in tables:
        rows = fetch(server.database, f"SELECT t::text AS row FROM {table['name']} AS t")
        said[f"table {table['name']}"] = "\n".join(row["row"] for row in rows).encode()
    telling = [name for name, text in said.items() if found(secret, text)]
    expect(not telling, f"it is found in {telling}")
    gateway = server.process("gateway")
    parts = [span for span, part in memory(gateway) if found(secret, part)]
    expect(not parts, f"it lies in {len(parts)} parts of the gateway's memory")
    server.stop()
