"""What is found in a database, and what forbids to change it."""

from dataclasses import dataclass, field

APPLICATION = "apus-adopt"
COUNTED = ("flow", "flow_run", "task_run", "deployment", "block_document", "automation", "variable", "work_pool")
OLDEST_SERVER = 14
# By these one recognises Prefect's schema, as Apus does.
MARKS = ("flow", "flow_run", "task_run", "deployment")


@dataclass
class Findings:
    """One look at a database."""

    server: int
    role: str
    database: str
    is_read_only: bool
    size: str
    tables: list
    revisions: list
    recorded: set
    index_steps: int
    others: list
    foreign: list
    lacks: list
    counts: dict = field(default_factory=dict)
    policies: int = 0
    has_key: bool = True

    @property
    def is_empty(self):
        """Whether Prefect's tables are still to be made."""
        return "alembic_version" not in self.tables and not any(mark in self.tables for mark in MARKS)

    @property
    def revision(self):
        """The one revision; None when there is none, or more than one."""
        return self.revisions[0] if len(self.revisions) == 1 else None


async def look(connection):
    """Reads what there is and changes nothing."""
    value = connection.fetchval
    tables = await value("SELECT coalesce(array_agg(relname::text), '{}') FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relkind = 'r'")
    found = Findings(
        server=connection.get_server_version().major,
        role=await value("SELECT current_user::text"),
        database=await value("SELECT current_database()::text"),
        is_read_only=await value("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool"),
        size=await value("SELECT pg_size_pretty(pg_database_size(current_database()))"),
        tables=tables,
        revisions=await _column(connection, "SELECT version_num::text FROM public.alembic_version") if "alembic_version" in tables else [],
        recorded=await _recorded(connection),
        index_steps=await value("SELECT count(*) FROM apus.index_step") if await value("SELECT to_regclass('apus.index_step') IS NOT NULL") else 0,
        others=await others(connection),
        foreign=await _column(connection, _FOREIGN),
        lacks=await _lacks(connection),
    )
    if found.revision:
        found.counts = {table: await value(f"SELECT count(*) FROM public.{table}") for table in COUNTED if table in tables}
        found.policies = await value("SELECT count(*) FROM public.flow_run_notification_policy") if "flow_run_notification_policy" in tables else 0
        found.has_key = not found.counts.get("block_document") or await value("SELECT EXISTS (SELECT FROM public.configuration WHERE key = 'ENCRYPTION_KEY')")
    return found


async def others(connection, of_ours=False):
    """The other clients of this database, a text for each; those of an earlier adoption apart."""
    return await _column(connection, f"""
        SELECT coalesce(nullif(application_name, ''), 'a client') || coalesce(' at ' || host(client_addr), '') || ' (process ' || pid || ')'
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
          AND coalesce(backend_type, 'client backend') = 'client backend'
          AND coalesce(application_name = '{APPLICATION}', false) = {of_ours}
        ORDER BY pid""")


async def _recorded(connection):
    if not await connection.fetchval("SELECT to_regclass('apus.migration') IS NOT NULL"):
        return set()
    return set(await _column(connection, "SELECT number FROM apus.migration"))


_FOREIGN = """
    SELECT c.relname::text FROM pg_class c
    WHERE c.relnamespace = to_regnamespace('public') AND c.relkind IN ('r', 'p') AND NOT pg_has_role(c.relowner, 'USAGE')
      AND EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relname = 'alembic_version')
    UNION ALL
    SELECT t.typname::text FROM pg_type t
    WHERE t.typnamespace = to_regnamespace('public') AND t.typtype = 'e' AND NOT pg_has_role(t.typowner, 'USAGE')
    ORDER BY 1"""


async def _lacks(connection):
    """The privileges that the role needs besides the tables' ownership and does not have."""
    asked = {
        "CREATE on the schema public": "coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), false)",
        "CREATE on the database (for the schema apus)": "has_database_privilege(current_database(), 'CREATE') OR to_regnamespace('apus') IS NOT NULL",
        "the ownership of the schema apus": "coalesce((SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'apus'), true)",
    }
    return [name for name, condition in asked.items() if not await connection.fetchval(f"SELECT {condition}")]


async def _column(connection, statement):
    return [row[0] for row in await connection.fetch(statement)]


def obstacle(found, chain):
    """The first thing that forbids the change, as a sentence; None when nothing does."""
    if found.server < OLDEST_SERVER:
        return f"the server is PostgreSQL {found.server}; Apus needs {OLDEST_SERVER} or later. Upgrade it first"
    if found.is_read_only:
        return "the server takes no writes (a standby, or default_transaction_read_only). Name the primary"
    if not found.revisions and not found.is_empty:
        return "there are tables of Prefect's names but no alembic_version that says of which revision. Name a database that Prefect made"
    if len(found.revisions) > 1:
        return f"alembic_version holds {len(found.revisions)} revisions ({', '.join(found.revisions)}); a Prefect database has one"
    if found.revision and not chain.knows(found.revision):
        return (f"revision {found.revision} is not one of Prefect {chain.release}'s: a newer Prefect made it, or something else. "
                f"Apus works with Prefect {chain.release}")
    if found.revision and not chain.starts_from(found.revision):
        return (f"revision {found.revision} is Prefect 2's. Bring it to Prefect 3 by Prefect itself first: "
                "pip install prefect==3.0.11, then prefect server database upgrade")
    if found.foreign:
        return (f"the role {found.role} does not own {_some(found.foreign)}, and only an owner may change a table. "
                "Name the role in the URL that Prefect's server used")
    if found.lacks:
        return f"the role {found.role} lacks {' and '.join(found.lacks)}. GRANT it, or name another role in the URL"
    if found.others:
        return (f"{len(found.others)} other client{'s are' if len(found.others) > 1 else ' is'} connected: {_some(found.others)}. "
                "Stop the Prefect server, Apus and whatever else uses this database first")
    return None


def _some(names, most=4):
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
