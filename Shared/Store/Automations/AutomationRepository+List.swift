public import Models
internal import Postgres
internal import Values

extension AutomationRepository {
  /// The automations that the filter lets through, a page of them.
  public func list(_ filter: AutomationFilter?, sort: AutomationSort, page: Page) async throws -> [Automation] {
    let query = QueryText.list(
      AutomationStatement.columns, from: "automation a", where: filter?.condition ?? .always, order: sort.order,
      page: page)
    return try await database.run(query.statement, query.values, on: .bulk).map(Automation.init(row:))
  }

  /// How many automations the filter lets through.
  public func count(_ filter: AutomationFilter?) async throws -> Int {
    let query = QueryText.count(from: "automation a", where: filter?.condition ?? .always)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }

  /// All automations that name a resource.
  public func related(to resource: String) async throws -> [Automation] {
    try await database.run(AutomationStatement.related, [.text(resource)], on: .bulk).map(Automation.init(row:))
  }
}

extension AutomationFilter {
  /// On an automation `a`.
  fileprivate var condition: Condition {
    .combine(
      [
        id?.condition(on: "a.id", as: .key),
        name?.condition(on: "a.name"),
        created?.condition(on: "a.created"),
        tags?.condition(on: "a.tags"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}

extension AutomationSort {
  /// Ends in the id, so that pages do not overlap.
  fileprivate var order: SQLText {
    switch self {
    case .createdDescending: "a.created DESC, a.id"
    case .updatedDescending: "a.updated DESC, a.id"
    case .nameAscending: "a.name, a.id"
    case .nameDescending: "a.name DESC, a.id"
    }
  }
}

extension AutomationRepository {
  /// The channel on which changes of automations are told, by Prefect's servers too (contract §6.4).
  public static let channel = AutomationStatement.channel

  /// All automations that are enabled.
  public func listEnabled() async throws -> [Automation] {
    try await database.run(AutomationStatement.listEnabled, [], on: .bulk).map(Automation.init(row:))
  }

  /// Changes whenever an automation does.
  ///
  /// - Parameter isThorough: Whether to look at every row. Without it, a change is missed that was made by a server whose clock
  ///   is behind.
  public func version(isThorough: Bool) async throws -> AutomationsVersion {
    let statement = isThorough ? AutomationStatement.thoroughVersion : AutomationStatement.version
    guard let row = try await database.run(statement, [], on: .read).first else {
      throw DatabaseError.decoding("no row")
    }
    var reader = row.reader()
    return AutomationsVersion(
      count: try reader.int(), latest: try reader.optionalTimestamp(), sum: try isThorough ? reader.int() : nil)
  }
}

/// What tells that automations have changed.
public struct AutomationsVersion: Sendable, Equatable {
  var count: Int
  var latest: Timestamp?
  /// Of all rows; nil if they were not looked at.
  var sum: Int?

  /// Whether it is that of the same automations, as far as both tell.
  public func agrees(with other: AutomationsVersion) -> Bool {
    count == other.count && latest == other.latest && (sum == nil || other.sum == nil || sum == other.sum)
  }
}
