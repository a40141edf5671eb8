"""The migrations: Prefect's own, one revision after the other, and which of Apus's are still to come."""

import re
from pathlib import Path

import anyio
from alembic.script import ScriptDirectory
from prefect import __version__
from prefect.server.database import _migrations
from prefect.server.database.alembic_commands import alembic_upgrade

CHECKOUT = Path(__file__).resolve().parents[3]
STORE = CHECKOUT / "Shared/Store/Migrations"
# The last revision of 3.0.0 and of every 3.0.x.
OLDEST = "97429116795e"


class Chain:
    """Prefect's revisions on PostgreSQL, from its first to its newest."""

    def __init__(self):
        folder = Path(_migrations.__path__[0])
        self.release = __version__
        self.script = ScriptDirectory(folder, version_locations=[str(folder / "versions" / "postgresql")])
        self.head, = self.script.get_heads()
        self.order = [each.revision for each in reversed(list(self.script.walk_revisions()))]

    def knows(self, revision):
        """Whether it is one of Prefect's, which all lead to the newest."""
        return revision in self.order

    def starts_from(self, revision):
        """Whether it is Prefect 3's."""
        return self.order.index(revision) >= self.order.index(OLDEST)

    def missing(self, revision):
        """Those that follow, in order."""
        return [self.script.get_revision(each) for each in self.order[self.order.index(revision) + 1:]]


def maker(revision):
    """The releases whose newest revision this is, as Apus's own program lists them."""
    text = (STORE / "PrefectRevision.swift").read_text()
    releases = dict(re.findall(r'\("(\w{12})", "([^"]+)"\)', text))
    return f"Prefect {releases[revision]}" if revision in releases else "Prefect 2"


def own_missing(recorded):
    """Apus's migrations that a database does not have, by name; those of Prefect's part of the schema apart."""
    names = sorted(path.stem for path in STORE.glob("[0-9]*.sql") if "_prefect" not in path.stem)
    return [name for name in names if int(name.split("_")[0]) not in recorded]


async def upgrade(revision):
    """One revision, by Prefect's own command, in its own transaction where it has one."""
    await anyio.to_thread.run_sync(alembic_upgrade, revision)


async def mend(connection, revision):
    """Takes back what an interrupted revision without a transaction left, so that it can be begun again."""
    for index in await connection.fetch(_INVALID):
        if re.search(r"_cc(new|old)\d*$", index["name"]):
            await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index['place']}")
        else:
            await connection.execute(f"REINDEX INDEX CONCURRENTLY {index['place']}")
    # Its migration adds the column, then builds indexes outside a transaction. Nobody has filled the column yet.
    if revision == "c163acd7e8e3":
        await connection.execute("ALTER TABLE public.deployment_schedule DROP COLUMN IF EXISTS slug")


_INVALID = """
    SELECT c.relname::text AS name, format('%I.%I', n.nspname, c.relname) AS place
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND NOT i.indisvalid AND c.relkind = 'i'
    ORDER BY 1"""
