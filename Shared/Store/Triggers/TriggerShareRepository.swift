internal import Models
public import Postgres
public import Values

/// A part of the automations, and how far the feed of events was evaluated for them.
public struct TriggerShare: Sendable, Equatable {
  /// From 0 to `count` - 1.
  public var number: Int
  public var position: FeedPosition

  public init(number: Int, position: FeedPosition) {
    self.number = number
    self.position = position
  }

  /// How many there are, and so how many schedulers can evaluate at once; a power of two.
  public static let count = 16

  /// The share that an automation belongs to.
  public static func number(of automation: UUID) -> Int { Int(truncatingIfNeeded: automation.low) & (count - 1) }
}

/// Divides the automations among the schedulers that are alive.
///
/// Whoever holds a share evaluates its automations until its term is over. Nothing rests on clocks: every step checks the
/// holder in the transaction of its effects (`TriggerStepRepository`), so one whose term was over in the meantime can do
/// nothing.
public struct TriggerShareRepository: Sendable {
  private let database: Database
  /// Who this is among the schedulers.
  let evaluator: UUID

  public init(database: Database, evaluator: UUID) {
    self.database = database
    self.evaluator = evaluator
  }

  /// Takes this scheduler's part of the shares for a term, or keeps it, and gives back what is more than that.
  ///
  /// - Returns: All shares that it holds, each at its position.
  public func take(for term: Duration) async throws -> [TriggerShare] {
    let announced = try await database.run(
      TriggerShareStatement.announce, [.uuid(evaluator), .interval(term)], on: .bulk)
    let alive = max(1, try announced.count(column: 0))
    let part = (TriggerShare.count + alive - 1) / alive
    let rows = try await database.run(
      TriggerShareStatement.take, [.uuid(evaluator), .int8(Int64(part)), .interval(term)], on: .bulk)
    return try rows.map { row throws(DatabaseError) in
      var reader = row.reader()
      let number = try reader.int()
      guard let position = FeedPosition(stored: try reader.jsonb()) else {
        throw .decoding("the position of share \(number)")
      }
      return TriggerShare(number: number, position: position)
    }
  }

  /// Gives all shares back, so that others need not wait for the end of the term.
  public func leave() async throws {
    _ = try await database.run(TriggerShareStatement.leave, [.uuid(evaluator)], on: .bulk)
  }
}

enum TriggerShareStatement {
  /// Says that this scheduler is alive, and forgets those that are not.
  static let announce = Statement(
    "triggerShare.announce",
    """
    WITH dead AS (
      DELETE FROM apus.trigger_evaluator WHERE alive_until <= clock_timestamp() AND id <> $1
    ), mine AS (
      INSERT INTO apus.trigger_evaluator (id, alive_until) VALUES ($1, clock_timestamp() + $2)
      ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
    )
    SELECT 1 + count(*) FROM apus.trigger_evaluator WHERE alive_until > clock_timestamp() AND id <> $1
    """)

  /// Keeps up to `$2` shares, takes free ones up to that number, and gives back the others.
  static let take = Statement(
    "triggerShare.take",
    """
    WITH kept AS (
      SELECT share FROM apus.trigger_share WHERE holder = $1 ORDER BY share LIMIT $2 FOR UPDATE
    ), free AS (
      SELECT share FROM apus.trigger_share
      WHERE (holder IS NULL OR held_until <= clock_timestamp()) AND holder IS DISTINCT FROM $1
      ORDER BY share LIMIT greatest($2 - (SELECT count(*) FROM kept), 0) FOR UPDATE SKIP LOCKED
    ), held AS (
      SELECT share FROM kept UNION ALL SELECT share FROM free
    ), returned AS (
      UPDATE apus.trigger_share SET holder = NULL, held_until = NULL
      WHERE holder = $1 AND share NOT IN (SELECT share FROM held)
    )
    UPDATE apus.trigger_share s SET holder = $1, held_until = clock_timestamp() + $3
    FROM held WHERE s.share = held.share
    RETURNING s.share, s.position
    """)

  static let leave = Statement(
    "triggerShare.leave",
    """
    WITH mine AS (DELETE FROM apus.trigger_evaluator WHERE id = $1)
    UPDATE apus.trigger_share SET holder = NULL, held_until = NULL WHERE holder = $1
    """)

  /// Locks shares for the rest of a transaction, if they are still held. Fewer rows than shares: some were lost.
  static let lock = Statement(
    "triggerShare.lock",
    "SELECT share FROM apus.trigger_share WHERE share = ANY($1::int[]) AND holder = $2 ORDER BY share FOR UPDATE")

  static let move = Statement(
    "triggerShare.move", "UPDATE apus.trigger_share SET position = $2 WHERE share = ANY($1::int[])")
}
