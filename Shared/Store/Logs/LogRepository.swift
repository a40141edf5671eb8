public import Models
public import Postgres
public import Values

/// Log lines in the database.
public struct LogRepository: Sendable {
  private let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Stores lines in one statement. NUL characters, which PostgreSQL has no place for, are left out.
  public func create(_ logs: [LogCreate]) async throws {
    guard !logs.isEmpty else { return }
    let now = clock.now()
    _ = try await database.run(
      LogStatement.insert,
      [
        .uuids(logs.map { _ in .timeOrdered(at: now) }), .texts(logs.map { $0.name.withoutNUL }),
        .int2s(logs.map { Int16(clamping: $0.level) }), .optionalUUIDs(logs.map(\.flowRunID)),
        .optionalUUIDs(logs.map(\.taskRunID)), .texts(logs.map { $0.message.withoutNUL }),
        .timestamps(logs.map(\.timestamp)), .timestamp(now),
      ])
  }

  /// The lines that the filter lets through, a page of them.
  public func list(_ filter: LogFilter?, sort: LogSort, page: Page) async throws -> [Log] {
    var query = QueryText("SELECT ")
    query.append(LogStatement.columns)
    query.append(" FROM log l WHERE ")
    (filter?.condition ?? .always).write(to: &query)
    query.append(" ORDER BY ")
    query.append(sort.order)
    query.append(page)
    return try await database.run(query.statement, query.values, on: .bulk).map(Log.init(row:))
  }
}

extension String {
  fileprivate var withoutNUL: String {
    utf8.contains(0) ? String(unicodeScalars.filter { $0.value != 0 }) : self
  }
}

enum LogStatement {
  /// The columns in the order in which `Log.init(row:)` reads them.
  static let columns: SQLText =
    "l.id, l.created, l.updated, l.name, l.level, l.message, l.timestamp, l.flow_run_id, l.task_run_id"

  static let insert = Statement(
    "log.insert",
    """
    INSERT INTO log (id, name, level, flow_run_id, task_run_id, message, timestamp, created, updated)
    SELECT l.*, $8, $8
    FROM unnest($1::uuid[], $2::text[], $3::int2[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[]) AS l
    """)
}

extension Log {
  /// Reads `LogStatement.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(), name: try reader.text(),
      level: try reader.int(), message: try reader.text(), timestamp: try reader.timestamp(),
      flowRunID: try reader.optionalUUID(), taskRunID: try reader.optionalUUID())
  }
}
