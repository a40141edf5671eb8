public import Models
public import Postgres
public import Values

/// The inputs of flow runs in the database.
public struct FlowRunInputRepository: Sendable {
  let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// - Throws: `conflict` when the key is taken; `notFound` for the run.
  public func create(key: String, value: String, sender: String?, of run: UUID) async throws {
    let now = clock.now()
    let input = FlowRunInput(
      id: .random(), created: now, updated: now, flowRunID: run, key: key, value: value, sender: sender)
    let rows = try await database.run(FlowRunInputStatement.insert, input.insertValues, on: .key(run))
    guard let row = rows.first else { throw DomainError.notFound("Flow run not found") }
    var reader = row.reader()
    guard try reader.bool() else { throw DomainError.notFound("Flow run not found") }
    guard try reader.bool() else { throw DomainError.conflict("A flow run input with this key already exists.") }
  }

  /// - Throws: `notFound`.
  public func read(_ key: String, of run: UUID) async throws -> FlowRunInput {
    guard let input = try await find(key, of: run) else { throw DomainError.notFound("Flow run input not found") }
    return input
  }

  /// The input of a key, if it is there.
  public func find(_ key: String, of run: UUID) async throws -> FlowRunInput? {
    try await database.run(FlowRunInputStatement.read, [.uuid(run), .text(key)], on: .read).first
      .map(FlowRunInput.init(row:))
  }

  /// The oldest inputs whose keys begin with a text, but for some.
  public func list(prefix: String, without keys: [String], limit: Int, of run: UUID) async throws -> [FlowRunInput] {
    try await database.run(
      FlowRunInputStatement.list,
      [.uuid(run), .text(prefix + "%"), .texts(keys), .int8(Int64(limit))], on: .read
    ).map(FlowRunInput.init(row:))
  }

  /// - Throws: `notFound`.
  public func delete(_ key: String, of run: UUID) async throws {
    guard
      try await !database.run(FlowRunInputStatement.delete, [.uuid(run), .text(key)], on: .key(run)).isEmpty
    else { throw DomainError.notFound("Flow run input not found") }
  }
}

extension Transaction {
  /// - Throws: `integrity` when the key is taken.
  func keep(_ input: FlowRunInput) async throws {
    guard let row = try await run(FlowRunInputStatement.insert, input.insertValues).first else {
      throw DomainError.integrity
    }
    var reader = row.reader()
    reader.skip()
    guard try reader.bool() else { throw DomainError.integrity }
  }
}

extension FlowRunInput {
  /// Reads `FlowRunInputStatement.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(),
      flowRunID: try reader.uuid(), key: try reader.text(), value: try reader.text(), sender: try reader.optionalText())
  }

  /// The values of `FlowRunInputStatement.insert`.
  var insertValues: [SQLValue] {
    [.uuid(id), .timestamp(created), .uuid(flowRunID), .text(key), .text(value), .text(sender)]
  }
}
