/// How the state that the task-run cache has under a key is read beside what asks for it (contract §3.4.1).
enum TaskRunCacheColumns {
  /// `RowReader.state` reads them.
  static let list = """
    cs.id, cs.type, cs.name, cs.timestamp, cs.message, cs.state_details, COALESCE(ca.data, cs.data::json)
    """

  /// The newest entry decides, also where its state was deleted.
  static func joins(key: StaticString, now: StaticString) -> String {
    """
    LEFT JOIN LATERAL (
      SELECT c.task_run_state_id FROM task_run_state_cache c
      WHERE c.cache_key = \(key) AND (c.cache_expiration IS NULL OR c.cache_expiration > \(now))
      ORDER BY c.created DESC, c.id DESC LIMIT 1
    ) kept ON true
    LEFT JOIN task_run_state cs ON cs.id = kept.task_run_state_id
    LEFT JOIN artifact ca ON ca.id = cs.result_artifact_id
    """
  }
}
