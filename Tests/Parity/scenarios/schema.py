"""The database: what a program that opens it finds in schema `public`."""

from harness.scenario import scenario

CATALOGUE = {
    "tables": """
        SELECT relname::text AS name, relkind::text AS kind, relpersistence::text AS persistence
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')""",
    "columns": """
        SELECT c.relname::text AS table, a.attname::text AS column, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
            pg_get_expr(d.adbin, d.adrelid) AS value, a.attidentity::text AS identity, a.attgenerated::text AS generated
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text AS table, conname::text AS name, contype::text AS kind, pg_get_constraintdef(oid) AS definition
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0""",
    "unique indexes": """
        SELECT tablename::text AS table, indexname::text AS name, indexdef AS definition
        FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE 'CREATE UNIQUE%'""",
    "enums": """
        SELECT t.typname::text AS name, e.enumlabel::text AS label
        FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = 'public'::regnamespace ORDER BY t.typname, e.enumsortorder""",
    "routines": """
        SELECT p.proname::text AS name FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "triggers": "SELECT tgrelid::regclass::text AS table, tgname::text AS name FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE 'apus\\_%'",
    "extensions": "SELECT extname::text AS name FROM pg_extension",
    "revision": "SELECT version_num::text AS number FROM alembic_version",
}


@scenario("tables, columns, constraints and enums are Prefect's")
def _(s):
    for title, query in CATALOGUE.items():
        rows = s.cluster.fetch(s.server.database, query) if s.cluster else []
        s.note(title, rows if title == "enums" else sorted(rows, key=lambda row: [str(value) for value in row.values()]))


OWN = "SELECT to_regclass('apus.prefect_index')::text AS name"
INDEXES = "SELECT indexdef AS definition FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'apus\\_%'"


@scenario("Prefect's indexes are there, or are kept to be made again")
def _(s):
    if not s.cluster:
        return
    database = s.server.database
    gone = "SELECT definition FROM apus.prefect_index" if s.cluster.fetch(database, OWN)[0]["name"] else ""
    definitions = {row["definition"] for query in (INDEXES, gone) if query for row in s.cluster.fetch(database, query)}
    s.note("indexes", sorted(definitions))
