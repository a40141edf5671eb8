internal import JSON
public import Postgres
internal import Values

/// The key that the database keeps for servers that are given none (contract §5, ENCRYPTION_KEY).
public struct EncryptionKeyRepository: Sendable {
  private let database: Database
  private let clock: WallClock

  public init(database: Database) {
    self.database = database
    clock = .system
  }

  /// The key's text, kept now if there was none. Of several that come at once one wins, and all get its key.
  ///
  /// - Parameter proposal: A new key's text.
  public func key(orKeep proposal: () -> String) async throws(DatabaseError) -> String {
    if let key = try await read() { return key }
    let value = RawJSON { writer in
      writer.beginObject()
      writer.key("fernet_key")
      writer.string(proposal())
      writer.endObject()
    }
    _ = try await database.run(
      EncryptionKeyStatement.keep, [.uuid(.random()), .timestamp(clock.now()), .jsonb(value.bytes)])
    guard let key = try await read() else { throw .decoding("the encryption key of the database can't be read") }
    return key
  }

  private func read() async throws(DatabaseError) -> String? {
    guard let row = try await database.run(EncryptionKeyStatement.read).first else { return nil }
    var reader = row.reader()
    guard let key = try reader.optionalText() else {
      throw .decoding("the row ENCRYPTION_KEY of the configuration holds no fernet_key")
    }
    return key
  }
}

enum EncryptionKeyStatement {
  static let read = Statement(
    "encryptionKey.read", "SELECT value ->> 'fernet_key' FROM configuration WHERE key = 'ENCRYPTION_KEY'",
    isRepeatable: true)

  static let keep = Statement(
    "encryptionKey.keep",
    """
    INSERT INTO configuration (id, created, updated, key, value) VALUES ($1, $2, $2, 'ENCRYPTION_KEY', $3)
    ON CONFLICT (key) DO NOTHING
    """, isRepeatable: true)
}
