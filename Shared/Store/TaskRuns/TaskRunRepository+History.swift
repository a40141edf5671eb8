public import Models
internal import Postgres
internal import Values

extension TaskRunRepository {
  /// How many of the task runs that the filters let through were expected in which part of a span, by their states.
  public func history(_ history: RunHistory, _ filters: EntityFilters) async throws -> [RunHistoryPart] {
    guard history.count > 0 else { return [] }
    let (condition, now) = (try await searchKeys.add(to: filters.taskRunCondition), clock.now())
    return try await history.parts(
      tallies.ask(.taskRuns, by: filters.taskRunTallies?.within(history), at: now) {
        .history(history, of: .taskRuns, where: condition, tallies: $0, at: now)
      } otherwise: {
        .history(history, of: "t", from: "task_run t", where: condition, at: now)
      })
  }

  /// How many of the task runs that the filters let through are in which kind of state.
  public func countByState(_ filters: EntityFilters) async throws -> [StateType: Int] {
    let condition = try await searchKeys.add(to: filters.taskRunCondition)
    let rows = try await tallies.ask(.taskRuns, by: filters.taskRunTallies, at: clock.now()) {
      .countByState(.taskRuns, where: condition, tallies: $0)
    } otherwise: {
      .countByState(from: "task_run t", where: condition)
    }
    var counts: [StateType: Int] = [:]
    for row in rows {
      var reader = row.reader()
      counts[try reader.stateType()] = try reader.int()
    }
    return counts
  }
}
