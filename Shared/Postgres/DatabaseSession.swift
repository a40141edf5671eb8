internal import Values

/// A connection of one's own without a transaction around it: for what a transaction can't hold, such as a lock that
/// outlasts several of them, or an index that is built while others write.
public struct DatabaseSession: Sendable {
  private let handle: SessionHandle
  private let timeout: Duration

  init(_ handle: SessionHandle, timeout: Duration) {
    self.handle = handle
    self.timeout = timeout
  }

  /// Runs a statement, a transaction by itself.
  public func run(_ statement: Statement, _ values: [SQLValue] = []) async throws(DatabaseError) -> Rows {
    try await handle.run(try Request(statement, values))
  }

  /// Runs one statement for as long as it needs, as text and without values.
  public func patiently(_ sql: String) async throws(DatabaseError) {
    try await handle.run(script: "SET statement_timeout = 0", isPatient: false)
    try await handle.run(script: sql, isPatient: true)
  }

  /// Runs `body` in a transaction of the session: committed when it returns, rolled back when it throws.
  ///
  /// - Throws: What `body` throws, or a `DatabaseError`.
  public func transaction<R>(_ body: (Transaction) async throws -> R) async throws -> R {
    let transaction = Transaction(handle, timeout: timeout)
    try await transaction.begin()
    return try await transaction.finish(body)
  }
}
