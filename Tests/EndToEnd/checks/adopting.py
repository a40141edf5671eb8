"""`deploy/apus adopt`: databases that Prefect's servers of several releases made and filled are adopted, opened, and given back."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks import check, expect
from checks.clients import NEWEST, RELEASES, programs
from checks.database import READS, _still
from checks.playing import attempt
from checks.waiting import eventually
from harness.comparison import describe
from harness.launcher import Process

CHECKOUT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {"APUS_SKIP_BUILD": "1", "APUS_SKIP_PACKAGES": "1", "APUS_BIN_DIR": os.environ.get("APUS_BIN_DIR", "")}
# Servers of 3.0 and 3.4 know the address by this name.
ADDRESS = "PREFECT_API_DATABASE_CONNECTION_URL"
# Every server makes scheduled runs of its own.
ENDED = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}}}
ALL = READS | {"/flow_runs/filter": ENDED | {"sort": "NAME_ASC"}, "/flow_runs/count": ENDED} | {"/automations/filter": {}, "/deployments/filter": {"sort": "NAME_ASC"}}
# What every release answers alike, by the list it is in.
LASTING = {
    "/flows/filter": ("id", "name", "created"), "/variables/filter": ("id", "name", "value", "tags"),
    "/flow_runs/filter": ("id", "name", "state_type", "parameters", "start_time", "end_time", "total_run_time", "state_id"),
    "/task_runs/filter": ("id", "name", "state_type", "flow_run_id", "start_time", "end_time"),
    "/logs/filter": ("id", "name", "level", "message", "timestamp", "flow_run_id"),
    "/block_documents/filter": ("id", "name", "data"), "/automations/filter": ("id", "name", "enabled", "trigger"),
    "/deployments/filter": ("id", "name", "tags", "parameters"), "/flow_runs/count": (), "/task_runs/count": (),
}


def filled(stage, release):
    """A database that the server of a release made and its client filled; gives its name and what that server answered."""
    name = "old-" + release.replace(".", "")
    database = stage.launcher.cluster.create(name.replace("-", "_"))
    settings = {ADDRESS: stage.launcher.cluster.url(database, "postgresql+asyncpg")} if release < "3.5" else None
    server = stage.launcher.reference(name, database, settings, programs(release))
    server.wait_until_ready()
    client = stage.client(server, programs=programs(release))
    client.script("filling")
    # The servers record the runs of tasks in their own time.
    def complete():
        tasks = client.ask("/task_runs/filter", {})
        return len(tasks) == 3 and all(task["state_type"] == "COMPLETED" for task in tasks)
    expect(eventually(complete, within=60), lambda: f"{release} does not record its runs: {client.ask('/task_runs/filter', {})}")
    answers = everything(client)
    server.stop()
    return database, answers


def everything(client):
    """What a server answers about all that the client filled it with."""
    return {path: _still(client.ask(path, body)) for path, body in ALL.items()}


def lasting(answers):
    """The part that all releases answer alike; the newest answer writes times with Z, older ones with an offset."""
    def part(path, value):
        if not isinstance(value, list):
            return value
        return [{name: _plain(each[name]) for name in LASTING[path]} for each in value]
    return {path: part(path, value) for path, value in answers.items() if path in LASTING}


def _plain(value):
    if isinstance(value, dict):
        # Members without a value, which some releases leave away.
        return {name: _plain(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return value.replace("+00:00", "Z") if isinstance(value, str) else value


class Adoption:
    """`deploy/apus adopt` of one database."""

    def __init__(self, stage, database):
        self.stage = stage
        self.database = database
        # PostgreSQL trusts whoever connects here; the password is only to be seen nowhere.
        self.url = stage.launcher.cluster.url(database, "postgresql+asyncpg").replace("postgres@", "postgres:p4ssw0rd@", 1)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "APUS_"))} | ENVIRONMENT

    def run(self, *options, code=0):
        """Runs it to its end; gives what it said."""
        done = subprocess.run([CHECKOUT / "deploy/apus", "adopt", *options, self.url], env=self.environment, capture_output=True,
                              text=True, timeout=300, stdin=subprocess.DEVNULL)
        said = done.stdout + done.stderr
        expect(done.returncode == code, f"adopt {self.database} ended with {done.returncode}, not {code}:\n{said}")
        expect("p4ssw0rd" not in said, "adopt says the password")
        return said

    def begun(self):
        """Starts it beside the check, and gives its process."""
        name = f"adopt-{self.database}"
        return Process(name, [CHECKOUT / "deploy/apus", "adopt", "--yes", self.url], self.environment, self.stage.launcher.folder)

    def revision(self):
        """Where Alembic says that the database is."""
        return self.stage.launcher.cluster.fetch(self.database, "SELECT version_num FROM public.alembic_version")[0]["version_num"]


def adopted(stage, release):
    """The life of one database: filled, adopted, opened by Apus, used, and opened by the newest Prefect."""
    database, before = filled(stage, release)
    adoption = Adoption(stage, database)
    if release == "3.0.11":
        refused_while_used(adoption)
        interrupted(adoption)
    dump = stage.launcher.folder / f"{database}.dump"
    said = adoption.run("--yes", f"--dump={dump}")
    expect(f"Done: the database is at Prefect {NEWEST}" in said and dump.stat().st_size > 10000, said)
    expect("Nothing to do" in adoption.run(), "an adopted database is adopted once more")

    name = release.replace(".", "")
    server = stage.another(f"adopted-{name}", database=database)
    server.wait_until_ready()
    client = stage.client(server)
    after = everything(client)
    lines = describe(lasting(before), lasting(after), (release, server.name))
    expect(not lines, lambda: f"adopted from {release}:\n" + "\n".join(lines))
    values = [document["data"] for document in after["/block_documents/filter"]]
    expect({"value": "s3cr3t-of-old"} in values and {"user": "ada", "password": "sesame-of-old"} in values, f"secrets are {values}")
    client.script("pipeline")
    expect(client.flow_run("pipeline-run")["state_type"] == "COMPLETED", f"a flow does not complete on what was {release}'s")
    ours = everything(client)
    server.stop()

    stage.launcher.cluster.fetch(database, "SELECT apus.restore_prefect_indexes()")
    stage.launcher.cluster.forget(database)
    server = stage.launcher.reference(f"back-{name}", database)
    server.wait_until_ready()
    lines = describe(ours, everything(stage.client(server)), ("apus", server.name))
    expect(not lines, lambda: f"Prefect {NEWEST} on what was {release}'s:\n" + "\n".join(lines))
    server.stop()
    # Prefect's indexes are there again: Apus can have the database once more.
    said = adoption.run("--yes")
    expect("Apus's own schema is there" in said and "index: dropping ix_flow_run__flow_id" in said and "Done: " in said, said)


def refused_while_used(adoption):
    """A client that is connected keeps an adoption from changing anything."""
    cluster, before = adoption.stage.launcher.cluster, adoption.revision()
    cluster.fetch(adoption.database, "SELECT 1")
    said = adoption.run("--yes", code=1)
    expect("connected: " in said and "Stop the Prefect server" in said, said)
    expect(adoption.revision() == before, "an adoption that was refused has changed the revision")
    left = cluster.fetch(adoption.database, "SELECT 1 FROM pg_namespace WHERE nspname = 'apus'")
    expect(not left, "an adoption that was refused has made a schema")
    cluster.forget(adoption.database)


def interrupted(adoption):
    """Killed after a few revisions, and left in the middle of one that has no transaction."""
    process = adoption.begun()
    told = eventually(lambda: " 2 of " in process.written(), within=60, every=0.01)
    session = {Path(f"/proc/{pid}/cmdline").read_text() for pid in [process.child.pid, *process.children()]}
    process.kill()
    expect(told, lambda: f"it takes no step:\n{process.tail()}")
    expect(not any("p4ssw0rd" in command for command in session), f"the password is in the list of processes: {session}")
    cluster = adoption.stage.launcher.cluster
    stopped = adoption.revision()
    expect(stopped != "91e2b8f3d6a4", "it was too quick to be interrupted")
    if stopped in ("5d03c01be85e", "c163acd7e8e3"):
        # What a revision leaves that was killed between the statements it commits one by one.
        cluster.fetch(adoption.database, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_flow__created'::regclass")
    if stopped == "c163acd7e8e3":
        cluster.fetch(adoption.database, "ALTER TABLE deployment_schedule ADD COLUMN slug varchar")
    cluster.forget(adoption.database)


@check("databases of Prefect 3.0, 3.4, 3.8 and 3.9 are adopted, opened and used, and given back to Prefect")
def _(stage):
    if stage.is_reference:
        return
    # Two at a time: a starting Prefect keeps a processor busy.
    with ThreadPoolExecutor(2) as threads:
        problems = [problem for problem in threads.map(lambda release: attempt(lambda stage: adopted(stage, release), stage), RELEASES) if problem]
    expect(not problems, lambda: "\n".join(problems))


@check("adopt says what it finds: an empty database, tables without a revision, a revision of a newer Prefect, a role without rights, no such database")
def _(stage):
    if stage.is_reference:
        return
    cluster = stage.launcher.cluster
    empty = Adoption(stage, cluster.create("empty"))
    expect("Nothing to do: no Prefect has used this database" in empty.run("--yes"), "an empty database is not told")
    strange = Adoption(stage, cluster.create("strange"))
    cluster.fetch(strange.database, "CREATE TABLE flow (id int)")
    expect("no alembic_version" in strange.run("--yes", code=1), "tables without a revision are not told")
    cluster.forget(strange.database)
    newer = Adoption(stage, cluster.create("newer"))
    cluster.fetch(newer.database, "CREATE TABLE alembic_version AS SELECT 'ffffffffffff' AS version_num")
    for table in ("flow", "flow_run", "task_run", "deployment", "block_document", "automation", "variable", "work_pool"):
        cluster.fetch(newer.database, f"CREATE TABLE {table} (id int)")
    cluster.forget(newer.database)
    expect("a newer Prefect made it" in newer.run("--yes", code=1), "a newer revision is not told")
    cluster.fetch(newer.database, "UPDATE alembic_version SET version_num = 'e7f54680bce3'")
    role = f"apus_test_{newer.database[-10:]}"
    cluster.fetch(newer.database, f"CREATE ROLE {role} LOGIN")
    try:
        cluster.fetch(newer.database, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        cluster.forget(newer.database)
        newer.url = newer.url.replace("postgres:", f"{role}:", 1)
        expect(f"the role {role} does not own alembic_version" in newer.run("--yes", code=1), "a role without rights is not told")
        cluster.fetch(newer.database, f"DROP OWNED BY {role}")
    finally:
        cluster.fetch(newer.database, f"DROP ROLE {role}")
    cluster.forget(newer.database)
    absent = Adoption(stage, "apus_test_absent")
    expect("can't be opened" in absent.run("--yes", code=1), "a database that is not there is not told")
