internal import Postgres

enum MigrationStatement {
  /// One row if the lock was to be had; the number only has to be nobody else's.
  static let lock = Statement(
    "migration.lock", "SELECT 1 FROM pg_try_advisory_lock(4158757115201126) AS lock(taken) WHERE taken")

  /// Those of Prefect's tables by which one recognises its schema.
  static let tables = Statement(
    "migration.tables",
    """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND relname IN ('alembic_version', 'flow', 'flow_run', 'task_run', 'deployment')
    ORDER BY relname
    """)

  static let revision = Statement("migration.revision", "SELECT version_num::text FROM public.alembic_version LIMIT 1")

  static let ownTable = Statement(
    "migration.ownTable",
    "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'apus' AND c.relname = 'migration'"
  )

  static let ownSchema = """
    CREATE SCHEMA IF NOT EXISTS apus;
    CREATE TABLE IF NOT EXISTS apus.migration (
      number integer PRIMARY KEY,
      name text NOT NULL,
      applied timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
    )
    """

  static let recorded = Statement("migration.recorded", "SELECT number FROM apus.migration")

  static let record = Statement(
    "migration.record",
    """
    INSERT INTO apus.migration (number, name) VALUES ($1, $2)
    ON CONFLICT (number) DO UPDATE SET applied = CURRENT_TIMESTAMP
    """)

  /// What has still to be done to the indexes, in order.
  static let indexSteps = Statement(
    "migration.indexSteps", "SELECT step FROM apus.index_step ORDER BY turn, name")

  /// The same for a transaction, which keeps all others out.
  static let indexStepsAlone = Statement(
    "migration.indexStepsAlone",
    "SELECT replace(step, ' CONCURRENTLY ', ' ') FROM apus.index_step ORDER BY turn, name")
}
