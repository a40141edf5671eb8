internal import JSON
public import Models
public import Postgres
internal import Triggers
public import Values

/// An event that is evaluated after one that it follows (contract §6.7).
public struct WaitingEvent: Sendable {
  public var event: ReceivedEvent
  /// The event that it waits for, directly or through others.
  public var leader: UUID
  /// The share whose automations it is for.
  public var share: Int

  public init(event: ReceivedEvent, leader: UUID, share: Int) {
    self.event = event
    self.leader = leader
    self.share = share
  }
}

/// Says which events came before those that they follow, by the table of events, and keeps those that wait.
public struct EventOrderRepository: Sendable {
  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// How long an event waits for one that does not come (contract §6.7).
  public static let patience = TriggerEvaluation.lookback
  /// How long a chain of events may be.
  public static let depth = 20

  /// Of some events the one that each has to wait for: the first of those that it follows, through others, that was not
  /// committed by a position.
  ///
  /// The event of a flow run's state has the state's id and is committed with it. A state without its event, as schedulers write
  /// them for the runs that they make, never gets one, so nothing waits for it.
  ///
  /// - Parameter events: Each with the event that it follows.
  public func missing(
    _ events: [(id: UUID, follows: UUID)], by position: FeedPosition, now: Timestamp
  ) async throws -> [UUID: UUID] {
    guard !events.isEmpty else { return [:] }
    var query = QueryText(
      """
      WITH RECURSIVE chain AS (
        SELECT f.id, f.leader, 1 AS depth FROM unnest($::uuid[], $::uuid[]) f(id, leader)
        UNION ALL
        SELECT c.id, e.follows, c.depth + 1 FROM chain c JOIN events e ON e.id = c.leader
        WHERE e.follows IS NOT NULL AND e.received > $ AND c.depth < 
      """, [.uuids(events.map(\.id)), .uuids(events.map(\.follows)), .timestamp(now - Self.patience)])
    query.append(literally: Self.depth)
    query.append(
      ") SELECT c.id, c.leader FROM chain c WHERE NOT EXISTS (SELECT FROM events e WHERE e.id = c.leader AND ")
    Condition.isCommitted(by: position).write(to: &query)
    query.append(
      """
      ) AND (EXISTS (SELECT FROM events e WHERE e.id = c.leader)
        OR NOT EXISTS (SELECT FROM flow_run_state s WHERE s.id = c.leader)) ORDER BY c.depth
      """)
    var missing: [UUID: UUID] = [:]
    for row in try await database.run(query.statement, query.values, on: .bulk) {
      var reader = row.reader()
      missing[try reader.uuid()] = try reader.uuid()
    }
    return missing
  }

  /// How many events wait in some shares.
  public func countWaiting(in shares: [Int]) async throws -> Int {
    try await database.run(EventOrderStatement.count, [.texts(shares.map(WaitingEvent.scope))], on: .bulk)
      .count(column: 0)
  }

  /// The events of some shares that wait no longer: what they wait for was committed by a position, or does not come. In the
  /// order in which they occurred.
  public func ready(
    in shares: [Int], by position: FeedPosition, now: Timestamp, limit: Int
  ) async throws -> [(event: ReceivedEvent, share: Int, isLost: Bool)] {
    var query = QueryText(
      """
      SELECT f.scope, f.follower, f.received < $ FROM automation_event_follower f
      WHERE f.scope = ANY($::text[]) AND (f.received < $ OR EXISTS (SELECT FROM events e WHERE e.id = f.leader_event_id AND 
      """,
      [.timestamp(now - Self.patience), .texts(shares.map(WaitingEvent.scope)), .timestamp(now - Self.patience)])
    Condition.isCommitted(by: position).write(to: &query)
    query.append(")) ORDER BY f.follower ->> 'occurred', f.follower_event_id LIMIT ")
    query.append(literally: limit)
    var events: [(event: ReceivedEvent, share: Int, isLost: Bool)] = []
    for row in try await database.run(query.statement, query.values, on: .bulk) {
      var reader = row.reader()
      guard let share = WaitingEvent.share(try reader.text()), let event = ReceivedEvent(stored: try reader.jsonb())
      else { continue }
      events.append((event, share, try reader.bool()))
    }
    return events.sorted { $0.event.event.occurred < $1.event.event.occurred }
  }
}

extension WaitingEvent {
  /// Prefect's own ordering has the scope `triggers`; ours is by share.
  static func scope(_ share: Int) -> String { "triggers-\(share)" }

  static func share(_ scope: String) -> Int? {
    scope.hasPrefix("triggers-") ? Int(scope.dropFirst("triggers-".count)) : nil
  }
}

enum EventOrderStatement {
  static let count = Statement(
    "eventOrder.count", "SELECT count(*) FROM automation_event_follower WHERE scope = ANY($1::text[])",
    isRepeatable: true)

  static let park = Statement(
    "eventOrder.park",
    """
    INSERT INTO automation_event_follower (scope, leader_event_id, follower_event_id, received, follower)
    SELECT f.* FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::jsonb[])
      f(scope, leader, follower, received, event)
    ON CONFLICT (scope, follower_event_id) DO UPDATE SET leader_event_id = excluded.leader_event_id
    """)

  static let unpark = Statement(
    "eventOrder.unpark",
    """
    DELETE FROM automation_event_follower f USING unnest($1::text[], $2::uuid[]) d(scope, follower)
    WHERE f.scope = d.scope AND f.follower_event_id = d.follower
    """)
}

extension Transaction {
  /// Keeps events that wait, and forgets those that do not any more.
  func note(waiting: [WaitingEvent], done: [(event: UUID, share: Int)]) async throws(DatabaseError) {
    if !done.isEmpty {
      _ = try await run(
        EventOrderStatement.unpark, [.texts(done.map { WaitingEvent.scope($0.share) }), .uuids(done.map(\.event))])
    }
    guard !waiting.isEmpty else { return }
    _ = try await run(
      EventOrderStatement.park,
      [
        .texts(waiting.map { WaitingEvent.scope($0.share) }), .uuids(waiting.map(\.leader)),
        .uuids(waiting.map(\.event.event.id)), .timestamps(waiting.map(\.event.received)),
        .jsonbs(waiting.map(\.event.json)),
      ])
  }
}
