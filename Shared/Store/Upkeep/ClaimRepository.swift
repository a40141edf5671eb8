public import Postgres
public import Values

/// Shares periodic work among replicas: whoever takes a piece keeps the others off it until its term is over.
///
/// A replica that dies loses nothing but its term. Work that takes longer than its term may be done twice at once, so it
/// has to bear that.
public struct ClaimRepository: Sendable {
  private let database: Database
  /// Who this is among the replicas.
  private let holder: UUID

  public init(database: Database, holder: UUID = .random()) {
    self.database = database
    self.holder = holder
  }

  /// - Parameter term: How long nobody else may take it, by the database's clock.
  /// - Returns: Whether it was free.
  public func take(_ name: String, for term: Duration) async throws -> Bool {
    try await !database.run(ClaimStatement.take, [.text(name), .uuid(holder), .interval(term)], on: .bulk).isEmpty
  }
}

enum ClaimStatement {
  static let take = Statement(
    "claim.take",
    """
    INSERT INTO apus.claim AS c (name, holder, held_until) VALUES ($1, $2, clock_timestamp() + $3)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
      WHERE c.held_until <= clock_timestamp()
    RETURNING name
    """)
}
