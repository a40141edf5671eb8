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

extension ClaimRepository {
  /// Takes a piece of work and does it; nothing if another has it.
  ///
  /// Work that fails is given back, so that any replica can do it at its next turn: the term is for work that was done, or
  /// whose replica died.
  public func run(_ name: String, for term: Duration, _ work: () async throws -> Void) async throws {
    guard try await take(name, for: term) else { return }
    do {
      try await work()
    } catch {
      do { try await giveBack(name) } catch let other {
        throw ClaimError(name: name, failure: "\(error)", kept: "\(other)")
      }
      throw error
    }
  }

  /// Ends a term of one's own.
  func giveBack(_ name: String) async throws {
    _ = try await database.run(ClaimStatement.giveBack, [.text(name), .uuid(holder)], on: .bulk)
  }
}

/// A piece of work failed, and could not be given back either: it is taken until its term is over.
struct ClaimError: Error, CustomStringConvertible {
  let name: String
  let failure: String
  let kept: String

  var description: String { "\(failure) (and the claim \(name) was not given back: \(kept))" }
}

enum ClaimStatement {
  static let giveBack = Statement(
    "claim.giveBack", "DELETE FROM apus.claim WHERE name = $1 AND holder = $2", isRepeatable: true)

  static let take = Statement(
    "claim.take",
    """
    INSERT INTO apus.claim AS c (name, holder, held_until) VALUES ($1, $2, clock_timestamp() + $3)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
      WHERE c.held_until <= clock_timestamp()
    RETURNING name
    """)
}
