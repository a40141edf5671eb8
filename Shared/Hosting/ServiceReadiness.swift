internal import Postgres
internal import Synchronization

/// Whether a service can do its work: its database is there and has the schema. Each loop's database is there when
/// statements can be run, be it on the connections of another loop.
public final class ServiceReadiness: Sendable {
  private let databases: [Database]
  private let migrated = Atomic(false)

  init(databases: [Database]) {
    self.databases = databases
  }

  /// Set once the schema is up to date; it stays so.
  func setMigrated() {
    migrated.store(true, ordering: .releasing)
  }

  public var isMigrated: Bool { migrated.load(ordering: .acquiring) }

  public var isReady: Bool { isMigrated && databases.allSatisfy(\.isAvailable) }
}
