internal import Postgres

enum ConnectionLimitStatement {
  /// Others' sessions show their database and role to everybody, and what kind they are only to some. The server does not
  /// hold superusers to the limits of roles and databases; `reserved_connections` came with PostgreSQL 16.
  static let all = Statement(
    "connectionLimit.all",
    """
    WITH client AS (
      SELECT datid, usesysid FROM pg_stat_activity
      WHERE datid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'
    )
    SELECT 'server',
      current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
        - coalesce(current_setting('reserved_connections', true), '0')::integer,
      (SELECT count(*) FROM client)::integer
    UNION ALL
    SELECT 'role', rolconnlimit, (SELECT count(*) FROM client WHERE usesysid = pg_roles.oid)::integer
    FROM pg_roles WHERE rolname = session_user AND rolconnlimit >= 0 AND NOT rolsuper
    UNION ALL
    SELECT 'database', datconnlimit, (SELECT count(*) FROM client WHERE datid = pg_database.oid)::integer
    FROM pg_database
    WHERE datname = current_database() AND datconnlimit >= 0
      AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)
    """, isRepeatable: true)
}
