internal import Postgres

/// Rows are taken in the order of an index and locked; those that another replica holds are passed over.
enum VacuumStatement {
  static let events = Statement(
    "vacuum.events",
    """
    WITH old AS (
      SELECT id FROM events WHERE occurred < $1 AND ($3::text IS NULL OR event = $3)
      ORDER BY occurred LIMIT $2 FOR UPDATE SKIP LOCKED
    ), resources AS (
      DELETE FROM event_resources WHERE event_id IN (SELECT id FROM old)
    ), waiting AS (
      DELETE FROM apus.waiting_task_run_event WHERE event_id IN (SELECT id FROM old)
    )
    DELETE FROM events WHERE id IN (SELECT id FROM old) RETURNING id
    """)

  static let eventResources = Statement(
    "vacuum.eventResources",
    """
    DELETE FROM event_resources WHERE id IN (
      SELECT id FROM event_resources WHERE occurred < $1 ORDER BY occurred LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
    """)

  private static let isOldRun = """
    end_time < $1 AND parent_task_run_id IS NULL AND state_type IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')
    """

  static let oldFlowRuns = Statement(
    "vacuum.oldFlowRuns", "SELECT id FROM flow_run WHERE \(isOldRun) ORDER BY end_time LIMIT $2", isRepeatable: true)

  static let logsOfRuns = Statement("vacuum.logsOfRuns", rowsOfRuns(in: "log"))
  static let artifactsOfRuns = Statement("vacuum.artifactsOfRuns", rowsOfRuns(in: "artifact"))
  static let taskRunsOfRuns = Statement("vacuum.taskRunsOfRuns", rowsOfRuns(in: "task_run"))

  private static func rowsOfRuns(in table: SQLText) -> String {
    """
    DELETE FROM \(table.text) WHERE id IN (
      SELECT id FROM \(table.text) WHERE flow_run_id = ANY($1) LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
    """
  }

  static let flowRuns = Statement(
    "vacuum.flowRuns",
    """
    WITH old AS (
      SELECT id FROM flow_run WHERE id = ANY($2) AND \(isOldRun) ORDER BY end_time FOR UPDATE SKIP LOCKED
    ), logs AS (
      DELETE FROM log WHERE flow_run_id IN (SELECT id FROM old)
    ), artifacts AS (
      DELETE FROM artifact WHERE flow_run_id IN (SELECT id FROM old)
    )
    DELETE FROM flow_run WHERE id IN (SELECT id FROM old) RETURNING id
    """)

  static let runsOfLogs = Statement("vacuum.runsOfLogs", runs(in: "log"), isRepeatable: true)
  static let runsOfArtifacts = Statement("vacuum.runsOfArtifacts", runs(in: "artifact"), isRepeatable: true)
  static let orphanedLogs = Statement("vacuum.orphanedLogs", orphans(in: "log"))
  static let orphanedArtifacts = Statement("vacuum.orphanedArtifacts", orphans(in: "artifact"))

  /// Goes from one id to the next by the index, however many rows have it.
  private static func runs(in table: SQLText) -> String {
    """
    WITH RECURSIVE run AS (
      (SELECT flow_run_id AS id FROM \(table.text)
       WHERE flow_run_id IS NOT NULL AND ($1::uuid IS NULL OR flow_run_id > $1) ORDER BY flow_run_id LIMIT 1)
      UNION ALL
      SELECT (SELECT t.flow_run_id FROM \(table.text) t WHERE t.flow_run_id > run.id ORDER BY t.flow_run_id LIMIT 1)
      FROM run WHERE run.id IS NOT NULL
    )
    SELECT id, EXISTS (SELECT FROM flow_run r WHERE r.id = run.id) FROM run WHERE id IS NOT NULL LIMIT $2
    """
  }

  private static func orphans(in table: SQLText) -> String {
    """
    DELETE FROM \(table.text) WHERE id IN (
      SELECT t.id FROM \(table.text) t
      WHERE t.flow_run_id = ANY($1) AND NOT EXISTS (SELECT FROM flow_run r WHERE r.id = t.flow_run_id)
      LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
    """
  }

  static let collections = Statement(
    "vacuum.collections",
    """
    WITH broken AS (
      SELECT c.id, c.key FROM artifact_collection c
      WHERE NOT EXISTS (SELECT FROM artifact a WHERE a.id = c.latest_id)
      ORDER BY c.id LIMIT $2 FOR UPDATE SKIP LOCKED
    ), newest AS (
      SELECT DISTINCT ON (b.id) b.id, a.id AS latest_id, a.task_run_id, a.flow_run_id, a.type, a.data, a.description,
        a.metadata_
      FROM broken b JOIN artifact a ON a.key = b.key ORDER BY b.id, a.created DESC, a.id DESC
    ), moved AS (
      UPDATE artifact_collection c SET updated = $1, latest_id = n.latest_id, task_run_id = n.task_run_id,
        flow_run_id = n.flow_run_id, type = n.type, data = n.data, description = n.description, metadata_ = n.metadata_
      FROM newest n WHERE c.id = n.id
    ), removed AS (
      DELETE FROM artifact_collection c USING broken b
      WHERE c.id = b.id AND NOT EXISTS (SELECT FROM newest n WHERE n.id = b.id)
    )
    SELECT id FROM broken
    """)
}
