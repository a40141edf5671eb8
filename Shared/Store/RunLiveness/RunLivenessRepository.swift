internal import Models
public import Orchestration
public import Postgres
public import Values

/// A run that may have fallen silent, or may be lost, with what its rule looks at.
public struct SuspectRun<Facts: Sendable>: Sendable {
  public var id: UUID
  /// The state that it was seen in.
  public var stateID: UUID
  public var facts: Facts
}

/// Finds runs of which nothing was heard for a while, a page at a time in the order of their ids. It narrows the search;
/// `SilentRunRule` and `LostPendingRunRule` decide.
public struct RunLivenessRepository: Sendable {
  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// Running runs that sent heartbeats since they began to run, and none for a time.
  public func unheard(for time: Duration, after last: UUID?, limit: Int) async throws
    -> [SuspectRun<SilentRunRule.Run>]
  {
    try await database.run(
      RunLivenessStatement.unheard, [.uuid(last), .int8(Int64(limit)), .interval(time)], on: .bulk
    ).map { row in
      var reader = row.reader()
      return SuspectRun(
        id: try reader.uuid(), stateID: try reader.uuid(),
        facts: SilentRunRule.Run(
          type: .running, since: try reader.timestamp(), lastHeard: try reader.optionalTimestamp()))
    }
  }

  /// Runs of deployments that have been pending for a time.
  public func pending(for time: Duration, after last: UUID?, limit: Int) async throws
    -> [SuspectRun<LostPendingRunRule.Run>]
  {
    try await database.run(
      RunLivenessStatement.pending, [.uuid(last), .int8(Int64(limit)), .interval(time)], on: .bulk
    ).map { row in
      var reader = row.reader()
      let (id, stateID, since) = (try reader.uuid(), try reader.uuid(), try reader.timestamp())
      let hasInfrastructure = try reader.bool()
      let pool = try reader.optionalText()
      let lastHeard = try reader.optionalTimestamp()
      let isAnyOnline = try reader.optionalBool() ?? false
      var workers: LostPendingRunRule.Workers?
      if let pool, let lastHeard {
        workers = LostPendingRunRule.Workers(pool: pool, isAnyOnline: isAnyOnline, lastHeard: lastHeard)
      }
      return SuspectRun(
        id: id, stateID: stateID,
        facts: LostPendingRunRule.Run(
          type: .pending, since: since, hasInfrastructure: hasInfrastructure, workers: workers))
    }
  }
}

/// Pages of runs by id: $1 is that of the last one seen, $2 is how many. When something was stored is a matter of the
/// database's clock: `created` of a state and `updated` of an event, not what a client or another server says of its time.
enum RunLivenessStatement {
  private static let heartbeats = """
    FROM events e
    WHERE e.resource_id = 'prefect.flow-run.' || r.id AND e.event = 'prefect.flow-run.heartbeat'
    """

  /// The event that is the last by its sender's clock is found by one step in an index. Only where that is old all
  /// heartbeats of the run are looked at: another process, whose clock is behind, may have sent a newer one.
  static let unheard = Statement(
    "runLiveness.unheard",
    """
    SELECT r.id, r.state_id, s.created, heard.stored
    FROM flow_run r JOIN flow_run_state s ON s.id = r.state_id
    CROSS JOIN LATERAL (SELECT e.updated \(heartbeats) ORDER BY e.occurred DESC LIMIT 1) newest
    CROSS JOIN LATERAL (
      SELECT max(e.updated) AS stored \(heartbeats) AND newest.updated < clock_timestamp() - $3::interval
    ) heard
    WHERE r.state_type = 'RUNNING' AND s.created < clock_timestamp() - $3::interval
      AND heard.stored >= s.created AND heard.stored < clock_timestamp() - $3::interval
      AND ($1::uuid IS NULL OR r.id > $1)
    ORDER BY r.id LIMIT $2
    """, isRepeatable: true)

  static let pending = Statement(
    "runLiveness.pending",
    """
    SELECT r.id, r.state_id, s.created, r.infrastructure_pid IS NOT NULL, p.name, w.last_heard, w.is_any_online
    FROM flow_run r JOIN flow_run_state s ON s.id = r.state_id
    LEFT JOIN work_queue q ON q.id = r.work_queue_id LEFT JOIN work_pool p ON p.id = q.work_pool_id
    LEFT JOIN LATERAL (
      SELECT max(w.last_heartbeat_time) AS last_heard, bool_or(w.status = 'ONLINE') AS is_any_online
      FROM worker w WHERE w.work_pool_id = p.id
    ) w ON TRUE
    WHERE r.state_type = 'PENDING' AND r.deployment_id IS NOT NULL AND s.created < clock_timestamp() - $3::interval
      AND ($1::uuid IS NULL OR r.id > $1)
    ORDER BY r.id LIMIT $2
    """, isRepeatable: true)
}
