public import Models
public import Postgres
public import Values

/// The default storage of results, one of the server-wide configurations.
public struct DefaultResultStorageRepository: Sendable {
  private static let key = "server-default-result-storage"

  private let database: Database
  private let clock: WallClock

  public init(database: Database, clock: WallClock = .system) {
    self.database = database
    self.clock = clock
  }

  public func read() async throws -> DefaultResultStorage {
    let rows = try await database.run(ConfigurationStatement.read, [.text(DefaultResultStorageRepository.key)])
    guard let row = rows.first else { return DefaultResultStorage() }
    var reader = row.reader()
    return try reader.optionalModel() ?? DefaultResultStorage()
  }

  /// - Throws: `notFound` for a block document that is not there; `unprocessable` for one that can't be written to.
  public func write(_ blockDocumentID: UUID) async throws {
    guard let row = try await database.run(ConfigurationStatement.canStore, [.uuid(blockDocumentID)]).first else {
      throw DomainError.notFound("Block document \(blockDocumentID) not found.")
    }
    var reader = row.reader()
    guard try reader.bool() else {
      throw DomainError.unprocessable("Block document \(blockDocumentID) cannot be used for result storage.")
    }
    let value = DefaultResultStorage(blockDocumentID: blockDocumentID)
    _ = try await database.run(
      ConfigurationStatement.write,
      [.text(DefaultResultStorageRepository.key), .jsonb(value.json), .timestamp(clock.now())])
  }

  public func clear() async throws {
    _ = try await database.run(ConfigurationStatement.delete, [.text(DefaultResultStorageRepository.key)])
  }
}

enum ConfigurationStatement {
  static let read = Statement(
    "configuration.read", "SELECT value FROM configuration WHERE key = $1", isRepeatable: true)

  static let write = Statement(
    "configuration.write",
    """
    INSERT INTO configuration (id, created, updated, key, value) VALUES (gen_random_uuid(), $3, $3, $1, $2)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated = excluded.updated
    """, isRepeatable: true)

  static let delete = Statement("configuration.delete", "DELETE FROM configuration WHERE key = $1", isRepeatable: true)

  /// Whether results can be written to a block document; no row without it.
  static let canStore = Statement(
    "configuration.canStore",
    """
    SELECT COALESCE(jsonb_exists(s.capabilities, 'write-path'), false)
    FROM block_document d LEFT JOIN block_schema s ON s.id = d.block_schema_id WHERE d.id = $1
    """, isRepeatable: true)
}
