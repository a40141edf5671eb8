internal import Postgres

enum SearchStatement {
  /// Some names of a table's rows, as the database sampled them when it analysed the table last.
  static let sample = Statement(
    "search.sample",
    """
    SELECT value FROM pg_class c JOIN pg_stats s ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname
    CROSS JOIN LATERAL (
      SELECT unnest(s.most_common_vals::text::text[]) UNION ALL SELECT unnest(s.histogram_bounds::text::text[])
    ) v(value)
    WHERE c.oid = to_regclass($1) AND s.attname = 'name'
    """, isRepeatable: true)
}
