internal import Reactor

extension Database {
  /// Runs `body` in a transaction on a connection of its own: committed when it returns, rolled back when it throws.
  ///
  /// Such connections are few; what one statement can say should be one statement.
  ///
  /// - Throws: What `body` throws, or a `DatabaseError`: `overloaded` when too many wait or one waited too long;
  ///   `unavailable` when the connection was lost, at the commit with an unknown outcome.
  public func transaction<R>(_ body: (Transaction) async throws -> R) async throws -> R {
    let (handle, transaction) = try await begun()
    defer { release(handle) }
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
  /// - Throws: What `body` throws, or a `DatabaseError`: `overloaded` when too many wait or one waited too long;
  ///   `unavailable` when the connection was lost.
  public func session<R>(_ body: (DatabaseSession) async throws -> R) async throws -> R {
    let handle = try await borrowed()
    defer {
      handle.close("its user is done")
      release(handle)
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
        release(handle)
        guard case .unavailable = error, tries < configuration.maximumTries else { throw error }
      }
    }
  }

  private func borrowed() async throws(DatabaseError) -> SessionHandle {
    let result = await withUnsafeContinuation {
      (continuation: UnsafeContinuation<Result<SessionHandle, DatabaseError>, Never>) in
      loop.onLoop { [self] in
        if let knownOutage { return continuation.resume(returning: .failure(knownOutage)) }
        exclusive.acquire { [loop] result in
          continuation.resume(returning: result.map { SessionHandle(loop: loop, session: $0) })
        }
      }
    }
    return try result.get()
  }

  private func release(_ handle: SessionHandle) {
    loop.onLoop { [self] in exclusive.release(handle.session) }
  }
}
