public import Models
internal import Postgres
public import Values

extension FlowRepository {
  /// Deletes the first flows that the filter lets through, with their runs and deployments.
  ///
  /// - Returns: The ids of those that were deleted.
  public func delete(_ filter: FlowFilter?, limit: Int) async throws -> [UUID] {
    var filters = EntityFilters()
    filters.flows = filter
    let flows = try await list(filters, sort: .nameAscending, page: Page(limit: limit))
    guard !flows.isEmpty else { return [] }
    let now = clock.now()
    let events = flows.enumerated().map { event("deleted", $1, at: now + .microseconds(Int64($0))) }
    return try await database.run(
      FlowStatement.deleteMany,
      [.uuids(flows.map(\.id)), .uuids(events.map(\.id))] + EventWrite.values(for: events, received: now), on: .bulk
    ).map { row in
      var reader = row.reader()
      return try reader.uuid()
    }
  }

  /// The flows that the filters let through, a page of them.
  public func list(_ filters: EntityFilters, sort: FlowSort, page: Page) async throws -> [Flow] {
    let query = QueryText.list(
      FlowStatement.columns, from: "flow f", where: filters.flowCondition, order: sort.order,
      isOfFew: filters.asksNothingOfRuns, page: page)
    return try await database.run(query.statement, query.values, on: .bulk).map(Flow.init(row:))
  }

  /// A page of the flows that the filters let through, and how many there are on all pages.
  public func page(
    _ filters: EntityFilters, sort: FlowSort, page: Page
  ) async throws -> (rows: [Flow], total: Int) {
    try await page.rows(isSearch: filters.flowCondition.isSearch) {
      try await list(filters, sort: sort, page: page)
    } count: {
      try await count(filters)
    }
  }

  /// How many flows the filters let through.
  public func count(_ filters: EntityFilters) async throws -> Int {
    let query = QueryText.count(from: "flow f", where: filters.flowCondition, isOfFew: filters.asksNothingOfRuns)
    return try await database.run(query.statement, query.values, on: .bulk).count(column: 0)
  }
}
