public import Models
internal import Postgres
internal import Values

extension FlowRunRepository {
  /// How many of the runs that the filters let through were expected in which part of a span, by their states.
  public func history(_ history: RunHistory, _ filters: EntityFilters) async throws -> [RunHistoryPart] {
    guard history.count > 0 else { return [] }
    let filters = try await filters.knowingQueues(from: database)
    let (condition, now) = (try await searchKeys.add(to: filters.flowRunCondition), clock.now())
    return try await history.parts(
      tallies.ask(.flowRuns, by: filters.flowRunTallies?.within(history), at: now) {
        .history(history, of: .flowRuns, where: condition, tallies: $0, at: now)
      } otherwise: {
        .history(history, of: "r", from: "flow_run r", where: condition, at: now)
      })
  }

  /// By how many seconds the runs are late on average that the filters let through; nil without any.
  public func lateness(_ filters: EntityFilters) async throws -> Double? {
    let filters = try await filters.knowingQueues(from: database)
    let (condition, now) = (try await searchKeys.add(to: filters.flowRunCondition), clock.now())
    let rows = try await tallies.ask(.flowRuns, by: filters.flowRunTallies, at: now) {
      .lateness(of: .flowRuns, where: condition, tallies: $0, at: now)
    } otherwise: {
      .lateness(of: "r", from: "flow_run r", where: condition, at: now)
    }
    guard let row = rows.first else { return nil }
    var reader = row.reader()
    return try reader.optionalDouble()
  }
}
