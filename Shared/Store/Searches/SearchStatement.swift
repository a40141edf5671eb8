internal import Postgres

enum SearchStatement {
  /// Some names of flow runs, from pages chosen at random.
  static let flowRunSample = Statement("search.flowRunSample", sample(of: "flow_run"), isRepeatable: true)
  /// The same of task runs.
  static let taskRunSample = Statement("search.taskRunSample", sample(of: "task_run"), isRepeatable: true)

  /// Of a table that was never analysed, what its first pages have.
  private static func sample(of table: String) -> String {
    """
    SELECT v.name FROM pg_class c CROSS JOIN LATERAL (
      SELECT t.name FROM \(table) t TABLESAMPLE SYSTEM (LEAST(100, 100.0 * $1 / GREATEST(c.reltuples, 1))) LIMIT $1
    ) v WHERE c.oid = '\(table)'::regclass
    """
  }
}
