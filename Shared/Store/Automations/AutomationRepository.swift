internal import JSON
public import Models
public import Postgres

/// Automations in the database.
public struct AutomationRepository: Sendable {
  private let database: Database

  public init(database: Database) {
    self.database = database
  }

  /// All automations that name a resource.
  public func related(to resource: String) async throws -> [Automation] {
    try await database.run(AutomationStatement.related, [.text(resource)], on: .bulk).map(Automation.init(row:))
  }
}

extension Automation {
  /// Reads the columns of `AutomationStatement`.
  fileprivate init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(), name: try reader.text(),
      about: try reader.text(), isEnabled: try reader.bool(), tags: try reader.rawJSON(), trigger: try reader.rawJSON(),
      actions: try reader.rawJSON(), actionsOnTrigger: try reader.rawJSON(), actionsOnResolve: try reader.rawJSON())
  }
}
