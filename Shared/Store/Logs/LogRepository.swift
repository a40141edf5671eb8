public import Models
public import Postgres
public import Values

/// Log lines in the database.
public struct LogRepository: Sendable {
  let database: Database
  private let isPublished: Bool
  private let clock: WallClock

  /// - Parameter isPublished: Whether those who follow the logs are told of new ones.
  public init(database: Database, isPublished: Bool = false, clock: WallClock = .system) {
    self.database = database
    self.isPublished = isPublished
    self.clock = clock
  }

  /// Stores lines in one statement. NUL characters, which PostgreSQL has no place for, are left out. Lines of the same
  /// moment keep their order, for their ids rise.
  public func create(_ logs: [LogCreate]) async throws {
    guard !logs.isEmpty else { return }
    let now = clock.now()
    _ = try await database.run(
      isPublished ? LogStatement.publish : LogStatement.insert,
      [
        .uuids(logs.indices.map { .timeOrdered(at: now + .microseconds(Int64($0))) }),
        .texts(logs.map { $0.name.withoutNUL }),
        .int2s(logs.map { Int16(clamping: $0.level) }), .optionalUUIDs(logs.map(\.flowRunID)),
        .optionalUUIDs(logs.map(\.taskRunID)), .texts(logs.map { $0.message.withoutNUL }),
        .timestamps(logs.map(\.timestamp)),
      ])
  }

  /// The lines that the filter lets through, a page of them.
  public func list(_ filter: LogFilter?, sort: LogSort, page: Page) async throws -> [Log] {
    try await rows(filter?.condition ?? .always, sort, page)
  }

  /// The lines of a run in the order of their time, a page of them.
  ///
  /// - Parameter last: The last line of the page before.
  public func page(ofFlowRun id: UUID, after last: Log?, limit: Int) async throws -> [Log] {
    var conditions = [Condition.test("l.flow_run_id = $", [.uuid(id)])]
    if let last {
      conditions.append(.test("(l.timestamp, l.id) > ($, $)", [.timestamp(last.timestamp), .uuid(last.id)]))
    }
    return try await rows(.all(conditions), .timestampAscending, Page(limit: limit))
  }

  private func rows(_ condition: Condition, _ sort: LogSort, _ page: Page) async throws -> [Log] {
    let query = QueryText.list(LogStatement.columns, from: "log l", where: condition, order: sort.order, page: page)
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

  /// The same of a table `e`.
  static let feedColumns: SQLText =
    "e.id, e.created, e.updated, e.name, e.level, e.message, e.timestamp, e.flow_run_id, e.task_run_id"

  static let insert = Statement("log.insert", insertion)

  /// The same, told to those who follow the logs.
  static let publish = Statement("log.publish", "/* NOTIFY apus_log */ \(insertion)")

  private static let insertion =
    """
    INSERT INTO log (id, name, level, flow_run_id, task_run_id, message, timestamp)
    SELECT l.*
    FROM unnest($1::uuid[], $2::text[], $3::int2[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[]) AS l
    """
}

extension Log {
  /// Reads `LogStatement.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    try self.init(reader: &reader)
  }

  init(reader: inout RowReader) throws(DatabaseError) {
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(), name: try reader.text(),
      level: try reader.int(), message: try reader.text(), timestamp: try reader.timestamp(),
      flowRunID: try reader.optionalUUID(), taskRunID: try reader.optionalUUID())
  }
}
