internal import Reactor

extension Database {
  /// Runs `body` in a transaction on a connection of its own: committed when it returns, rolled back when it throws.
  ///
  /// Such connections are few; what one statement can say should be one statement.
  ///
  /// After a deadlock or a serialisation failure, which undo the transaction, `body` runs again, so it must not change
  /// anything else.
  ///
  /// - Throws: What `body` throws, or a `DatabaseError`: `overloaded` when too many wait or one waited too long;
  ///   `unavailable` when the connection was lost, at the commit with an unknown outcome; `conflictRetry` when it failed
  ///   `maximumTries` times.
  public func transaction<R>(_ body: (Transaction) async throws -> R) async throws -> R {
    var tries = 0
    while true {
      tries += 1
      do {
        return try await transactionOnce(body)
      } catch DatabaseError.conflictRetry where tries < configuration.maximumTries {
        continue
      }
    }
  }

  private func transactionOnce<R>(_ body: (Transaction) async throws -> R) async throws -> R {
    let (handle, transaction) = try await begun()
    defer { handle.release() }
    let value = try await transaction.finish(body)
    let channels = transaction.channels
    if !channels.isEmpty {
      loop.onLoop { [self] in
        for channel in channels { notice(channel) }
      }
    }
    return value
  }

  /// Lends `body` a connection of its own, which is closed after it: what was set or locked in it ends with it.
  ///
  /// It may be the last one that there is, so `body` must not run anything on the database itself.
  ///
  /// - Throws: What `body` throws, or a `DatabaseError`: `overloaded` when too many wait or one waited too long;
  ///   `unavailable` when the connection was lost.
  public func session<R>(_ body: (DatabaseSession) async throws -> R) async throws -> R {
    let handle = try await borrowed(mayTakeLast: true)
    defer {
      handle.close("its user is done")
      handle.release()
    }
    return try await body(DatabaseSession(handle, timeout: configuration.statementTimeout))
  }

  /// A transaction that has begun; a session that turns out to be dead is exchanged for another.
  private func begun() async throws(DatabaseError) -> (SessionHandle, Transaction) {
    var tries = 0
    while true {
      tries += 1
      let handle = try await borrowed()
      let transaction = Transaction(handle, timeout: configuration.statementTimeout)
      do {
        try await transaction.begin()
        return (handle, transaction)
      } catch {
        handle.release()
        guard case .unavailable = error, tries < configuration.maximumTries else { throw error }
      }
    }
  }

  private func borrowed(mayTakeLast: Bool = false) async throws(DatabaseError) -> SessionHandle {
    let result = await withUnsafeContinuation {
      (continuation: UnsafeContinuation<Result<SessionHandle, DatabaseError>, Never>) in
      loop.onLoop { [self] in
        lend(mayTakeLast: mayTakeLast) { continuation.resume(returning: $0) }
      }
    }
    return try result.get()
  }

  /// On the loop. Without connections of its own it borrows where its statements go.
  private func lend(
    mayTakeLast: Bool, _ completion: @escaping @Sendable (Result<SessionHandle, DatabaseError>) -> Void
  ) {
    if let standIn = standInForAll {
      return standIn.loop.onLoop { standIn.lend(mayTakeLast: mayTakeLast, completion) }
    }
    if let knownOutage { return completion(.failure(knownOutage)) }
    exclusive.acquire(mayTakeLast: mayTakeLast) { [loop, exclusive] result in
      completion(result.map { SessionHandle(loop: loop, session: $0, owner: exclusive) })
    }
  }
}
