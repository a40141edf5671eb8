"""What is said of secrets: nothing; and what strangers are answered: nothing either."""

import http.server
import os
import secrets
import shutil
import ssl
import subprocess
import sys
import threading
import uuid
from base64 import b64encode
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import httpx
from checks import FLOWS, check, expect
from checks.waiting import eventually
from harness.launcher import free_port

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


def tables(stage, server):
    """What the rows of each table say."""
    fetch = stage.launcher.cluster.fetch
    names = fetch(server.database, "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'apus')")
    rows = {name["name"]: fetch(server.database, f"SELECT t::text AS row FROM {name['name']} AS t") for name in names}
    return {f"table {name}": "\n".join(row["row"] for row in found).encode() for name, found in rows.items()}


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
    said |= tables(stage, server)
    telling = [name for name, text in said.items() if found(secret, text)]
    expect(not telling, f"it is found in {telling}")
    gateway = server.process("gateway")
    parts = [span for span, part in memory(gateway) if found(secret, part)]
    expect(not parts, f"it lies in {len(parts)} parts of the gateway's memory")
    server.stop()


@contextmanager
def sink():
    """A server that is content with everything; gives its port and the paths that it was asked for."""
    paths = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            paths.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1], paths
    finally:
        server.shutdown()


SENT = 20


