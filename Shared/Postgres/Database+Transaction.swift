internal import Reactor

extension Database {
  /// Runs `body` in a transaction on a connection of its own: committed when it returns, rolled back when it throws.
  ///
  /// Such connections are few; what one statement can say should be one statement.
  ///
  /// - Throws: What `body` throws, or a `DatabaseError`: `overloaded` when too many wait or one waited too long;
  ///   `unavailable` when the connection was lost, at the commit with an unknown outcome.
  public func transaction<R>(_ body: (Transaction) async throws -> R) async throws -> R {
    let (session, transaction) = try await begun()
    let value: R
    do {
      value = try await body(transaction)
    } catch {
      await transaction.rollback()
      release(session)
      throw error
    }
    do {
      try await transaction.commit()
    } catch {
      release(session)
      throw error
    }
    release(session)
    let channels = transaction.channels
    if !channels.isEmpty {
      loop.onLoop { [self] in
        for channel in channels { notice(channel) }
      }
    }
    return value
  }

  /// A transaction that has begun; a session that turns out to be dead is exchanged for another.
  private func begun() async throws(DatabaseError) -> (Lent, Transaction) {
    var tries = 0
    while true {
      tries += 1
      let session = try await borrowed()
      let transaction = Transaction(
        loop: loop, session: session.session, timeout: configuration.statementTimeout)
      do {
        try await transaction.begin()
        return (session, transaction)
      } catch {
        release(session)
        guard case .unavailable = error, tries < configuration.maximumTries else { throw error }
      }
    }
  }

  private func borrowed() async throws(DatabaseError) -> Lent {
    let result = await withUnsafeContinuation {
      (continuation: UnsafeContinuation<Result<Lent, DatabaseError>, Never>) in
      loop.onLoop { [self] in
        if let knownOutage { return continuation.resume(returning: .failure(knownOutage)) }
        exclusive.acquire { result in continuation.resume(returning: result.map { Lent(session: $0) }) }
      }
    }
    return try result.get()
  }

  private func release(_ lent: Lent) {
    loop.onLoop { [self] in exclusive.release(lent.session) }
  }

  /// A session on its way through a task.
  ///
  /// `@unchecked Sendable`: the task only carries it; it is touched on the loop.
  private struct Lent: @unchecked Sendable {
    let session: Session
  }
}
