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
      MigrationError.description(ofForeign: revision)
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

  private static func description(ofForeign revision: String) -> String {
    let maker =
      PrefectRevision.release(of: revision).map { "It was made by Prefect \($0)" }
      ?? "It was made by Prefect 2 or by a release newer than \(ProductVersion.prefect)"
    return "The database has the schema of another Prefect release. \(maker) (revision \(revision)); this program "
      + "works with Prefect \(ProductVersion.prefect) (revision \(PrefectRevision.current)). To see what can be done, "
      + "and to do it: deploy/apus adopt DATABASE_URL"
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

  /// Takes every step that is missing, in one transaction; then makes and drops indexes, one after another, while others
  /// go on reading and writing. What is interrupted goes on the next time.
  ///
  /// - Parameter apply: False only checks.
  /// - Returns: False while another program does it: ask again later. Whoever waited for it in a statement would keep
  ///   indexes from being built.
  @discardableResult
  public func migrate(apply: Bool = true) async throws -> Bool {
    try await database.session { session in
      // Services that start together with nothing to do wait for none of them.
      if try await isDone(session) { return true }
      // Held until the session ends.
      guard try await !session.run(MigrationStatement.lock).isEmpty else { return false }
      let taken = try await session.transaction { try await migrate(in: $0, apply: apply) }
      for migration in taken { logger.info("migrated the database", ["migration": .text(migration.name)]) }
      if apply { try await changeIndexes(in: session) }
      return true
    }
  }

  private func isDone(_ session: DatabaseSession) async throws -> Bool {
    guard try await session.transaction({ try await missing(in: $0) }).isEmpty else { return false }
    return try await session.run(MigrationStatement.indexSteps).isEmpty
  }

  private func migrate(in transaction: Transaction, apply: Bool) async throws -> [Migration] {
    try await transaction.script("SET LOCAL search_path = public")
    let missing = try await missing(in: transaction)
    guard apply || missing.isEmpty else { throw MigrationError.outOfDate(missing: missing.map(\.name)) }
    if !missing.isEmpty {
      try await transaction.script(MigrationStatement.ownSchema)
    }
    for migration in missing {
      try await transaction.script(migration.script, withoutTimeout: true)
      _ = try await transaction.run(
        MigrationStatement.record, [.int4(migration.number), .text(migration.name)])
    }
    if missing.contains(where: { $0.number == Migration.prefect.number }) {
      // Nobody else knows the tables yet, and they are empty.
      for step in try await indexSteps(transaction.run(MigrationStatement.indexStepsAlone)) {
        try await transaction.script(step)
      }
    }
    return missing
  }

  private func changeIndexes(in session: DatabaseSession) async throws {
    for step in try await indexSteps(session.run(MigrationStatement.indexSteps)) {
      logger.info("changes an index", ["statement": .text(step)])
      try await session.patiently(step)
    }
  }

  private func indexSteps(_ rows: Rows) throws(DatabaseError) -> [String] {
    var steps: [String] = []
    for row in rows {
      var reader = row.reader()
      steps.append(try reader.text())
    }
    return steps
  }

  private func missing(in transaction: Transaction) async throws -> [Migration] {
    var missing: [Migration] = []
    if let step = try await prefectStep(transaction) { missing.append(step) }
    let recorded = try await recordedNumbers(transaction)
    let known = Set(([.prefect, .prefectUpgrade] + Migration.own).map(\.number))
    if let newer = recorded.subtracting(known).max() { throw MigrationError.newer(Int(newer)) }
    return missing + Migration.own.filter { !recorded.contains($0.number) }
  }

  /// What brings `public` to the schema that this program works with; nil when it has it.
  private func prefectStep(_ transaction: Transaction) async throws -> Migration? {
    var tables: [String] = []
    for row in try await transaction.run(MigrationStatement.tables) {
      var reader = row.reader()
      tables.append(try reader.text())
    }
    guard tables.contains("alembic_version") else {
      guard tables.isEmpty else { throw MigrationError.unknownTables(tables) }
      return .prefect
    }
    guard let row = try await transaction.run(MigrationStatement.revision).first else {
      throw MigrationError.foreignRevision("(none)")
    }
    var reader = row.reader()
    let revision = try reader.text()
    if revision == PrefectRevision.current { return nil }
    guard PrefectRevision.upgradable.contains(revision) else { throw MigrationError.foreignRevision(revision) }
    return .prefectUpgrade
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
