internal import Reactor

/// A session on its way through tasks.
///
/// `@unchecked Sendable`: tasks only carry the session; it is touched on the loop.
struct SessionHandle: @unchecked Sendable {
  let loop: EventLoop
  let session: Session
  let owner: ExclusiveConnections

  func run(_ request: Request) async throws(DatabaseError) -> Rows {
    let result = await withUnsafeContinuation {
      (continuation: UnsafeContinuation<Result<Rows, DatabaseError>, Never>) in
      loop.onLoop { [self] in
        session.perform(.statement(request) { continuation.resume(returning: $0) })
      }
    }
    return try result.get()
  }

  /// - Parameter isPatient: Whether the server may be silent for as long as it likes.
  func run(script sql: String, isPatient: Bool) async throws(DatabaseError) {
    guard !sql.utf8.contains(0) else { throw .invalidText("SQL can't hold a NUL character") }
    let result = await withUnsafeContinuation {
      (continuation: UnsafeContinuation<Result<Void, DatabaseError>, Never>) in
      loop.onLoop { [self] in
        session.perform(.script(sql, isPatient: isPatient) { continuation.resume(returning: $0) })
      }
    }
    try result.get()
  }

  /// Gives the session back.
  func release() {
    loop.onLoop { [self] in owner.release(session) }
  }

  func close(_ reason: String) {
    loop.onLoop { [self] in session.close(reason) }
  }
}
