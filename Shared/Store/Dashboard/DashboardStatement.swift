internal import Postgres
internal import Values

/// What the web interface asks for beside its lists.
enum DashboardStatement {
  static let nextRuns = Statement(
    "dashboard.nextRuns",
    """
    SELECT r.id, i.id, r.name, r.state_name, r.state_type, r.next_scheduled_start_time
    FROM unnest($1::uuid[]) AS i(id)
    CROSS JOIN LATERAL (
      SELECT * FROM flow_run nr WHERE nr.flow_id = i.id AND nr.state_type = 'SCHEDULED'
      ORDER BY nr.next_scheduled_start_time, nr.id LIMIT 1
    ) r
    """, isRepeatable: true)

  /// How many deployments each of some flows has.
  static let deploymentCounts = Statement(
    "dashboard.deploymentCounts",
    "SELECT d.flow_id, count(*) FROM deployment d WHERE d.flow_id = ANY($1) GROUP BY 1", isRepeatable: true)

  /// How many task runs each of some flow runs has, but for those that stand for flow runs.
  static let taskRunCounts = Statement(
    "dashboard.taskRunCounts",
    """
    SELECT t.flow_run_id, count(*) FROM task_run t
    WHERE t.flow_run_id = ANY($1) AND NOT EXISTS (SELECT FROM flow_run sub WHERE sub.parent_task_run_id = t.id)
    GROUP BY 1
    """, isRepeatable: true)
}

extension Rows {
  /// The numbers that the rows give for identifiers.
  func countsByID() throws(DatabaseError) -> [UUID: Int] {
    var counts = [UUID: Int](minimumCapacity: count)
    for row in self {
      var reader = row.reader()
      counts[try reader.uuid()] = try reader.int()
    }
    return counts
  }
}
