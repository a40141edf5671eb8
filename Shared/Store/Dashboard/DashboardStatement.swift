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

  /// How many deployments each of some flows has, in the order of their ids.
  static let deploymentCounts = Statement(
    "dashboard.deploymentCounts", counts("SELECT count(*) FROM deployment d WHERE d.flow_id = i.id"),
    isRepeatable: true, planning: .once)

  /// How many task runs each of some flow runs has, but for those that stand for flow runs, in the order of their ids.
  ///
  /// Left alone, the database may read all subflows that there are first, in place of looking up each task run among them.
  static let taskRunCounts = Statement(
    "dashboard.taskRunCounts",
    counts(
      """
      SELECT count(*) FROM task_run t WHERE t.flow_run_id = i.id
        AND NOT EXISTS (SELECT FROM flow_run sub WHERE sub.parent_task_run_id = t.id OFFSET 0)
      """), isRepeatable: true, planning: .once)

  /// One array of what a query counts for each `i.id`.
  private static func counts(_ query: String) -> String {
    "SELECT ARRAY(SELECT (\(query)) FROM unnest($1::uuid[]) WITH ORDINALITY i(id, place) ORDER BY i.place)"
  }
}

extension Rows {
  /// The numbers of the one array, of which there has to be one for each thing.
  func counts(of things: [UUID]) throws(DatabaseError) -> [Int] {
    guard let row = first else { throw DatabaseError.decoding("no counts") }
    var reader = row.reader()
    let counts = try reader.ints()
    guard counts.count == things.count else {
      throw DatabaseError.decoding("\(counts.count) counts of \(things.count) things")
    }
    return counts
  }
}
