public import Observability
public import Postgres
internal import Values

/// Why a database can't be used.
public enum MigrationError: Error, Sendable, CustomStringConvertible {
  /// Prefect's schema is there at a revision that is not ours.
  case foreignRevision(String)
  /// Tables of Prefect's names are there without a revision.
  case unknownTables([String])
  /// The schema is older than this program and migrating at start is switched off.
  case outOfDate(missing: [String])
  /// Migrations are recorded that this program does not have.
  case newer(Int)

  public var description: String {
    switch self {
    case .foreignRevision(let revision):
      "The database is at Prefect's revision \(revision); this program works with \(Migration.prefectRevision) "
        + "(Prefect 3.8.8). Bring it there with `prefect server database upgrade` of Prefect 3.8.8."
    case .unknownTables(let names):
      "The database has tables named \(names.joined(separator: ", ")) but no alembic_version that says of which "
        + "revision. Point PREFECT_SERVER_DATABASE_CONNECTION_URL at an empty or a Prefect database."
    case .outOfDate(let missing):
      "The database lacks the migrations \(missing.joined(separator: ", ")), and "
        + "PREFECT_SERVER_DATABASE_MIGRATE_ON_START is off."
    case .newer(let number):
      "The database was migrated by a newer version of this program (migration \(number))."
    }
  }
}

/// Brings a database to the schema of this program, once, however many services start together.
public struct Migrator: Sendable {
  private let database: Database
  private let logger: Logger

  public init(database: Database, logger: Logger) {
    self.database = database
    self.logger = logger
  }

  /// Takes every step that is missing, in one transaction.
  ///
  /// - Parameter apply: False only checks.
  public func migrate(apply: Bool = true) async throws {
    let taken = try await database.transaction { transaction in
      // One at a time: whoever comes second finds nothing to do.
      _ = try await transaction.run(MigrationStatement.lock)
      try await transaction.script("SET LOCAL search_path = public")
      let missing = try await missing(in: transaction)
      guard apply || missing.isEmpty else { throw MigrationError.outOfDate(missing: missing.map(\.name)) }
      if !missing.isEmpty {
        try await transaction.script(MigrationStatement.ownSchema)
      }
      for migration in missing {
        // The indexes of a large database take minutes.
        try await transaction.script(migration.script, withoutTimeout: true)
        _ = try await transaction.run(
          MigrationStatement.record, [.int4(migration.number), .text(migration.name)])
      }
      return missing
    }
    for migration in taken { logger.info("migrated the database", ["migration": .text(migration.name)]) }
  }

  private func missing(in transaction: Transaction) async throws -> [Migration] {
    var missing: [Migration] = []
    if try await !isPrefectMigrated(transaction) { missing.append(.prefect) }
    let recorded = try await recordedNumbers(transaction)
    let known = Set(([.prefect] + Migration.own).map(\.number))
    if let newer = recorded.subtracting(known).max() { throw MigrationError.newer(Int(newer)) }
    return missing + Migration.own.filter { !recorded.contains($0.number) }
  }

  private func isPrefectMigrated(_ transaction: Transaction) async throws -> Bool {
    var tables: [String] = []
    for row in try await transaction.run(MigrationStatement.tables) {
      var reader = row.reader()
      tables.append(try reader.text())
    }
    guard tables.contains("alembic_version") else {
      guard tables.isEmpty else { throw MigrationError.unknownTables(tables) }
      return false
    }
    guard let row = try await transaction.run(MigrationStatement.revision).first else {
      throw MigrationError.foreignRevision("(none)")
    }
    var reader = row.reader()
    let revision = try reader.text()
    guard revision == Migration.prefectRevision else { throw MigrationError.foreignRevision(revision) }
    return true
  }

  private func recordedNumbers(_ transaction: Transaction) async throws -> Set<Int32> {
    guard try await !transaction.run(MigrationStatement.ownTable).isEmpty else { return [] }
    var numbers: Set<Int32> = []
    for row in try await transaction.run(MigrationStatement.recorded) {
      var reader = row.reader()
      numbers.insert(Int32(try reader.int()))
    }
    return numbers
  }
}
