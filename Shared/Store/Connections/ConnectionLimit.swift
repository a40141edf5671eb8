public import Postgres

/// A bound on the connections that this program's role may have to its database, and how much of it is used.
public struct ConnectionLimit: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    /// `max_connections` without the reserved ones.
    case server
    /// `CONNECTION LIMIT` of the role.
    case role
    /// `CONNECTION LIMIT` of the database.
    case database
  }

  public let kind: Kind
  public let allowed: Int
  /// By any client.
  public let used: Int

  public init(kind: Kind, allowed: Int, used: Int) {
    self.kind = kind
    self.allowed = allowed
    self.used = used
  }

  public var free: Int { max(0, allowed - used) }

  /// The limits that the server has now.
  public static func all(of database: Database) async throws -> [ConnectionLimit] {
    try await database.run(ConnectionLimitStatement.all, on: .read).compactMap { row in
      var reader = row.reader()
      guard let kind = Kind(rawValue: try reader.text()) else { return nil }
      return ConnectionLimit(kind: kind, allowed: try reader.int(), used: try reader.int())
    }
  }
}