@check("what automations send by blocks arrives, and their secrets lie in no log, event or row, nor in the scheduler's memory")
def _(stage):
    server = stage.another("sending", settings={"PREFECT_SERVER_LOGGING_LEVEL": "DEBUG", "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "true"})
    server.wait_until_ready()
    client, secret = stage.client(server), "planted" + secrets.token_hex(16)
    with sink() as (port, paths):
        client.run(sys.executable, FLOWS / "secret_sent.py", port, secret)
        for _ in range(SENT):
            event = {"id": str(uuid.uuid4()), "occurred": datetime.now(timezone.utc).isoformat(), "event": "planted.sown",
                     "resource": {"prefect.resource.id": "planted.field"}}
            expect(client.api.post("/events", json=[event]).is_success, "the event is not taken")
        arrived = eventually(lambda: len(paths) >= 3 * SENT, within=60)
        expect(arrived, lambda: f"{len(paths)} of {3 * SENT} messages arrive")
        expect({path.rpartition("/")[2] for path in paths} == {secret}, "they do not arrive where they should")
        refused = {"filter": {"event": {"name": ["prefect.automation.action.failed"]}}, "limit": 50}
        reasons = eventually(lambda: {each["payload"]["reason"] for each in client.ask("/events/filter", refused)["events"]}, within=60)
    expect(any("private address" in reason for reason in reasons), f"no private address is refused: {reasons}")
    said = {process.name: process.written().encode() for process in server.processes} | tables(stage, server)
    telling = [name for name, text in said.items() if found(secret, text)]
    expect(not telling, f"it is found in {telling}")
    parts = [span for span, part in memory(server.process("scheduler")) if found(secret, part)]
    expect(not parts, f"it lies in {len(parts)} parts of the scheduler's memory")
    server.stop()


INNER = ("block-vault", "heartbeat-monitor", "scheduler")
INNER_CALLS = {
    "block-vault": ("/block_documents/filter", "/block_types/filter", "/block_types/install_system_block_types"),
    "heartbeat-monitor": ("/work_pools/any/workers/filter",),
    "scheduler": (f"/deployments/{'0' * 8}-0000-0000-0000-{'0' * 12}/schedule",),
}


def port_of(process, name):
    """Where one of the services behind the gateway listens."""
    return process.environment[f"APUS_{name.upper().replace('-', '_')}_PORT"]


@check("the services behind the gateway answer nobody without their token, health and metrics aside")
def _(stage):
    for base in ("/api", ""):
        settings = {"PREFECT_SERVER_API_AUTH_STRING": "admin:pass", "PREFECT_SERVER_API_BASE_PATH": base or "/"}
        server = stage.another("guarded" + base.replace("/", "-"), settings=settings)
        server.api = server.root + base
        server.wait_until_ready()
        for name in INNER:
            address = f"http://127.0.0.1:{port_of(server.process(name), name)}"
            for path in INNER_CALLS[name]:
                for headers in ({}, {"x-apus-internal-token": "0123456789abcdef"}, {"authorization": "Basic " + b64encode(b"admin:pass").decode()}):
                    answer = httpx.post(address + base + path, json={"include_secrets": True}, headers=headers)
                    expect(answer.status_code == 401, f"{name} answers {path} with {answer.status_code} to {headers}")
                answer = httpx.post(address + base + path, json={}, headers={"x-apus-internal-token": stage.launcher.token})
                expect(answer.status_code != 401, f"{name} refuses the token")
            for path in ("/health", "/ready", "/metrics"):
                expect(httpx.get(address + path).status_code == 200, f"{name} does not answer {path} with base path {base!r}")
        through = httpx.post(server.api + "/block_documents/filter", json={"include_secrets": True}, auth=server.auth)
        expect(through.status_code == 200, f"through the gateway it is {through.status_code}")
        told = b"".join(process.written().encode() for process in server.processes) + httpx.get(server.api + "/admin/settings", auth=server.auth).content
        expect(stage.launcher.token.encode() not in told, "the token lies in a log or in the settings")
        server.stop()


@check("a service behind the gateway does not listen on a network without a token")
def _(stage):
    environment = stage.subject.server.process("gateway").environment
    binaries = Path(stage.subject.server.process("gateway").command[0]).parent
    open_ = {key: value for key, value in environment.items() if key != "APUS_INTERNAL_TOKEN"}
    for name in INNER:
        host = f"APUS_{name.upper().replace('-', '_')}_HOST"
        ended = subprocess.run([binaries / name], env=open_ | {host: "0.0.0.0"}, capture_output=True, text=True, timeout=30)
        expect(ended.returncode == 78 and host in ended.stderr and "Set APUS_INTERNAL_TOKEN" in ended.stderr,
               f"{name} ended with {ended.returncode}: {ended.stderr}")
    upstream = subprocess.run([binaries / "gateway", "--check-config"], env=environment | {"APUS_BLOCK_VAULT_URL": "https://vault:4203"},
                              capture_output=True, text=True, timeout=30)
    expect(upstream.returncode == 78 and "APUS_BLOCK_VAULT_URL" in upstream.stderr, f"https is not refused: {upstream.stderr}")


@check("deploy/apus up starts with a certificate, and with a token that nobody sees")
def _(stage):
    root = Path(__file__).resolve().parents[3]
    binaries = Path(stage.subject.server.process("gateway").command[0]).parent
    folder = stage.launcher.folder / "checkout"
    shutil.copytree(root / "deploy", folder / "deploy")
    (folder / ".build" / "release").mkdir(parents=True)
    for name in (*INNER, "gateway"):
        (folder / ".build" / "release" / name).symlink_to((binaries / name).resolve())
    release = subprocess.run(["bash", "-c", ". deploy/lib/bundles.sh; echo $prefect_release"], cwd=folder, capture_output=True, text=True).stdout
    (folder / ".apus" / "ui").mkdir(parents=True)
    (folder / ".apus" / "ui" / "release").write_text(release)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True, capture_output=True)
    ports = {name: str(free_port()) for name in (*INNER, "gateway")}
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "APUS_"))} | {
        "APUS_SKIP_PACKAGES": "1", "APUS_SKIP_BUILD": "1", "APUS_EVENT_LOOPS": "1",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": stage.launcher.cluster.url(stage.launcher.cluster.create("deployed"), "postgresql"),
        "APUS_TLS_CERTIFICATE": str(folder / "certificate.pem"), "APUS_TLS_KEY": str(folder / "key.pem"),
        "PREFECT_SERVER_API_AUTH_STRING": "admin:pass", "PREFECT_SERVER_API_PORT": ports["gateway"],
        "PREFECT_SERVER_API_BASE_PATH": "/prefect/api",
    } | {f"APUS_{name.upper().replace('-', '_')}_PORT": ports[name] for name in INNER}

    # What a shell has that `up` was not run in.
    bare = {key: value for key, value in environment.items() if not key.startswith(("PREFECT_", "APUS_"))}

    def deploy(*words, environment=environment):
        return subprocess.run(["bash", "deploy/apus", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=150)

    try:
        up = deploy("up")
        expect(up.returncode == 0, f"it ended with {up.returncode}: {up.stderr[-2000:]}")
        file = folder / ".apus" / "internal-token"
        token = file.read_text()
        expect(len(token) == 64 and file.stat().st_mode & 0o777 == 0o600, f"the token's file is {oct(file.stat().st_mode)}, {len(token)} bytes")
        address = f"https://127.0.0.1:{ports['gateway']}/prefect/api"
        expect(f"PREFECT_API_URL={address}\n" in up.stdout, f"the next steps name another address: {up.stdout}")
        stored = httpx.post(address + "/block_documents/filter", json={"include_secrets": True}, auth=("admin", "pass"), verify=ssl._create_unverified_context())
        expect(stored.status_code == 200, f"through the gateway it is {stored.status_code}: {stored.text}")
        stranger = httpx.post(f"http://127.0.0.1:{ports['block-vault']}/prefect/api/block_documents/filter", json={"include_secrets": True})
        expect(stranger.status_code == 401, f"a stranger is answered {stranger.status_code}")
        status = deploy("status")
        expect(status.returncode == 0, f"not all is ready: {status.stdout}")
        elsewhere = deploy("status", environment=bare)
        expect(elsewhere.returncode == 0, f"another shell does not find the services: {elsewhere.stdout}")
        asked = [deploy("down", "--help"), deploy("up", "--help"), deploy("clean", "--yes", "everything")]
        expect([each.returncode for each in asked] == [0, 0, 1], f"they ended with {[each.returncode for each in asked]}")
        expect(deploy("status").returncode == 0, "asking for help took the services down")
        again = deploy("up")
        expect(again.returncode == 0 and again.stderr.count("runs") >= 4 and file.read_text() == token, f"a second up changed something: {again.stderr}")
        said = up.stdout + up.stderr + again.stdout + again.stderr + status.stdout
        said += "".join(log.read_text() for log in (folder / ".apus" / "logs").iterdir())
        for process in (folder / ".apus" / "run").glob("*.pid"):
            said += "".join(Path(f"/proc/{process.read_text().strip()}/{part}").read_text() for part in ("cmdline", "environ"))
        expect(token not in said, "the token is in an output, a log, an argument or a variable")
    finally:
        down = deploy("down")
    expect(down.returncode == 0, f"down ended with {down.returncode}: {down.stderr}")
