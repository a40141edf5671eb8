internal import Synchronization
internal import Values

/// A transaction on a connection of its own, for as long as its body runs.
public final class Transaction: Sendable {
  private let handle: SessionHandle
  private let timeout: Duration
  private let isOver = Atomic(false)
  /// Which channels its commit is told on.
  private let noticed = Mutex<Set<String>>([])

  init(_ handle: SessionHandle, timeout: Duration) {
    self.handle = handle
    self.timeout = timeout
  }

  /// Runs a statement in the transaction. After one that raised, the server refuses all others (25P02).
  public func run(_ statement: Statement, _ values: [SQLValue] = []) async throws(DatabaseError) -> Rows {
    let request = try Request(statement, values)
    if !statement.channels.isEmpty { noticed.withLock { $0.formUnion(statement.channels) } }
    try checkUnderWay()
    return try await handle.run(request)
  }

  /// Runs SQL text of any number of statements, without values; a migration, say.
  ///
  /// - Parameter withoutTimeout: Lets the text run for as long as it needs.
  public func script(_ sql: String, withoutTimeout: Bool = false) async throws(DatabaseError) {
    try checkUnderWay()
    if withoutTimeout { try await handle.run(script: "SET LOCAL statement_timeout = 0", isPatient: false) }
    try await handle.run(script: sql, isPatient: withoutTimeout)
    if withoutTimeout {
      try await handle.run(
        script: "SET LOCAL statement_timeout = \(timeout.wholeMicroseconds / 1000)", isPatient: false)
    }
  }

  private func checkUnderWay() throws(DatabaseError) {
    guard !isOver.load(ordering: .relaxed) else { throw .unavailable("the transaction is over") }
  }

  var channels: Set<String> { noticed.withLock { $0 } }

  func begin() async throws(DatabaseError) {
    _ = try await handle.run(Request(Statement("", "BEGIN")))
  }

  /// Runs `body` in the transaction, which has begun: commits when it returns, rolls back when it throws.
  func finish<R>(_ body: (Transaction) async throws -> R) async throws -> R {
    let value: R
    do {
      value = try await body(self)
    } catch {
      await rollback()
      throw error
    }
    try await commit()
    return value
  }

  private func commit() async throws(DatabaseError) {
    isOver.store(true, ordering: .relaxed)
    let rows = try await handle.run(Request(Statement("", "COMMIT")))
    // The server answers the COMMIT of a failed transaction with a roll-back.
    if rows.result.tag != "COMMIT" {
      throw .statement(sqlState: "25P02", message: "the transaction was rolled back as a statement of it had failed")
    }
  }

  /// Rolls back; a session that can't is closed, which does the same.
  private func rollback() async {
    isOver.store(true, ordering: .relaxed)
    do {
      _ = try await handle.run(Request(Statement("", "ROLLBACK")))
    } catch {
      handle.close("the transaction could not be rolled back")
    }
  }
}
