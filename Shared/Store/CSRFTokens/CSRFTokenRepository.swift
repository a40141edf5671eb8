public import Models
public import Postgres
public import Values

/// The tokens of browser clients, one each.
public struct CSRFTokenRepository: Sendable {
  private let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Gives a client its token in place of any it had, and clears away those that are past their time.
  public func issue(_ token: String, to client: String, for lifetime: Duration) async throws -> CSRFToken {
    let now = clock.now()
    let expiration = now + lifetime
    let rows = try await database.run(
      CSRFTokenStatement.issue, [.text(client), .text(token), .timestamp(expiration), .timestamp(now)])
    guard let row = rows.first else { throw DatabaseError.conflictRetry("the token of a client vanished") }
    var reader = row.reader()
    return CSRFToken(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(), token: token,
      client: client, expiration: expiration)
  }

  /// The token of a client, while it is good.
  public func token(of client: String) async throws -> String? {
    let rows = try await database.run(CSRFTokenStatement.read, [.text(client), .timestamp(clock.now())])
    guard let row = rows.first else { return nil }
    var reader = row.reader()
    return try reader.text()
  }
}

enum CSRFTokenStatement {
  static let issue = Statement(
    "csrfToken.issue",
    """
    WITH expired AS (
      DELETE FROM csrf_token WHERE id IN (
        -- Two requests that clear away at once must not wait for each other in a circle.
        SELECT id FROM csrf_token WHERE expiration < $4 AND client <> $1 FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO csrf_token (id, created, updated, client, token, expiration)
    VALUES (gen_random_uuid(), $4, $4, $1, $2, $3)
    ON CONFLICT (client) DO UPDATE SET token = excluded.token, expiration = excluded.expiration, updated = excluded.updated
    RETURNING id, created, updated
    """)

  static let read = Statement(
    "csrfToken.read", "SELECT token FROM csrf_token WHERE client = $1 AND expiration > $2", isRepeatable: true)
}
