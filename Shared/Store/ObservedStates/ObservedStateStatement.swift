internal import Postgres

enum ObservedStateStatement {
  /// All types and names of states with the moments of the first and the last of each, by type and name.
  ///
  /// It reads both tables of states from end to end: no index of them has the names, and one would be written to by every
  /// state of every run. Each table is grouped for itself, so that workers share the reading and few rows are left to
  /// combine.
  static let list = Statement(
    "observedState.list",
    """
    SELECT s.type, s.name, min(s.first_seen), max(s.last_seen)
    FROM (
      SELECT type, name, min(timestamp) AS first_seen, max(timestamp) AS last_seen FROM flow_run_state GROUP BY type, name
      UNION ALL
      SELECT type, name, min(timestamp), max(timestamp) FROM task_run_state GROUP BY type, name
    ) s
    GROUP BY s.type, s.name ORDER BY s.type::text, s.name
    """, isRepeatable: true)
}
