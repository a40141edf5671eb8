public import Models
internal import Postgres
internal import Values

extension TaskRunRepository {
  /// The task runs that the filters let through, a page of them.
  public func list(_ filters: EntityFilters, sort: TaskRunSort, page: Page) async throws -> [TaskRun] {
    let condition = try await searchKeys.add(to: filters.taskRunCondition)
    return try await runs(sort.list.rows(where: condition, page: page, in: database))
  }

  private func runs(_ rows: Rows) throws -> [TaskRun] {
    let now = clock.now()
    return try rows.map { row in
      var reader = row.reader()
      return try reader.taskRun(at: now)
    }
  }

  /// A page of the task runs that the filters let through, and how many there are on all pages.
  public func page(
    _ filters: EntityFilters, sort: TaskRunSort, page: Page
  ) async throws -> (rows: [TaskRun], total: Int) {
    let condition = filters.taskRunCondition
    guard try await searchKeys.findSome(by: condition) else {
      return try await page.rows(isSearch: condition.isSearch) {
        try await list(filters, sort: sort, page: page)
      } count: {
        try await count(filters)
      }
    }
    let found = try await sort.list.found(where: searchKeys.add(to: condition), page: page, in: database)
    return (try runs(found.rows), found.total)
  }

  /// How many task runs the filters let through.
  public func count(_ filters: EntityFilters) async throws -> Int {
    let condition = try await searchKeys.add(to: filters.taskRunCondition)
    return try await tallies.ask(.taskRuns, by: filters.taskRunTallies, at: clock.now()) {
      .count(.taskRuns, where: condition, tallies: $0)
    } otherwise: {
      .count(from: "task_run t", where: condition)
    }.count(column: 0)
  }
}
