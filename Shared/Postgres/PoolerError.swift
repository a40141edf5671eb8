/// There is a connection pooler between this program and PostgreSQL.
public struct PoolerError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description = """
    The database's address leads to a connection pooler (PgBouncer, say) that does not pass a session's settings on. Apus \
    keeps sessions of its own, prepared statements, locks and LISTEN among them, and shares few connections itself: set \
    PREFECT_SERVER_DATABASE_CONNECTION_URL to PostgreSQL's own address
    """

  public init() {}
}

extension Database {
  /// The name of a setting that every session has from its start; behind a pooler it is missing.
  static let sessionMark = "apus.session"

  /// Throws when sessions don't have the settings that they were started with.
  ///
  /// - Throws: `PoolerError`, or a `DatabaseError`.
  public func checkSessions() async throws {
    let statement = Statement(
      "", "SELECT coalesce(current_setting('\(Database.sessionMark)', true), '')", isRepeatable: true)
    for row in try await run(statement) {
      var reader = row.reader()
      guard try reader.text() == "on" else { throw PoolerError() }
    }
  }
}
