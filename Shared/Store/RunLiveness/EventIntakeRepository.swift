public import Orchestration
public import Postgres
public import Values

/// What gateways say of the events that they take, and what follows from it for silences.
public struct EventIntakeRepository: Sendable {
  /// How often a gateway says that it takes events.
  public static let reportInterval = Duration.seconds(5)
  /// A gateway whose last report is older was stopped, or away from the database, meanwhile.
  static let longestGap = Duration.seconds(15)
  /// A gateway that was not heard for so long is dead; its clients have gone to others.
  static let term = Duration.seconds(60)

  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// Says that a gateway takes events.
  ///
  /// - Parameters:
  ///   - lag: How old the oldest event is that is not committed yet.
  ///   - isInterrupted: Whether senders had to wait for room since the last report.
  public func report(_ gateway: UUID, lag: Duration, isInterrupted: Bool) async throws {
    _ = try await database.run(
      EventIntakeStatement.report,
      [.uuid(gateway), .interval(lag), .bool(isInterrupted), .interval(EventIntakeRepository.longestGap)],
      on: .key(gateway))
  }

  /// Forgets a gateway that stops in an orderly way.
  public func leave(_ gateway: UUID) async throws {
    _ = try await database.run(EventIntakeStatement.leave, [.uuid(gateway)], on: .key(gateway))
  }

  /// Since when all gateways have taken events; nil while one may be stopped, or none takes any.
  public func intake() async throws -> EventIntake? {
    let rows = try await database.run(
      EventIntakeStatement.read,
      [.interval(EventIntakeRepository.longestGap), .interval(EventIntakeRepository.term)], on: .bulk)
    guard let row = rows.first else { return nil }
    var reader = row.reader()
    let now = try reader.timestamp()
    guard try reader.optionalBool() == true else { return nil }
    return EventIntake(now: now, since: try reader.timestamp(), lag: try reader.interval())
  }
}

enum EventIntakeStatement {
  /// The row of a gateway that was not seen for an hour goes with the next report of another.
  static let report = Statement(
    "eventIntake.report",
    """
    WITH dead AS (
      DELETE FROM apus.event_intake WHERE gateway IN (
        SELECT d.gateway FROM apus.event_intake d
        WHERE d.seen < clock_timestamp() - interval '1 hour' AND d.gateway <> $1::uuid
        -- Another gateway may be removing it.
        FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO apus.event_intake AS i (gateway, since, seen, lag)
    SELECT $1::uuid, now.moment, now.moment, $2::interval FROM (SELECT clock_timestamp() AS moment) now
    ON CONFLICT (gateway) DO UPDATE SET seen = excluded.seen, lag = excluded.lag,
      since = CASE WHEN $3::bool OR i.seen < excluded.seen - $4::interval THEN excluded.since ELSE i.since END
    """)

  static let leave = Statement(
    "eventIntake.leave", "DELETE FROM apus.event_intake WHERE gateway = $1", isRepeatable: true)

  /// The moment, whether no gateway may be stopped, and of all gateways together since when they take events, and the
  /// largest lag.
  static let read = Statement(
    "eventIntake.read",
    """
    SELECT now.moment, bool_and(i.seen >= now.moment - $1::interval), max(i.since), max(i.lag + (now.moment - i.seen))
    FROM (SELECT clock_timestamp() AS moment) now
    LEFT JOIN apus.event_intake i ON i.seen >= now.moment - $2::interval
    GROUP BY now.moment
    """, isRepeatable: true)
}
