internal import Reactor
internal import Synchronization
internal import Values

/// A transaction on a connection of its own, for as long as its body runs.
///
/// `@unchecked Sendable`: the session is touched on the loop only; the flag is atomic.
public final class Transaction: @unchecked Sendable {
  private let loop: EventLoop
  private let session: Session
  private let timeout: Duration
  private let isOver = Atomic(false)
  /// Which channels its commit is told on.
  private let noticed = Mutex<Set<String>>([])

  init(loop: EventLoop, session: Session, timeout: Duration) {
    self.loop = loop
    self.session = session
    self.timeout = timeout
  }

  /// Runs a statement in the transaction. After one that raised, the server refuses all others (25P02).
  public func run(_ statement: Statement, _ values: [SQLValue] = []) async throws(DatabaseError) -> Rows {
    let request = Request(statement: statement, parameters: try Parameters(values))
    if let channel = statement.channel { noticed.withLock { _ = $0.insert(channel) } }
    return try await perform(request)
  }

  /// Runs SQL text of any number of statements, without values; a migration, say.
  ///
  /// - Parameter withoutTimeout: Lets the text run for as long as it needs.
  public func script(_ sql: String, withoutTimeout: Bool = false) async throws(DatabaseError) {
    if withoutTimeout { try await perform(script: "SET LOCAL statement_timeout = 0", isPatient: false) }
    try await perform(script: sql, isPatient: withoutTimeout)
    if withoutTimeout {
      try await perform(
        script: "SET LOCAL statement_timeout = \(timeout.wholeMicroseconds / 1000)", isPatient: false)
    }
  }

  private func perform(_ request: Request) async throws(DatabaseError) -> Rows {
    guard !isOver.load(ordering: .relaxed) else { throw .unavailable("the transaction is over") }
    return try await control(request)
  }

  /// The same for the transaction's own BEGIN and COMMIT.
  private func control(_ request: Request) async throws(DatabaseError) -> Rows {
    let result = await withUnsafeContinuation {
      (continuation: UnsafeContinuation<Result<Rows, DatabaseError>, Never>) in
      loop.onLoop { [self] in
        session.perform(.statement(request) { continuation.resume(returning: $0) })
      }
    }
    return try result.get()
  }

  private func perform(script sql: String, isPatient: Bool) async throws(DatabaseError) {
    guard !isOver.load(ordering: .relaxed) else { throw .unavailable("the transaction is over") }
    guard !sql.utf8.contains(0) else { throw .invalidText("SQL can't hold a NUL character") }
    let result = await withUnsafeContinuation {
      (continuation: UnsafeContinuation<Result<Void, DatabaseError>, Never>) in
      loop.onLoop { [self] in
        session.perform(.script(sql, isPatient: isPatient) { continuation.resume(returning: $0) })
      }
    }
    try result.get()
  }

  var channels: Set<String> { noticed.withLock { $0 } }

  func begin() async throws(DatabaseError) {
    _ = try await control(Request(statement: Statement("", "BEGIN"), parameters: .none))
  }

  func commit() async throws(DatabaseError) {
    isOver.store(true, ordering: .relaxed)
    let rows = try await control(Request(statement: Statement("", "COMMIT"), parameters: .none))
    // The server answers the COMMIT of a failed transaction with a roll-back.
    if rows.result.tag != "COMMIT" {
      throw .statement(sqlState: "25P02", message: "the transaction was rolled back as a statement of it had failed")
    }
  }

  /// Rolls back; a session that can't is closed, which does the same.
  func rollback() async {
    isOver.store(true, ordering: .relaxed)
    do {
      _ = try await control(Request(statement: Statement("", "ROLLBACK"), parameters: .none))
    } catch {
      loop.onLoop { [self] in session.close("the transaction could not be rolled back") }
    }
  }
}
