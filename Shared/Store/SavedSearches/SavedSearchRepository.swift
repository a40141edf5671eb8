internal import JSON
public import Models
public import Postgres
public import Values

/// Saved searches in the database.
public struct SavedSearchRepository: Sendable {
  private let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  /// Makes a search, or replaces the criteria of the one of that name.
  public func upsert(_ new: SavedSearchCreate) async throws -> (search: SavedSearch, isNew: Bool) {
    let id = UUID.random()
    let search = try found(
      await database.run(
        SavedSearchStatement.upsert,
        [.uuid(id), .timestamp(clock.now()), .text(new.name), .jsonb(new.filters.bytes)], on: .key(id)))
    return (search, search.id == id)
  }

  /// - Throws: `notFound`.
  public func read(_ id: UUID) async throws -> SavedSearch {
    try found(await database.run(SavedSearchStatement.read, [.uuid(id)], on: .read))
  }

  /// A page of all searches, by name.
  public func list(page: Page) async throws -> [SavedSearch] {
    try await database.run(
      SavedSearchStatement.list, [.int8(Int64(page.limit)), .int8(Int64(page.offset))], on: .bulk
    ).map(SavedSearch.init(row:))
  }

  /// - Throws: `notFound`.
  public func delete(_ id: UUID) async throws {
    guard try await !database.run(SavedSearchStatement.delete, [.uuid(id)], on: .key(id)).isEmpty else {
      throw SavedSearchRepository.notFound
    }
  }

  private func found(_ rows: Rows) throws -> SavedSearch {
    guard let row = rows.first else { throw SavedSearchRepository.notFound }
    return try SavedSearch(row: row)
  }

  private static let notFound = DomainError.notFound("Saved search not found")
}

extension SavedSearch {
  /// Reads the columns of `SavedSearchStatement`.
  fileprivate init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(),
      name: try reader.text(), filters: try reader.rawJSON())
  }
}
